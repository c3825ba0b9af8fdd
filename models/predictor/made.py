"""Has this been made? Which parts of a cell stand in known cells, and whether together, in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from ...data.arrays import Texts
from ...data.batch.cells import CellBatch
from ...data.chemistry.material_names import format_materials
from ...data.chemistry.species import UNKNOWN

#: What a part is called, in the order of the words.
ELECTROLYTE = "salt and solvents"
_LAYERS = ("coating", "host", "separator")
_Key = tuple[str, str]


@dataclass(frozen=True, eq=False)
class Made:
    """Where each part stands in known cells.

    Attributes
    ----------
    rows : dict of (str, str) to set of int
        By kind of part and its text, the known cells that have it.
    papers : array of str of shape (n_known,)
    """

    rows: dict[_Key, set[int]]
    papers: Texts

    @classmethod
    def of(cls, known: CellBatch, papers: Texts) -> Made:
        """What some known cells are made of.

        Parameters
        ----------
        known : CellBatch
        papers : array of str of shape (n_known,)
        """
        rows: defaultdict[_Key, set[int]] = defaultdict(set)
        for row in range(len(known)):
            for key in _parts(known, row):
                rows[key].add(row)
        return cls(dict(rows), papers)

    def is_known_electrolyte(self, batch: CellBatch, row: int) -> bool:
        """Whether salts and solvents of a cell stand together in a known cell.

        True where they are not stated or nothing is known.

        Parameters
        ----------
        batch : CellBatch
        row : int
        """
        return not self.rows or all(key in self.rows for key in _parts(batch, row) if key[0] == ELECTROLYTE)

    def words(self, batch: CellBatch, row: int) -> list[str]:
        """For each part of a cell how often it was made, then whether all of them stand in one cell.

        Parameters
        ----------
        batch : CellBatch
        row : int

        Returns
        -------
        list of str
            Empty where no part is stated.
        """
        parts = list(_parts(batch, row)) if self.rows else []
        told = [self._count(kind, name, self.rows.get((kind, name), set())) for kind, name in parts]
        if len(parts) > 1:
            together = set.intersection(*(self.rows.get(key, set()) for key in parts))
            told.append(self._count("all of these together", "", together))
        return told

    def papers_of(self, kind: str, name: str) -> int:
        """In how many papers a part stands.

        Parameters
        ----------
        kind : str
            "additive", "coating", "host", "separator" or `ELECTROLYTE`.
        name : str
        """
        return len({self.papers[row] for row in self.rows.get((kind, name), set())})

    def _count(self, kind: str, name: str, rows: set[int]) -> str:
        part = f"{kind} {name}".strip()
        if not rows:
            return f"{part}: in no known cell"
        papers = len({self.papers[row] for row in rows})
        return f"{part}: in {_plural(len(rows), 'cell')} of {_plural(papers, 'paper')}"


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"


def _parts(batch: CellBatch, row: int) -> Iterator[_Key]:
    """Kind and text of each stated part of a cell."""
    salts, solvents = (_names(batch, role, row) for role in ("salts", "solvents"))
    matrix = batch.matrix.lists[batch.matrix.codes[row]]
    carriers = sorted([*solvents, *matrix])
    if carriers and UNKNOWN not in salts:
        yield ELECTROLYTE, f"{' + '.join(sorted(salts))} in {'/'.join(carriers)}" if salts else "/".join(carriers)
    for name in _names(batch, "additives", row):
        yield "additive", name
    for kind in _LAYERS:
        column = getattr(batch, kind)
        if column is not None and (names := column.lists[column.codes[row]]) and UNKNOWN not in names:
            yield kind, format_materials(names)


def _names(batch: CellBatch, role: str, row: int) -> list[str]:
    column = getattr(batch, role)
    return [batch.pool[code] for code in column.species[column.indptr[row] : column.indptr[row + 1]]]
