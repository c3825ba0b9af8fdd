"""`nacre screen`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..data.errors import NacreError
from .console import print_frame, print_json, progress, short
from .options import AsJson, Level, Model, OwnTarget, check_level, is_own, open_predictor


def screen(
    space: Annotated[Path, typer.Argument(help="YAML file of choices; see docs/space.md.", show_default=False)],
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder for top.csv and front.csv.")],
    top: Annotated[int, typer.Option(min=1, max=100_000, help="How many of the best are kept.")] = 20,
    level: Level = 0.9,
    target: OwnTarget = None,
    model: Model = None,
    as_json: AsJson = False,
) -> None:
    """Predict every candidate of a space; keep the best and the Pareto front."""
    from ..data.space import load_space
    from ..pipelines.screen import screen as run
    from ..pipelines.tracking import track

    check_level(level)
    choices = load_space(space)
    predictor = open_predictor(model, target)
    if is_own(predictor):
        raise NacreError(
            "A screen ranks by lifetime and overpotential; a target of your own is not screened yet.",
            hint="Write the candidates as a table and use `nacre predict --table CANDIDATES.csv --target …`.",
        )
    with progress("screening", quiet=as_json) as advance:
        found = run(choices, predictor, top=top, level=level, output=output, progress=advance)
    with track("screen") as tracked:
        tracked.params({"space": space.name, "candidates": found.size, "top": top, "level": level})
        for path in [space, *found.files]:
            tracked.file(path)
    if as_json:
        records = {"top": found.top.to_dict("records"), "front": found.front.to_dict("records")}
        print_json({"candidates": found.size, **records, "files": [str(path) for path in found.files]})
        return
    typer.echo(f"{found.size:,} candidates; the first of the best {len(found.top)}:")
    print_frame(short(found.top.head(10)))
    for path in found.files:
        typer.echo(f"wrote {path}")
