"""The command line: a thin face over the pipelines. Heavy modules are imported by the command that needs them."""

from __future__ import annotations

import logging
import signal
import sys
import warnings
from contextlib import suppress
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from .commands import (
    component,
    data,
    explain,
    ingest,
    known,
    models,
    names,
    predict,
    read,
    retrain,
    screen,
    servers,
    suggest,
    tour,
    train,
    validate,
)
from .commands.shared.former import check_former
from .commands.shared.process import Ended, ending_in_order, flush, prepare
from .data.errors import NacreError, shortened
from .data.places import without_password

#: Longer than any first sentence of a command.
_WHOLE = 1000


class _Commands(TyperGroup):
    """Commands whose first sentences stand whole in the list."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - Click's, which Typer keeps to itself
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl([(name, one.get_short_help_str(_WHOLE)) for name, one in commands if one is not None])


app = typer.Typer(
    cls=_Commands,
    name="nacre",
    help="Which electrolyte, coating and host next for a sodium-metal cell, and why.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("tour")(tour.tour)
app.command("ingest")(ingest.ingest)
app.command("read")(read.read)
app.command("predict")(predict.predict)
app.command("explain")(explain.explain)
app.command("compare")(explain.compare)
app.command("explain-table")(explain.explain_table)
app.command("explain-model")(explain.explain_model)
app.command("screen")(screen.screen)
app.command("train")(train.train)
app.command("validate")(validate.validate)
app.command("suggest")(suggest.suggest)
app.command("retrain")(retrain.retrain)
app.command("serve")(servers.serve)
app.command("ui")(servers.ui)
app.command("web")(servers.web)
app.command("component")(component.component)

data_app = typer.Typer(
    cls=_Commands,
    help="Look at the shipped tables, check one of your own, go back to what was known before.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
data_app.command("show")(data.show)
data_app.command("validate")(data.validate)
data_app.command("rename-source")(data.rename_source)
data_app.command("template")(data.template)
data_app.command("versions")(known.versions)
data_app.command("diff")(known.diff)
data_app.command("restore")(known.restore)
data_app.command("forget")(known.forget)
app.add_typer(data_app, name="data")

names_app = typer.Typer(
    cls=_Commands,
    help="Materials and molecules of your own: name, list, share.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
names_app.command("add")(names.add)
names_app.command("list")(names.show)
names_app.command("remove")(names.remove)
names_app.command("export")(names.export)
names_app.command("import")(names.bring_in)
app.add_typer(names_app, name="names")

models_app = typer.Typer(
    cls=_Commands,
    help="List, compare and promote versions of the model.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
models_app.command("list")(models.list_versions)
models_app.command("show")(models.show)
models_app.command("compare")(models.compare)
models_app.command("promote")(models.promote)
models_app.command("rollback")(models.rollback)
models_app.command("check")(models.check)
app.add_typer(models_app, name="models")

_state = {"debug": False}


def _print_version(wanted: bool) -> None:
    if wanted:
        from .data.version import __version__

        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _options(
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    version: Annotated[  # noqa: ARG001 - its callback prints and exits
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    _state["debug"] = debug


def run() -> None:
    """Run the command line; errors of the input end in one paragraph and exit 2, others in one line and exit 1."""
    warnings.showwarning = _remark
    _follow_work()
    _state["debug"] = False
    try:
        prepare()
        check_former(sys.argv[1:])
        with ending_in_order():
            app()
    except SystemExit as ended:
        _check_written(ended)
        raise
    except NacreError as error:
        _fail(error, str(error), 2)
    except KeyboardInterrupt:
        _fail(None, "Interrupted; nothing half-written is left.", 130)
    except Ended as ended:
        _fail(None, f"Ended by {signal.Signals(ended.number).name}; nothing half-written is left.", 128 + ended.number)
    except OSError as error:
        _fail(error, _words(error), 1)
    except Exception as error:  # noqa: BLE001 - the last guard before the user
        _fail(error, f"{type(error).__name__}: {error}. `nacre --debug …` shows where.", 1)


def _check_written(ended: SystemExit) -> None:
    """A result that could not be written is none, though the command went well."""
    reason = flush()
    if reason and reason != "pipe" and not ended.code:
        _fail(None, f"The result cannot be written: {reason}.", 1)


def _words(error: OSError) -> str:
    """What the system refuses, in a sentence."""
    name = shortened(str(error.filename), 80) if error.filename else ""
    reason = error.strerror or str(error) or type(error).__name__
    return f"{name!r} cannot be used: {reason}." if name else f"The system refuses: {reason}."


def _remark(message: Warning | str, *_: object, **__: object) -> None:
    """A warning as one plain line, without the place in the code."""
    typer.echo(f"note: {message}", err=True)


def _follow_work() -> None:
    """What nacre logs while something takes long, as notes."""
    told = logging.StreamHandler()
    told.setFormatter(logging.Formatter("note: %(message)s"))
    logger = logging.getLogger("nacre")
    logger.handlers, logger.propagate = [told], False
    logger.setLevel(logging.INFO)


def _fail(error: BaseException | None, text: str, code: int) -> None:
    if _state["debug"] and error is not None:
        raise error
    with suppress(OSError):
        typer.echo(f"error: {without_password(text)}", err=True)
    flush()
    sys.exit(code)
