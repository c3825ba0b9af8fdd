"""Rename the lab of a nacre folder: its cells, its model and the note of it."""

from __future__ import annotations

from ...data.errors import NacreError
from ...data.measured.own import checked_source, lab_name, parted, remember_lab, renamed
from ...data.measured.versions import keep
from ...models.predictor.own_cells import literature, with_lab
from ..store.champion import load_champion
from ..store.client import lab_model
from ..store.locks import only_one
from ..store.registering import register
from ..store.tracking import track
from .retrain import known_to, wanted


def rename_lab(name: str) -> str:
    """Give the lab of this nacre folder another name.

    The champion becomes the first version of the model under the new name; the versions under the old one stay in the
    store.

    Parameters
    ----------
    name : str

    Returns
    -------
    str
        The old name.

    Raises
    ------
    NacreError
        Where the folder holds no lab's cells, or the name cannot be one.
    """
    old = lab_name()
    if not old:
        raise NacreError(
            "This nacre folder holds no lab's cells.", hint='`nacre retrain lab.csv --source "our lab"` brings them in.'
        )
    new = checked_source(name, other=True)
    with only_one("retrain"):
        champion = load_champion()
        quantities, further = wanted()
        table = renamed(known_to([champion], quantities, further).table, old, new)
        keep(table)
        with track("rename") as run:
            run.params({"source": new, "renamed_from": old})
            register(run, with_lab(literature(champion), new, parted(table)[1]), names=[lab_model(new)])
        remember_lab(new)
    return old
