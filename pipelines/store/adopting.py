"""The predictor that ships with nacre as the first version of the registry, for what works with versions."""

from __future__ import annotations

from ...data.errors import NoChampionError
from ...models.predictor.cell_predictor import CellPredictor
from ...models.shipped import FOLDER
from .client import CHAMPION
from .locks import only_one
from .registering import register
from .tracking import track
from .versions import find


def champion_version() -> str:
    """Number of the champion; where the registry has none, the shipped predictor is registered and becomes it.

    Raises
    ------
    StoreError
        Where the store cannot be used.
    """
    with only_one("adopt"):
        try:
            return find(CHAMPION).version
        except NoChampionError:
            predictor = CellPredictor.load(FOLDER)
            with track("shipped") as run:
                run.params({name: value for name, value in predictor.plain_info.items() if name in {"cells", "papers"}})
                return register(run, predictor)
