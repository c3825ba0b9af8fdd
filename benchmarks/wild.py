"""Files and tables as people have them: how many nacre reads right, refuses clearly, refuses poorly, gets wrong.

    python benchmarks/wild.py [--only NAME …] [--files 200] [--json]

The cases lie in the folder `cases` beside the outside data (`NACRE_SHARED` names that folder, or one that holds
`cases`): a folder each, with a README.md that says what is right. "clear" is a refusal, or a row without a lifetime,
that says what is wrong and what to do. Cases of `nacre ingest` are judged here; those of other commands run as a user
runs them, in a home of their own with a model that is trained first. Then come the speed of reading, against pandas
and against the packages that read the binary files, and a folder of many files.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import re
import stat
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
OUTCOMES = ("right", "clear", "poor", "wrong", "crash", "not run")
AREA = {"area_cm2": "1.13"}


def cases_folder() -> Path:
    """Where the cases lie, or a clear end of the script."""
    shared = Path(os.environ.get("NACRE_SHARED") or ROOT.parent / "shared")
    for folder in (shared / "cases", shared.parent / "cases", shared):
        if any(folder.glob("*/README.md")):
            return folder
    sys.exit(f"No cases are in {shared}; set NACRE_SHARED to the folder that holds `cases`.")


def expected(readme: str) -> tuple[float, str, float] | None:
    """Lifetime (h), event and overpotential (mV, NaN: any) that are right; None where a refusal is."""
    right = readme.split("Right:")[1].split("\n\n", maxsplit=1)[0] if "Right:" in readme else ""
    if match := re.search(r"(\d+(?:\.\d+)?) h,? \(?(survived|failed)", right):
        overpotential = re.search(r"(\d+(?:\.\d+)?) mV(?:,| at)", right[match.start() :])
        return float(match[1]), match[2], float(overpotential[1]) if overpotential else math.nan
    return None


def is_clear(message: str) -> bool:
    """Whether a message has a remedy beside the fault, in a few lines."""
    return len(re.findall(r"[.?!](?:\s|$)", message)) >= 2 and len(message) < 900 and "report it" not in message


def judged(path: Path, right: tuple[float, str, float] | None) -> tuple[str, str]:
    """Outcome of one cycler file, and what nacre said."""
    from nacre.data.errors import NacreError
    from nacre.pipelines.ingest import ingest

    try:
        row = ingest([path], description=AREA).table.iloc[0]
    except NacreError as error:
        said = str(error).partition(": ")[2] or str(error)
        return ("crash" if "nacre failed" in said else "clear" if is_clear(said) else "poor"), said
    except Exception as error:  # noqa: BLE001 - a crash is counted
        return "crash", repr(error)
    if pd.isna(row.lifetime_h):
        return ("clear" if len(row.notes) > 30 else "poor"), row.notes
    said = f"{row.lifetime_h:g} h {row.lifetime_event}, {row.overpotential_mV:g} mV; {row.notes}"
    if right is None:
        return "wrong", said
    hours, event, overpotential = right
    if event == row.lifetime_event == "survived" and row.lifetime_h < hours and "lower bound" in row.notes:
        return "clear", said
    close = abs(row.lifetime_h / hours - 1) < 0.005 and row.lifetime_event == event
    near = math.isnan(overpotential) or abs(row.overpotential_mV / overpotential - 1) < 0.05
    return ("right" if close and near else "wrong"), said


def nacre(*arguments: str, home: Path, cwd: Path, umask: int = 0o022) -> subprocess.CompletedProcess[str]:
    """The command as a user runs it."""
    return subprocess.run(
        [sys.executable, "-m", "nacre", *arguments], env=os.environ | {"NACRE_HOME": str(home)}, cwd=cwd, text=True,
        capture_output=True, check=False, umask=umask,
    )  # fmt: skip


def refusal(run: subprocess.CompletedProcess[str]) -> tuple[str, str]:
    """Outcome of a command that ended with an error."""
    said = (run.stderr or run.stdout).strip()
    return ("crash" if "Traceback" in said or "Error:" in said.split("\n")[0] else "clear" if said else "poor"), said


def sidecar(case: Path, home: Path, place: Path) -> tuple[str, str]:
    """Rows of --cells without a file are named."""
    del case, home
    from nacre.pipelines.ingest import ingest
    from tests.data.cycling.simulated_cell import SimulatedCell
    from tests.data.cycling.vendor_files import arbin

    (place / "side").mkdir()
    arbin(SimulatedCell(test_h=20, records_per_half_cycle=12).trace(), place / "side" / "A1.csv")
    (place / "side" / "b.res").write_bytes(b"x")
    (place / "cells.csv").write_text("file,area_cm2\nside/A1.csv,2\nZZ.csv,1\n", encoding="utf-8")
    found = ingest([place / "side"], cells=place / "cells.csv")
    good = found.unmatched == ("zz.csv",) and len(found.skipped) == 1
    return ("right" if good and found.table.current_density_mA_cm2[0] < 0.6 else "wrong"), str(found.unmatched)


def tables(case: Path, home: Path, place: Path) -> tuple[str, str]:
    """Rows are those of the table, and what was measured is not overwritten."""
    told, worst = [], "right"
    for path in sorted(case.glob("*.csv")):
        run = nacre("predict", "--table", str(path), "-o", str(place / path.name), home=home, cwd=place)
        if run.returncode:
            outcome, said = refusal(run)
        else:
            out = pd.read_csv(place / path.name, comment="#")
            wanted = {"na-words.csv": 12}.get(path.name, 3)
            kept = "lifetime_h" not in out or out.lifetime_h[0] == 600 or path.name == "na-words.csv"
            outcome, said = ("right" if len(out) == wanted and kept else "wrong"), f"{len(out)} rows"
        told.append(f"{path.name}: {outcome} ({said[:80]})")
        worst = max(worst, outcome, key=OUTCOMES.index)
    return worst, "; ".join(told)


def permissions(case: Path, home: Path, place: Path) -> tuple[str, str]:
    """Outputs have the permissions that the user's mask leaves."""
    table = case.parent / "tables" / "good.csv"
    run = nacre("predict", "--table", str(table), "-o", "out.csv", home=home, cwd=place, umask=0o077)
    if run.returncode:
        return refusal(run)
    mode = stat.S_IMODE((place / "out.csv").stat().st_mode)
    return ("right" if mode == 0o600 else "wrong"), oct(mode)


