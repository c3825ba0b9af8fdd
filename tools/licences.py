"""What nacre stands on: every package of the lock with its licence, as a page and as a bill of materials (CycloneDX).

    python tools/licences.py requirements.lock --page docs/science/licences.md
    python tools/licences.py requirements.lock --sbom dist/nacre.cdx.json

Licences are those that the installed packages state of themselves, so all extras have to be installed, as `make env`
does. Packages of other systems (Windows, macOS) are in the bill without one. The same lock gives the same bill.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import tomllib
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
_BEGIN, _END = "<!-- licences: written by `make licences` -->", "<!-- end of licences -->"
_ELSEWHERE = "of other systems only"
#: What classifiers and free words of metadata mean as SPDX identifiers; the first that fits.
_SPDX = (
    (r"LGPL-3|LGPLv3", "LGPL-3.0-or-later"),
    (r"GPLv3\+|GPL-3\.0-or-later|v3 or later", "GPL-3.0-or-later"),
    (r"GPL-?v?3", "GPL-3.0-only"),
    (r"GPL|General Public", "GPL-3.0-or-later"),
    (r"Apache", "Apache-2.0"),
    (r"MPL|Mozilla", "MPL-2.0"),
    (r"BSD 2|BSD-2", "BSD-2-Clause"),
    (r"BSD", "BSD-3-Clause"),
    (r"MIT", "MIT"),
    (r"ISC", "ISC"),
    (r"PSF|Python Software Foundation", "PSF-2.0"),
)
#: Packages whose metadata state no licence, or not which; read from the file that they bring.
_STATED = {"axe-playwright-python": "MIT", "huey": "MIT", "psycopg2-binary": "LGPL-3.0-or-later", "skops": "MIT"}


@dataclass(frozen=True, slots=True)
class Pin:
    """A package of the lock: canonical name, version, marker, hashes of its files."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]


def read_lock(lock: Path) -> list[Pin]:
    """Every pin, in the order of the lock."""
    pins = []
    for block in re.split(r"\n(?=\S)", lock.read_text("utf-8")):
        if match := re.match(r"([\w.-]+)==([^\s;\\]+)(?:\s*;\s*([^\\\n]+))?", block):
            hashes = tuple(re.findall(r"--hash=sha256:([0-9a-f]+)", block))
            pins.append(Pin(canonicalize_name(match[1]), match[2], (match[3] or "").strip(), hashes))
    return pins


def licence(name: str) -> str:
    """The licence that an installed package states, as an SPDX expression; empty where it is not installed."""
    found = _installed(name)
    if found is None:
        return ""
    metadata = found.metadata
    if expression := metadata.get("License-Expression"):
        return str(expression)
    if name in _STATED:
        return _STATED[name]
    words = [one.rpartition(" :: ")[2] for one in metadata.get_all("Classifier", []) if one.startswith("License ::")]
    first = (metadata.get("License") or "").strip().partition("\n")[0]
    if len(words) > 1:  # several hold, for parts of the package
        return " AND ".join(sorted({_spdx(word) for word in words} - {""}))
    # A short field says more than a classifier ("BSD"), a long one is the licence's text.
    return next(filter(None, (_spdx(text) for text in ([first, *words] if len(first) < 60 else [*words, first]))), "")


def _spdx(text: str) -> str:
    if " AND " in text or " OR " in text:
        return text
    return next((identifier for pattern, identifier in _SPDX if re.search(pattern, text)), "")


def _installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def needed(requirements: Iterable[str]) -> set[str]:
    """Names of all packages that some requirements bring along, here, by what the installed ones ask for."""
    seen: set[tuple[str, str]] = set()
    waiting = [(Requirement(text), "") for text in requirements]
    while waiting:
        one, extra = waiting.pop()
        if one.marker is not None and not one.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(one.name)
        for wanted in ("", *one.extras):
            if (name, wanted) not in seen:
                seen.add((name, wanted))
                found = _installed(name)
                waiting += [(Requirement(text), wanted) for text in (found.requires if found else None) or ()]
    return {name for name, _ in seen}


