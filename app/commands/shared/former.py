"""Ways to call nacre that were given up: each ends in a line that says what to write."""

from __future__ import annotations

from collections.abc import Sequence

from ...data.errors import NacreError

#: Options of `nacre explain` that are commands of their own.
_OF_EXPLAIN = {
    "--against": "nacre compare CELL OTHER",
    "--table": "nacre explain-table TABLE -o FOLDER",
    "--global": "nacre explain-model",
}


def check_former(arguments: Sequence[str]) -> None:
    """Refuse a call of before.

    Parameters
    ----------
    arguments : sequence of str
        What stands behind `nacre`.

    Raises
    ------
    NacreError
        With what to write.
    """
    words = [word.partition("=")[0] for word in arguments if word != "--debug"]
    if words[:1] != ["explain"]:
        return
    for option in words[1:]:
        if option in _OF_EXPLAIN:
            raise NacreError(
                f"`nacre explain {option}` is a command of its own.", hint=f"Write `{_OF_EXPLAIN[option]}`."
            )