def odd_home(case: Path, home: Path, place: Path) -> tuple[str, str]:
    """A home with signs that mean something in addresses works, or is refused."""
    del case, home
    odd = place / "a#b?c=d%20e"
    run = nacre("train", "--no-validation", home=odd, cwd=place)
    run = run if run.returncode else nacre("predict", "1 M NaPF6 in diglyme", home=odd, cwd=place)
    return refusal(run) if run.returncode else ("right", "")


def read_only_home(case: Path, home: Path, place: Path) -> tuple[str, str]:
    """A prediction only reads."""
    del case
    bound = f"mount --bind {home} {home} && mount -o remount,ro,bind {home} && exec {sys.executable} -m nacre predict"
    run = subprocess.run(
        ["unshare", "-m", "sh", "-c", f"{bound} '1 M NaPF6 in diglyme'"], cwd=place, text=True, capture_output=True,
        env=os.environ | {"NACRE_HOME": str(home)}, check=False,
    )  # fmt: skip
    if run.returncode and ("unshare" in run.stderr or "mount" in run.stderr):
        return "not run", "needs the right to mount"
    return refusal(run) if run.returncode else ("right", "")


def no_live_html(case: Path, home: Path, place: Path) -> tuple[str, str]:
    """Fields of a table are text on the pages."""
    run = nacre("explain", "--table", str(case / "cells.csv"), "-o", "ex", home=home, cwd=place)
    if run.returncode:
        return refusal(run)
    live = [page.name for page in place.rglob("*.html") if "<script>alert(1)" in page.read_text("utf-8")]
    return ("wrong" if live else "right"), ", ".join(live)


def words_while_calculating(case: Path, home: Path, place: Path) -> tuple[str, str]:
    """A calculation of minutes says so on the error stream."""
    molecule = re.search(r"in (\[[^\n]*\])'", (case / "README.md").read_text("utf-8"))
    run = nacre("predict", f"1 M NaPF6 in {molecule[1] if molecule else '[CCO]'}", home=home, cwd=place)
    return refusal(run) if run.returncode else ("right" if run.stderr.strip() else "wrong", run.stderr.strip()[:80])


CHECKS: dict[str, Callable[[Path, Path, Path], tuple[str, str]]] = {
    "sidecar-unmatched": sidecar, "tables": tables, "umask": permissions, "home-question-mark": odd_home,
    "read-only-home": read_only_home, "html-in-fields": no_live_html, "xtb-silent": words_while_calculating,
}  # fmt: skip
#: Cases of other commands than `nacre ingest`, which need a trained model.
NEED_A_MODEL = {"tables", "umask", "read-only-home", "html-in-fields", "xtb-silent"}


