"""A parse tree to records: names resolved, amounts read, every error with its place in the text."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from lark import Token, Tree

from ..amounts import Basis, Unit
from ..cell import Dose, Electrolyte, Share, State
from ..chemistry.material_names import resolve_materials
from ..chemistry.names import find, near_names, reading_remark
from ..chemistry.species import UNKNOWN, Species
from ..electrolyte import FAMILIES
from ..errors import ComponentError, NacreError, NotationError, UnknownNameError
from .numbers import read_amount, read_oxygens, read_ratio

T = TypeVar("T")


def _child(tree: Tree[Token], name: str) -> Tree[Token]:
    return next(tree.find_data(name))


def _subtrees(tree: Tree[Token], name: str) -> list[Tree[Token]]:
    return [child for child in tree.children if isinstance(child, Tree) and child.data == name]


def _token(tree: Tree[Token], kind: str) -> Token | None:
    return next((child for child in tree.children if isinstance(child, Token) and child.type == kind), None)


class Reader:
    """Turns a parse tree into records, resolving names; keeps the text for carets."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.remarks: list[str] = []
        #: Where the name and the amount of each component stand, by role and canonical name.
        self._places: dict[tuple[str, str], tuple[int, int]] = {}

    # -- errors ---------------------------------------------------------------------------------------------

    def fail(self, position: int | None, message: str, hint: str = "") -> NotationError:
        """An error at a place of the text.

        Parameters
        ----------
        position : int, optional
            Place in the text, for the caret.
        message : str
            What is wrong.
        hint : str
            What to write instead.
        """
        return NotationError(message, text=self.text, position=position or 0, hint=hint)

    def at(self, position: int | None, read: Callable[[], T]) -> T:
        """Run a reader of names or numbers, or make a record; its error gets the place in the text."""
        try:
            return read()
        except NotationError:
            raise
        except ComponentError as error:
            places = self._places.get((error.role, error.name), (position, position))
            raise self.fail(places[error.is_amount], error.message, error.hint) from None
        except NacreError as error:
            raise self.fail(position, error.message, error.hint) from None

    # -- electrolyte ----------------------------------------------------------------------------------------

    def electrolyte(self, tree: Tree[Token]) -> Electrolyte:
        """The electrolyte of a cell."""
        before = _subtrees(tree, "phrase")
        solvents = _subtrees(tree, "solvents")
        state_token = _token(tree, "STATE")
        state = State(re.sub(r"[ -]", "_", state_token[1:-1].strip().lower())) if state_token else State.LIQUID
        if not solvents:
            return self._without_solvents(before, state)
        place = tree.children.index(solvents[0])
        after = [phrase for phrase in before if tree.children.index(phrase) > place]
        before = [phrase for phrase in before if tree.children.index(phrase) < place]
        return self._with_solvents(before, solvents[0], after, state)

    def _without_solvents(self, phrases: list[Tree[Token]], state: State) -> Electrolyte:
        name, position = self._name(phrases[0])
        family = _family(name)
        if family is not None and (state in {State.LIQUID, State.IONIC_LIQUID} or len(phrases) == 1):
            if _token(phrases[0], "AMOUNT"):
                raise self.fail(position, f"{name!r} has no amount of its own.", "Give amounts to salts and additives.")
            additives = tuple(self._dose(phrase, "additive") for phrase in phrases[1:])
            return self._record(additives=additives, family=family, state=state)
        if state in {State.SOLID, State.GEL, State.POLYMER}:
            matrix, salts = self._matrix(phrases)
            return self._record(matrix=matrix, salts=salts, state=state)
        raise self._lone(name, position)

    def _lone(self, name: str, position: int) -> NotationError:
        """Explain a text that has neither `in` nor a known family."""
        species = self.at(position, lambda: find(name))
        if species is None:
            near = [*near_names(name, "salt"), *(f"{f} electrolyte" for f in FAMILIES if f.split()[0] in name.lower())]
            return self._unknown("electrolyte", name, position, near)
        if species.is_salt:
            end = position + len(name)
            return self.fail(
                end, f"No solvent for {species.name}.", f"Expected `in` and the solvents: `{name} in diglyme`."
            )
        return self.fail(
            position, f"No salt for {species.name}.", f"Write `1 M NaPF6 in {name}` or `unknown salt in {name}`."
        )

    def _with_solvents(
        self, before: list[Tree[Token]], tree: Tree[Token], after: list[Tree[Token]], state: State
    ) -> Electrolyte:
        matrix: tuple[str, ...] = ()
        linked: tuple[Dose, ...] = ()
        if state in {State.GEL, State.POLYMER, State.SOLID}:
            is_salt = [self._is_salt(phrase) for phrase in before]
            matrix, linked = self._matrix([p for p, salt in zip(before, is_salt, strict=True) if not salt])
            before = [p for p, salt in zip(before, is_salt, strict=True) if salt]
        salts = (*linked, *(self._dose(phrase, "salt") for phrase in before))
        names = [self._name(child) for child in _subtrees(tree, "name")]
        family = _family(names[0][0]) if len(names) == 1 else None
        ratio = _subtrees(tree, "ratio")
        if family is not None:
            if ratio:
                raise self.fail(
                    _start(ratio[0]), "A ratio needs named solvents.", "Name the solvents, e.g. `EC/PC (1:1 v/v)`."
                )
            additives = tuple(self._dose(phrase, "additive") for phrase in after)
            return self._record(salts=salts, additives=additives, matrix=matrix, family=family, state=state)
        species, polymers = self._solvents(names, state)
        basis, salts, shares = self._shares(species, ratio[0] if ratio else None, salts, len(polymers))
        additives = tuple(self._dose(phrase, "additive") for phrase in after)
        return self._record(
            salts=salts, solvents=shares, basis=basis, additives=additives, matrix=(*matrix, *polymers), state=state
        )

    def _record(
        self,
        *,
        salts: tuple[Dose, ...] = (),
        solvents: tuple[Share, ...] = (),
        basis: Basis | None = None,
        additives: tuple[Dose, ...] = (),
        matrix: tuple[str, ...] = (),
        family: str | None = None,
        state: State,
    ) -> Electrolyte:
        """The record; what does not go together gets its place in the text."""
        remarks = tuple(self.remarks)
        return self.at(0, lambda: Electrolyte(salts, solvents, basis, additives, matrix, family, state, remarks))

    # -- parts ----------------------------------------------------------------------------------------------

    def _name(self, tree: Tree[Token]) -> tuple[str, int]:
        node = tree if tree.data == "name" else _child(tree, "name")
        words = [token for token in node.children if isinstance(token, Token)]
        start, end = words[0].start_pos or 0, words[-1].end_pos or 0
        return self.text[start:end], start

    def _unknown(self, kind: str, name: str, position: int, near: list[str] | None = None) -> NotationError:
        if slip := _slip(kind, name):
            return self.fail(position, *slip)
        error = UnknownNameError(kind, name, near if near is not None else near_names(name, kind))
        return self.fail(position, error.message, error.hint)

    def _species(self, name: str, position: int, kind: str) -> Species:
        species = self.at(position, lambda: find(name))
        if species is None:
            raise self._unknown(kind, name, position)
        if remark := reading_remark(name):
            self.remarks.append(remark)
        return species

    def _is_salt(self, phrase: Tree[Token]) -> bool:
        name, position = self._name(phrase)
        species = self.at(position, lambda: find(name))
        return _is_unknown_salt(name) or (species is not None and species.is_salt)

    def _dose(self, phrase: Tree[Token], role: str) -> Dose:
        name, position = self._name(phrase)
        amount, unit = self._amount(phrase)
        if linkage := _subtrees(phrase, "linkage"):
            raise self.fail(
                _start(linkage[0]), "EO:Na belongs to a polymer.", "Write `PEO-NaTFSI (EO:Na 20:1) (polymer)`."
            )
        unknown = role == "salt" and _is_unknown_salt(name)
        canonical = UNKNOWN if unknown else self._species(name, position, role).name
        token = _token(phrase, "AMOUNT")
        place = (token.start_pos or 0) if token is not None else position
        self._places[role, canonical] = position, place
        return self.at(place, lambda: Dose(canonical, amount, unit))

    def _amount(self, phrase: Tree[Token]) -> tuple[float | None, Unit | None]:
        tokens = [child for child in phrase.children if isinstance(child, Token) and child.type == "AMOUNT"]
        if not tokens:
            return None, None
        if len(tokens) > 1:
            raise self.fail(tokens[1].start_pos, "Two amounts for one component.", "Give one amount.")
        amount, unit, stated = self.at(tokens[0].start_pos, lambda: read_amount(tokens[0]))
        if not stated:
            self.remarks.append(f"`{tokens[0].strip()}` read as weight percent.")
        return amount, unit

    def _matrix(self, phrases: list[Tree[Token]]) -> tuple[tuple[str, ...], tuple[Dose, ...]]:
        """Materials of a solid or polymer, with a salt where one is linked or dissolved."""
        matrix: list[str] = []
        salts: list[Dose] = []
        for phrase in phrases:
            name, position = self._name(phrase)
            linkage = _subtrees(phrase, "linkage")
            if linkage:
                polymer, _, salt = name.rpartition("-")
                oxygens = read_oxygens(str(linkage[0].children[0]))
                if not polymer or oxygens <= 0:
                    raise self.fail(
                        position, "EO:Na needs a polymer and a salt.", "Write `PEO-NaTFSI (EO:Na 20:1) (polymer)`."
                    )
                place = position + len(polymer) + 1
                linked = self._species(salt, place, "salt").name
                self._places["salt", linked] = place, position
                salts.append(self.at(position, lambda: Dose(linked, oxygens, Unit.ETHER_OXYGEN_PER_NA)))  # noqa: B023
                name = polymer
            elif token := _token(phrase, "AMOUNT"):
                raise self.fail(
                    token.start_pos, f"An amount of {name!r} in a solid is not read.", "Name the phases only."
                )
            matrix.extend(self.at(position, lambda n=name: resolve_materials(n, field="coating")))  # type: ignore[misc]
        return tuple(matrix), tuple(salts)

    def _solvents(self, names: list[tuple[str, int]], state: State) -> tuple[list[Species], tuple[str, ...]]:
        """Solvent species, and in a gel or polymer the polymers that were written among them."""
        species: list[Species] = []
        polymers: list[str] = []
        for name, position in names:
            solvent = self.at(position, lambda n=name: find(n))  # type: ignore[misc]
            if solvent is None and state in {State.GEL, State.POLYMER, State.SOLID}:
                polymers.extend(self.at(position, lambda n=name: resolve_materials(n, field="coating")))  # type: ignore[misc]
                continue
            if solvent is None and _family(name) is not None:
                raise self.fail(position, f"{name!r} cannot be mixed with named solvents.", "Name every solvent.")
            solvent = self._species(name, position, "solvent")
            self._places["solvent", solvent.name] = position, position
            species.append(solvent)
        return species, tuple(polymers)

    def _shares(
        self, species: list[Species], ratio: Tree[Token] | None, salts: tuple[Dose, ...], n_polymers: int
    ) -> tuple[Basis | None, tuple[Dose, ...], tuple[Share, ...]]:
        if ratio is None:
            parts = None if len(species) > 1 else 1.0
            return None, salts, tuple(Share(s.name, parts) for s in species)
        position = _start(ratio)
        parts_read, basis = self.at(position, lambda: read_ratio(str(ratio.children[0])))
        n_salts = len(salts)
        if len(parts_read) == len(species) and n_polymers == 0:
            if len(species) == 1:
                return None, salts, (Share(species[0].name, 1.0),)
            return basis, salts, tuple(Share(s.name, p) for s, p in zip(species, parts_read, strict=True))
        counted = len(parts_read) == len(species) + n_salts and n_polymers == 0
        if counted and basis is Basis.MOLE and all(dose.amount is None for dose in salts):
            doses = tuple(Dose(d.name, p, Unit.PARTS) for d, p in zip(salts, parts_read[:n_salts], strict=True))
            return basis, doses, tuple(Share(s.name, p) for s, p in zip(species, parts_read[n_salts:], strict=True))
        raise self.fail(
            position,
            f"The ratio has {_count(len(parts_read), 'part')} for {_count(len(species), 'solvent')}.",
            "Give one part for each solvent; `mol/mol` may count the salts first.",
        )


