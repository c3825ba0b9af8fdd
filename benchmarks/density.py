"""How far the estimated density is off, over every liquid of the registry whose density is tabled.

    python benchmarks/density.py [--json]

Prints the ten worst liquids and the mean error.
"""

from __future__ import annotations

import argparse
import json

import numpy as np

from nacre.data.chemistry.molecules import molecules
from nacre.data.chemistry.species import LIQUID_PACKING, estimated_density_g_cm3
from nacre.data.shipped import read_table


def main() -> None:
    """Print the worst liquids and the summary."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    volumes = {row["name"]: float(row["vdw_volume_A3"]) for row in read_table("molecules") if row["vdw_volume_A3"]}
    known = [s for s in molecules().values() if not s.charge and not s.density_is_estimated and s.name in volumes]
    tabled = np.array([species.density_g_cm3 for species in known])
    estimated = np.array([estimated_density_g_cm3(s.molar_mass_g_mol, volumes[s.name]) for s in known])
    errors = np.abs(estimated / tabled - 1.0)
    packing = float(np.median(LIQUID_PACKING * tabled / estimated))
    print(f"{'liquid':>10} {'tabled':>8} {'estimated':>10} {'error':>7}   (g/cm³, the ten worst)")
    for row in np.argsort(-errors)[:10]:
        print(f"{known[row].name:>10} {tabled[row]:>8.3f} {estimated[row]:>10.3f} {errors[row]:>7.1%}")
    figures = {
        "liquids": len(known),
        "median_packing": packing,
        "mean_error": float(errors.mean()),
        "p90_error": float(np.quantile(errors, 0.9)),
    }
    print("; ".join(f"{name.replace('_', ' ')} {value:.3g}" for name, value in figures.items()))
    if options.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
