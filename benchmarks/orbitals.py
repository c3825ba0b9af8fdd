"""Orbital proxies against reference calculations: DFT orbitals of electrolyte molecules, electron affinities of others.

`lumo_reference.csv` holds B3LYP orbitals of 44 neutral electrolyte molecules (and 8 ions),
`mp_ionization_affinity.csv` electron affinities of 18,133 molecules in solution, of which 1,000 are drawn. What nacre
has calculated before comes from its cache; the first run takes about a quarter of an hour on two cores.
"""

from __future__ import annotations

import argparse
import json
import time

import numpy as np
import pandas as pd
from rdkit import Chem
from shared_data import find

from nacre.features.molecules.orbitals import VALUES, orbitals
from nacre.features.xtb import cache
from nacre.features.xtb.pool import calculate
from nacre.features.xtb.structure import read_structure

SEED, SAMPLE = 0, 1000
PROXIES = [name for name in VALUES if name != "pair_lumo_gfn1_eV"]
FAMILIES = {
    "carbonates": "[#6]OC(=O)O[#6]",
    "esters, amides, carbonates": "C(=O)[O,N]",
    "ethers without carbonyl": "[CX4]O[CX4]",
    "sulfur compounds": "[#16]",
    "fluorinated": "F",
}
#: Orders that experiment and literature agree on: the left one is reduced first.
ORDERS = [("FEC", "EC"), ("FEC", "PC"), ("EC", "DME"), ("PC", "DME"), ("VC", "EC"), ("DTD", "DME"), ("FEC", "TMP")]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=SAMPLE, help="molecules for the electron affinities")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    reference = pd.read_csv(find("lumo_reference.csv")).rename(columns={"abbreviation": "name", "SMILES": "smiles"})
    lumo = against_dft(reference)
    in_families(reference)
    known_orders()
    affinity = against_affinities(arguments.sample)
    timing()
    if arguments.json:
        print(json.dumps({"gfn1_lumo_spearman_dft": round(lumo, 4), "ea_spearman": round(affinity, 4)}))


def correlation(left: pd.Series[float], right: pd.Series[float]) -> str:
    """Spearman, Pearson and the number of pairs."""
    both = left.notna().to_numpy() & right.notna().to_numpy()
    a, b = left[both].reset_index(drop=True), right[both].reset_index(drop=True)
    if len(a) < 4:
        return "–"
    return f"{a.corr(b, method='spearman'):+.3f} / {a.corr(b):+.3f} ({len(a)})"


def against_dft(reference: pd.DataFrame) -> float:
    """Each proxy against the DFT columns, neutral molecules; the Spearman coefficient of the GFN1 LUMO."""
    neutral = reference[(reference["charge"] == 0) & reference["dft_valence_lumo_eV"].notna()].reset_index(drop=True)
    found = orbitals(neutral["smiles"].tolist(), n_workers=2)
    columns = ["dft_valence_lumo_eV", "dft_lumo_eV", "dft_pcm_lumo_eV", "dft_pcm_vea_eV", "dft_valence_homo_eV"]
    rows = {name: {column: correlation(found[name], neutral[column]) for column in columns} for name in PROXIES}
    print("Spearman / Pearson (n) with DFT, neutral molecules; B3LYP/6-31G* is `dft_valence`")
    print(pd.DataFrame.from_dict(rows, orient="index").to_string())
    anions = reference[(reference["charge"] == -1) & reference["dft_valence_lumo_eV"].notna()].reset_index(drop=True)
    own = orbitals(anions["smiles"].tolist(), n_workers=2)
    print(f"\nanions, GFN1 LUMO: {correlation(own['lumo_gfn1_eV'], anions['dft_valence_lumo_eV'])}")
    misses = (0.644 * found["lumo_gfn1_eV"] + 4.878 - neutral["dft_valence_lumo_eV"]).abs()
    worst = ", ".join(f"{neutral['name'][i]} {misses[i]:.2f} eV" for i in misses.nlargest(5).index)
    print(f"mean error of the estimated DFT LUMO {misses.mean():.2f} eV; worst: {worst}")
    return float(found["lumo_gfn1_eV"].corr(neutral["dft_valence_lumo_eV"], method="spearman"))