#: "Names" that are really an amount, a quantity or a word too many: pattern → message and remedy.
_SLIPS = (
    (
        r"[-+\d.]+\S*\s+(?P<unit>\S+)\s+\S",
        "Unknown unit {unit!r} in {name!r}.",
        "Units are M, mM, m (mol/kg), wt%, vol%, mol%.",
    ),
    (r"[-+\d.]+\s+\S", "The number in {name!r} has no unit.", "Write the unit: `1 M`, `0.5 m`, `5 wt%`."),
    (
        r".*\s[\d.]+\s*(?:M|mM|m|\w+%)$",
        "The amount in {name!r} stands behind the name.",
        "Write it before: `1 M NaPF6`, `5 wt% FEC`.",
    ),
    (
        r".*(?:\bmAh?\b|°C)",
        "{name!r} holds a test condition.",
        "Conditions stand after `|`: `… | 1 mA/cm2, 25 °C`.",
    ),
    (r"in(?:\s|$)", "Nothing stands before `in`.", "Write the salt first: `1 M NaPF6 in diglyme`."),
)


def _slip(kind: str, name: str) -> tuple[str, str] | None:
    """Message and remedy where a "name" is something else."""
    if kind == "solvent" and re.match(r"[-+\d.]+\s*\S*%?\s+\S", name):
        return f"{name!r} has an amount of its own.", "Solvents share a ratio: `EC/PC (1:1 v/v)`."
    for pattern, message, remedy in _SLIPS:
        if match := re.match(pattern, name):
            return message.format(name=name, **match.groupdict()), remedy
    return None


def _start(tree: Tree[Token]) -> int:
    return next(token.start_pos or 0 for token in tree.scan_values(lambda t: isinstance(t, Token)))


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}{'s' * (n != 1)}"


def _is_unknown_salt(name: str) -> bool:
    return phrase_key(name) in {"unknown salt", UNKNOWN}


def _family(name: str) -> str | None:
    """The family that a phrase such as `ether electrolyte` or `unknown` stands for."""
    plain = re.sub(r"\s*(electrolyte|solvent)s?$", "", phrase_key(name))
    if plain in {UNKNOWN, f"{UNKNOWN} salt", f"{UNKNOWN} solvent"}:
        return UNKNOWN
    return next((family for family in FAMILIES if plain in {family, f"{family}s"}), None)


def phrase_key(text: str) -> str:
    """The spelling-insensitive form of a free-text electrolyte."""
    return re.sub(r"\s+", " ", text.strip().lower())
