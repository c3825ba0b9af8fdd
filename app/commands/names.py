"""`nacre names`: materials and molecules of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..data.errors import NacreError
from .shared.console import print_json
from .shared.options import AsJson

Aliases = Annotated[list[str] | None, typer.Option("--alias", help="Another spelling; repeat for more.")]


def add(
    name: Annotated[str, typer.Argument(help="What you call it.")],
    material_class: Annotated[
        str | None, typer.Option("--class", help="Class of a material: oxide, polymer, alloy, …")
    ] = None,
    formula: Annotated[str | None, typer.Option(help="Formula of a material, e.g. Mg3Si4O10(OH)2.")] = None,
    host_class: Annotated[str | None, typer.Option(help="Class of a material as a host.")] = None,
    smiles: Annotated[str | None, typer.Option(help="SMILES of a molecule.")] = None,
    role: Annotated[str | None, typer.Option(help="Of a molecule: solvent, diluent or additive.")] = None,
    alias: Aliases = None,
    density: Annotated[str | None, typer.Option(help="Density in g/cm3.")] = None,
    note: Annotated[str, typer.Option(help="Anything to remember.")] = "",
) -> None:
    """Name a material by its class, or a molecule by its SMILES; known to every command from then on."""
    from ..data.chemistry.own_checks import add as keep

    if (material_class is None) == (smiles is None):
        raise NacreError(
            "Say what it is: a material has a class, a molecule a SMILES.",
            hint="Write e.g. `nacre names add sepiolite --class oxide`, or `nacre names add G5 --smiles COCCO…`.",
        )
    kind = "materials" if smiles is None else "molecules"
    told = {"name": name, "aliases": ";".join(alias or []), "density_g_cm3": density or "", "note": note}
    if kind == "materials":
        if role is not None:
            raise NacreError("A role belongs to a molecule.", hint="Leave out --role.")
        told |= {"class": material_class or "", "formula": formula or "", "host_class": host_class or ""}
    else:
        if formula is not None or host_class is not None:
            raise NacreError("Formula and class of hosts belong to a material.", hint="A molecule has its SMILES.")
        told |= {"smiles": smiles or "", "role": role or ""}
    keep(kind, told)
    typer.echo(f"{name!r} is known from now on ({kind})")


def show(as_json: AsJson = False) -> None:
    """List the names of your own, and where they are kept."""
    from ..data.chemistry.own_names import all_rows, path_of

    names = all_rows()
    if as_json:
        print_json(names)
        return
    for kind, rows in names.items():
        typer.echo(f"{kind}: {len(rows)} of your own ({path_of(kind)})")
        for row in rows:
            what = ", ".join(text for column, text in row.items() if text and column not in {"name", "note"})
            typer.echo(f"  {row['name']}: {what}")


def remove(name: Annotated[str, typer.Argument(help="The name to forget.")]) -> None:
    """Forget a name of your own; cells that hold it cannot be read any more."""
    from ..data.chemistry.own_checks import remove as drop

    typer.echo(f"{name!r} is forgotten ({drop(name)})")


def export(
    file: Annotated[Path, typer.Argument(help="CSV to write.")], kind: Annotated[str, typer.Option()] = "materials"
) -> None:
    """Write the names of your own of one kind, `materials` or `molecules`, as a table for others."""
    import pandas as pd

    from ..data.chemistry.own_names import COLUMNS, own_rows
    from ..data.files import csv_bytes, replace_file
    from ..data.places import output_file

    rows = own_rows(_kind(kind))
    replace_file(output_file(file, ".csv"), csv_bytes(pd.DataFrame(rows, columns=list(COLUMNS[kind])).fillna("")))
    typer.echo(f"wrote {len(rows)} {kind} to {file}")


def bring_in(
    file: Annotated[Path, typer.Argument(help="CSV with the columns that `nacre names export` writes.")],
) -> None:
    """Keep all names of a table, or none where any cannot be kept."""
    from ..data.chemistry.own_checks import add_all

    if not file.is_file():
        raise NacreError(f"There is no file {file.name!r}.", hint="Name a CSV of materials or molecules.")
    header = file.read_text(encoding="utf-8-sig", errors="replace").partition("\n")[0]
    kind = "molecules" if "smiles" in header and "class" not in header.split(",") else "materials"
    typer.echo(f"{add_all(file, kind)} {kind} are known from now on")


def _kind(text: str) -> str:
    if text not in {"materials", "molecules"}:
        raise NacreError(f"There are no names of {text!r}.", hint="Write --kind materials or --kind molecules.")
    return text