def in_families(reference: pd.DataFrame) -> None:
    """The same inside families, since the gap between ethers and carbonyls helps the overall figure."""
    neutral = reference[(reference["charge"] == 0) & reference["dft_valence_lumo_eV"].notna()].reset_index(drop=True)
    found = orbitals(neutral["smiles"].tolist())
    print("\nSpearman / Pearson (n) with the DFT valence LUMO inside families")
    for family, pattern in FAMILIES.items():
        query = Chem.MolFromSmarts(pattern)
        member = np.array([Chem.MolFromSmiles(text).HasSubstructMatch(query) for text in neutral["smiles"]])
        if family.startswith("ethers"):
            member &= ~np.array(["C=O" in text or "(=O)" in text or "S" in text for text in neutral["smiles"]])
        told = [
            correlation(found.loc[member, name], neutral.loc[member, "dft_valence_lumo_eV"]) for name in PROXIES[:3]
        ]
        print(f"  {family:<28}{'   '.join(told)}")
    print(f"  columns: {', '.join(PROXIES[:3])}")


def known_orders() -> None:
    """Pairs whose order is known."""
    from nacre.data.chemistry.molecules import molecules

    names = sorted({name for pair in ORDERS for name in pair})
    values = dict(zip(names, orbitals([molecules()[name].smiles for name in names])["lumo_gfn1_eV"], strict=True))
    print("\nknown orders (GFN1 LUMO, eV)")
    for low, high in ORDERS:
        print(
            f"  {low} < {high}: {values[low]:.2f} < {values[high]:.2f} {'yes' if values[low] < values[high] else 'NO'}"
        )


def against_affinities(n: int) -> float:
    """The better proxy against electron affinities of drawn molecules, |Spearman|."""
    drawn = pd.read_csv(find("external/mp_ionization_affinity.csv")).sample(n, random_state=SEED).reset_index(drop=True)
    found = without_sodium(drawn["smiles"].tolist())
    failed = found["lumo_gfn1_eV"].isna()
    print(f"\nelectron affinities of {n} molecules in solution; {int(failed.sum())} without value")
    best = 0.0
    for name in found.columns:
        print(f"  {name:<28}{correlation(found[name], drawn['EA'])}")
        best = max(best, abs(float(found[name].corr(drawn["EA"], method="spearman"))))
    ranks = (found["electron_affinity_relaxed_gfn2_eV"].rank() - drawn["EA"].rank()).abs()
    print(f"  furthest off: {', '.join(drawn['smiles'][ranks.nlargest(5).index])}")
    return best


def without_sodium(smiles: list[str]) -> pd.DataFrame:
    """The proxies of bare molecules, kept in nacre's cache under a name of their own."""
    structures = [read_structure(text) for text in smiles]
    keys = [f"bare {one.smiles}" for one in structures]
    known = cache.read(keys)
    new = [(key, one) for key, one in zip(keys, structures, strict=True) if key not in known]
    for start in range(0, len(new), 20):  # what is done is kept when the run is interrupted
        part = new[start : start + 20]
        calculations = calculate([one for _, one in part], "bare", n_workers=2)
        done = {key: calculation.result for (key, _), calculation in zip(part, calculations, strict=True)}
        cache.write(done)
        known |= done
    names = ["lumo_gfn1_eV", "electron_affinity_gfn2_eV", "electron_affinity_relaxed_gfn2_eV", "lumo_gfn2_eV"]
    return pd.DataFrame([{name: known[key].get(name) for name in names} for key in keys], dtype=float)


def timing() -> None:
    """Seconds for one new molecule of ten heavy atoms, and for a thousand known ones."""
    structure = read_structure("COCCOCC(F)(F)OC")
    calculate([structure, structure])  # a worker's start and the files it reads
    start = time.perf_counter()
    calculate([structure])
    with_start = time.perf_counter() - start
    start = time.perf_counter()
    calculate([structure, structure])
    seconds = time.perf_counter() - start - with_start
    known = ["O=C1OCCO1", "COCCOC", "COCCOCCOC", "O=C1OCC(F)O1"] * 250
    orbitals(known)
    start = time.perf_counter()
    orbitals(known)
    print(f"\na new molecule of 10 heavy atoms with its Na⁺ complex: {seconds:.1f} s after the worker's start")
    print(f"1,000 known molecules: {1000 * (time.perf_counter() - start):.0f} ms")


if __name__ == "__main__":
    main()
