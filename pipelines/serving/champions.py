"""The predictor that a server answers with, followed when another version is promoted."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ...data.errors import NacreError
from ...models.predictor.cell_predictor import CellPredictor
from .pyfunc import ServedPredictor

#: How often a server looks for another champion (s); it answers with that within this time and the time to load it.
FOLLOW_S = 5.0

_log = logging.getLogger("nacre.serving")


@dataclass(frozen=True)
class Served:
    """A predictor that answers, and the name of its version in answers' headers."""

    predictor: ServedPredictor
    version: str

    @classmethod
    def of(cls, folder: Path) -> Served:
        """The predictor of a folder; a champion's folder begins with the number of its version."""
        number = folder.name.partition("-")[0]
        return cls(ServedPredictor(CellPredictor.load(folder)), number if number.isdigit() else "folder")


class Follower:
    """The champion of a registry, loaded anew when another one stands there.

    Requests that began with the former are finished with it.

    Parameters
    ----------
    find : callable
        The folder of the present champion.
    folder : path
        The one to begin with.
    """

    def __init__(self, find: Callable[[], Path], folder: Path) -> None:
        self._find = find
        self._folder = folder
        self.served = Served.of(folder)
        self._over = threading.Event()

    def look(self) -> bool:
        """Look for another champion; tells whether there was one. Where it cannot be loaded the present one stays."""
        try:
            folder = self._find()
            if folder == self._folder:
                return False
            served = Served.of(folder)
        except (NacreError, OSError) as error:
            _log.warning("the champion cannot be followed: %s", error)
            return False
        self._folder, self.served = folder, served
        _log.warning("version %s answers from now on", served.version)
        return True

    def follow(self, every_s: float = FOLLOW_S) -> threading.Thread:
        """Look every few seconds, in a thread of its own that ends with the process."""

        def work() -> None:
            while not self._over.wait(every_s):
                self.look()

        thread = threading.Thread(target=work, name="nacre-champion", daemon=True)
        thread.start()
        return thread

    def end(self) -> None:
        """Look no more."""
        self._over.set()