def roles() -> Iterator[tuple[str, set[str]]]:
    """What nacre needs by itself, then each extra, with all that comes along."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    yield "", needed(project["dependencies"])
    for extra, requirements in project["optional-dependencies"].items():
        yield extra, needed(requirements)


def strong_copyleft(expression: str) -> bool:
    """Whether a licence is a GPL, of which the lesser one is none; a choice that offers another is none either."""
    offers = expression.split(" OR ")
    return all(re.search(r"(?<![A-Z])A?GPL", offer) for offer in offers)


# -- page ------------------------------------------------------------------------------------------------------


def table(pins: Iterable[Pin]) -> str:
    """The licences as a table of Markdown: by licence, what is always installed and what only an extra brings."""
    by_role = list(roles())
    base = by_role[0][1]
    rows: dict[str, tuple[set[str], set[str]]] = {}
    for pin in pins:
        stated = licence(pin.name) or _ELSEWHERE
        always, extra = rows.setdefault(stated, (set(), set()))
        if pin.name in base:
            always.add(pin.name)
        else:
            within = [name for name, names in by_role[1:] if pin.name in names]
            extra.add(f"{pin.name} ({', '.join(within)})" if within else pin.name)
    order = sorted(rows, key=lambda one: (one == _ELSEWHERE, one.casefold()))
    told = [f"| {one} | {', '.join(sorted(rows[one][0]))} | {', '.join(sorted(rows[one][1]))} |" for one in order]
    return "\n".join(["| licence | always installed | with an extra |", "|---|---|---|", *told])


def write_page(path: Path, pins: list[Pin]) -> None:
    """Put the table between the marks of a page."""
    page = path.read_text("utf-8")
    start, end = page.index(_BEGIN) + len(_BEGIN), page.index(_END)
    path.write_text(f"{page[:start]}\n\n{table(pins)}\n\n{page[end:]}", "utf-8")


# -- bill of materials -------------------------------------------------------------------------------------------


def bill(pins: list[Pin]) -> dict[str, Any]:
    """The lock as CycloneDX 1.6: components with hashes and licences, and which of them nacre needs by itself."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    version, references = project["version"], {pin.name: _purl(pin.name, pin.version) for pin in pins}
    own = _purl("nacre", version)
    base = needed(project["dependencies"])
    components = [_component(pin, required=pin.name in base) for pin in pins]
    depends = [{"ref": own, "dependsOn": sorted(_direct(project["dependencies"], references))}]
    for pin in pins:
        found = _installed(pin.name)
        asked = _direct((found.requires if found else None) or (), references)
        depends.append({"ref": _purl(pin.name, pin.version), "dependsOn": sorted(asked)})
    content = json.dumps(components, sort_keys=True)
    when = datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", "0")), UTC)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, own + content)}",
        "version": 1,
        "metadata": {
            "timestamp": when.isoformat().replace("+00:00", "Z"),
            "component": {
                "type": "application", "bom-ref": own, "name": "nacre", "version": version, "purl": own,
                "licenses": [{"license": {"id": project["license"]}}],
            },
        },
        "components": components,
        "dependencies": _once(depends),
    }  # fmt: skip


def _purl(name: str, version: str) -> str:
    return f"pkg:pypi/{name}@{version}"


def _component(pin: Pin, *, required: bool) -> dict[str, Any]:
    stated = licence(pin.name)
    found: dict[str, Any] = {
        "type": "library", "bom-ref": _purl(pin.name, pin.version), "name": pin.name, "version": pin.version,
        "purl": _purl(pin.name, pin.version), "scope": "required" if required else "optional",
        # A package has several files, a wheel for each system; each has its hash.
        "externalReferences": [
            {
                "type": "distribution", "url": f"https://pypi.org/project/{pin.name}/{pin.version}/",
                "hashes": [{"alg": "SHA-256", "content": one} for one in pin.hashes],
            }
        ],
    }  # fmt: skip
    if stated:
        found["licenses"] = [{"expression": stated}]
    if pin.marker:
        found["properties"] = [{"name": "nacre:marker", "value": pin.marker}]
    return found


def _direct(requirements: Iterable[str], references: dict[str, str]) -> set[str]:
    """References of what is asked for here, without extras."""
    asked = [Requirement(text) for text in requirements]
    names = [canonicalize_name(one.name) for one in asked if one.marker is None or one.marker.evaluate({"extra": ""})]
    return {references[name] for name in names if name in references}


def _once(depends: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({one["ref"]: one for one in depends}.values())


def main() -> None:
    """Write what is asked for."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("lock", type=Path)
    options.add_argument("--page", type=Path, help="page whose table is renewed")
    options.add_argument("--sbom", type=Path, help="bill of materials that is written")
    chosen = options.parse_args()
    pins = read_lock(chosen.lock)
    if chosen.page:
        write_page(chosen.page, pins)
    if chosen.sbom:
        chosen.sbom.write_text(json.dumps(bill(pins), indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