def speeds() -> dict[str, float]:
    """MB/s of text, and the time of binary files as a multiple of their package's (processor time)."""
    import galvani.BioLogic
    from NewareNDA.NewareNDA import read_ndax

    from nacre.data.cycling.files import read_cycler
    from tests.data.cycling.simulated_cell import SimulatedCell
    from tests.data.cycling.vendor_files import arbin, mpr, ndax

    def seconds(job: Callable[[], Any]) -> float:
        times = []
        for _ in range(3):
            start = time.process_time()
            job()
            times.append(time.process_time() - start)
        return min(times)

    def by_galvani(path: Path) -> None:
        pd.DataFrame(galvani.BioLogic.MPRfile(str(path)).data)

    raw = SimulatedCell(test_h=1000, records_per_half_cycle=200).trace()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        arbin(raw, place / "a.csv")
        mpr(raw, place / "a.mpr")
        ndax(raw[:60_000], place / "a.ndax")
        size = (place / "a.csv").stat().st_size / 1e6
        text, mpr_s, ndax_s = (
            seconds(lambda name=name: read_cycler(place / name)) for name in ("a.csv", "a.mpr", "a.ndax")
        )
        return {
            "text_MB_per_s": size / text,
            "mpr_over_galvani": mpr_s / seconds(lambda: by_galvani(place / "a.mpr")),
            "ndax_over_NewareNDA": ndax_s / seconds(lambda: read_ndax(str(place / "a.ndax"))),
        }


def folder_of(files: int) -> dict[str, float]:
    """Rows of a folder of many files, its seconds, and how often progress was told."""
    from nacre.pipelines.ingest import ingest
    from tests.data.cycling.simulated_cell import random_cell
    from tests.data.cycling.vendor_files import arbin

    with tempfile.TemporaryDirectory() as folder:
        for seed in range(files):
            arbin(random_cell(seed).trace(), Path(folder) / f"{seed}.csv")
        (Path(folder) / os.fsdecode(b"bad\xff.csv")).write_bytes(b"x")
        told: list[tuple[int, int]] = []
        start = time.perf_counter()
        found = ingest([folder], description=AREA, progress=lambda *step: told.append(step))
        seconds = time.perf_counter() - start
    return {"files": files, "rows": len(found.table), "seconds": seconds, "progress_told": len(told)}


def run_cases(only: list[str]) -> list[tuple[str, str, str]]:
    """Name, outcome and what was said of each case."""
    results = []
    chosen = [case for case in sorted(cases_folder().iterdir()) if (case / "README.md").is_file()]
    chosen = [case for case in chosen if not only or case.name in only]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        if NEED_A_MODEL & {case.name for case in chosen}:
            nacre("train", "--no-validation", home=home, cwd=Path(folder))
        for case in chosen:
            if case.name in CHECKS:
                place = Path(folder) / case.name
                place.mkdir()
                results.append((case.name, *CHECKS[case.name](case, home, place)))
                continue
            right = expected((case / "README.md").read_text("utf-8"))
            files = [path for path in sorted(case.iterdir()) if path.name != "README.md"]
            results += [(f"{case.name}/{path.name}", *judged(path, right)) for path in files]
    return results


def main() -> None:
    """Print each case, the counts, speeds, and with --json the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", nargs="+", default=[])
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    results = run_cases(options.only)
    for name, outcome, said in results:
        print(f"{outcome:8} {name:44} {' '.join(said.split())[:160]}")
    counts = Counter(outcome for _, outcome, _ in results)
    print(f"{len(results)} cases: " + ", ".join(f"{counts[each]} {each}" for each in OUTCOMES))
    figures: dict[str, float] = {each: counts[each] for each in OUTCOMES}
    if not options.only:
        figures |= speeds() | folder_of(options.files)
        mpr, ndax = figures["mpr_over_galvani"], figures["ndax_over_NewareNDA"]
        print(f"text is read at {figures['text_MB_per_s']:.0f} MB/s")
        print(f".mpr takes {mpr:.1f} times galvani, .ndax {ndax:.1f} times NewareNDA")
        print(f"{options.files} files in a folder: {figures['rows']} rows in {figures['seconds']:.0f} s, progress told "
              f"{figures['progress_told']} times")  # fmt: skip
    if options.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
