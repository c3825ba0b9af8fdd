"""What features cost beyond the work that cannot be avoided, measured side by side.

    python benchmarks/features.py [--json]

(a) Descriptors of unique molecules against the bare RDKit calls. (b) A million enumerated electrolytes: candidate
numbers → columns → features, against the raw sparse-matrix products of the same batches, that is the mole fractions of
solvents, salts and additives (ready made) times the property matrix of the species. (c) 10⁴ to 10⁷ candidates, each
size in a process of its own: time and peak memory.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np
from screening import wide_space

REPEATS = 7
SIZES = (10_000, 100_000, 1_000_000, 10_000_000)


def seconds(work: Callable[[], object]) -> float:
    """Processor time of one run; everything here runs on one core, and other programs do not count."""
    start = time.process_time()
    work()
    return time.process_time() - start


def descriptor_ratio() -> dict[str, float]:
    """Time of `descriptors` over that of the same RDKit functions called by hand, medians of alternating runs."""
    from rdkit import Chem
    from rdkit.Chem import Crippen, rdMolDescriptors

    from nacre.data.chemistry.molecules import molecules
    from nacre.features.molecules.descriptors import DONORS, descriptors

    smiles = [one.smiles for one in molecules().values() if one.smiles and "[BH]" not in one.smiles]
    donors = [Chem.MolFromSmarts(pattern) for pattern in DONORS.values()]

    def bare() -> None:
        for one in smiles:
            molecule = Chem.MolFromSmiles(one)
            rdMolDescriptors.CalcTPSA(molecule)
            Crippen.MolLogP(molecule)
            Crippen.MolMR(molecule)
            rdMolDescriptors.CalcLabuteASA(molecule)
            rdMolDescriptors.CalcNumRotatableBonds(molecule)
            rdMolDescriptors.CalcNumRings(molecule)
            rdMolDescriptors.CalcNumAromaticRings(molecule)
            rdMolDescriptors.CalcFractionCSP3(molecule)
            rdMolDescriptors.CalcNumHBD(molecule)
            molecule.GetNumHeavyAtoms()
            for donor in donors:
                molecule.GetSubstructMatches(donor)

    def ours() -> None:
        for one in smiles:
            descriptors(one)

    bare(), ours()
    runs = [(seconds(ours), seconds(bare)) for _ in range(3 * REPEATS)]
    found, raw = (statistics.median(column) for column in zip(*runs, strict=True))
    return {
        "molecules": len(smiles),
        "seconds": found,
        "rdkit_seconds": raw,
        "ratio": statistics.median(a / b for a, b in runs),
    }


def featurize_ratio(n: int) -> dict[str, float]:
    """Time to enumerate and featurize the first n candidates, over that of the raw products of the same chunks."""
    from nacre.features.matrix import featurize
    from nacre.features.molecules.properties import property_matrix
    from nacre.pipelines.screening.run.plan import CHUNK

    space = wide_space()
    chunks = [np.arange(start, min(start + CHUNK, n)) for start in range(0, n, CHUNK)]
    batches = [space.batch(chunk) for chunk in chunks]
    values = [property_matrix(batch.species) for batch in batches]
    compositions = [batch.composition for batch in batches]
    roles = [(one.solvent, one.salt, one.additive) for one in compositions]

    def raw() -> None:
        for chunk, table in zip(roles, values, strict=True):
            [fractions @ table for fractions in chunk]

    def enumerate_only() -> None:
        for chunk in chunks:
            space.batch(chunk)

    def whole() -> None:
        for chunk in chunks:
            featurize(space.batch(chunk))

    raw(), whole()
    runs = [(seconds(whole), seconds(enumerate_only), seconds(raw)) for _ in range(REPEATS)]
    found, enumerated, product = (statistics.median(column) for column in zip(*runs, strict=True))
    return {
        "candidates": n,
        "seconds": found,
        "of_which_enumeration": enumerated,
        "raw_product_seconds": product,
        "ratio": statistics.median(run[0] / run[2] for run in runs),
    }


def scale(n: int) -> dict[str, float]:
    """Time and peak memory of featurizing n candidates in chunks; meant for a process of its own."""
    from nacre.features.matrix import featurize
    from nacre.pipelines.screening.run.plan import CHUNK

    space = wide_space()
    size = len(space)
    featurize(space.batch(np.arange(1000)))

    def work() -> None:
        for start in range(0, n, CHUNK):
            featurize(space.batch(np.arange(start, min(start + CHUNK, n)) % size))

    spent = seconds(work)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"candidates": n, "seconds": spent, "us_per_candidate": 1e6 * spent / n, "peak_mib": peak}


def main() -> None:
    """Print the three tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--size", type=int, help="measure one size in this process")
    options = parser.parse_args()
    if options.size:
        print(json.dumps(scale(options.size)))
        return
    rows = []
    for size in SIZES:
        command = [sys.executable, __file__, "--size", str(size)]
        rows.append(json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout))
    # Only now, since a process inherits the peak memory of the one that starts it.
    molecules, million = descriptor_ratio(), featurize_ratio(1_000_000)
    print("descriptors of unique molecules ", {name: round(value, 4) for name, value in molecules.items()})
    print("a million electrolytes          ", {name: round(value, 4) for name, value in million.items()})
    columns = {"candidates": ",", "seconds": ".2f", "us_per_candidate": ".3f", "peak_mib": ".0f"}
    print("  ".join(f"{name:>16}" for name in columns))
    for row in rows:
        print("  ".join(f"{row[name]:>16{style}}" for name, style in columns.items()))
    if options.json:
        figures = {
            "descriptors_over_rdkit": molecules["ratio"],
            "features_over_raw_product": million["ratio"],
            "seconds_1e6": million["seconds"],
            "seconds_1e7_over_1e6": rows[-1]["seconds"] / rows[-2]["seconds"],
            "peak_mib_1e7_over_1e5": rows[-1]["peak_mib"] / rows[1]["peak_mib"],
        }
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
