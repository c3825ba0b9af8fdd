"""Random cells for property tests, made of real components."""

from __future__ import annotations

from hypothesis import strategies as st

from nacre.data.cell import Basis, Cell, Dose, Electrolyte, Protocol, Share, State, Unit
from nacre.data.registry import order

SALTS = ["NaPF6", "NaFSI", "NaTFSI", "NaClO4", "NaBF4", "NaOTf", "Na[HCB11H11]", "NaNO3"]
SOLVENTS = [
    "EC",
    "PC",
    "DMC",
    "DEC",
    "diglyme",
    "DME",
    "tetraglyme",
    "2-MeTHF",
    "TTE",
    "BTFE",
    "TMP",
    "AN",
    "[CCOC(=O)OCC(F)(F)F]",
]
ADDITIVES = ["FEC", "VC", "SbF3", "SnCl2", "KFSI", "LiDFBOP", "4-APD", "C60(NO2)6", "CTAB"]
COATINGS = [(), ("NaF",), ("NaF", "PVDF"), ("Na3P", "NaBr"), ("unknown",)]
HOSTS = [(), ("Cu",), ("carbon cloth",), ("Ti3C2", "carbon nanotube")]

amounts = st.decimals(min_value="0.01", max_value="5", places=2).map(float)
percents = st.decimals(min_value="0.1", max_value="20", places=1).map(float)


@st.composite
def electrolytes(draw: st.DrawFn) -> Electrolyte:
    salts = tuple(
        Dose(name, draw(st.one_of(st.none(), amounts)))
        for name in draw(st.lists(st.sampled_from(SALTS), min_size=1, max_size=2, unique=True))
    )
    unit = draw(st.sampled_from([Unit.MOLAR, Unit.MOLAL]))
    salts = tuple(Dose(d.name, d.amount, unit if d.amount is not None else None) for d in salts)
    names = draw(st.lists(st.sampled_from(SOLVENTS), min_size=1, max_size=4, unique=True))
    names = sorted(names, key=lambda name: (order(name), name))
    parts = draw(st.lists(st.integers(1, 9), min_size=len(names), max_size=len(names)))
    stated = len(names) == 1 or draw(st.booleans())
    parts = [1] * len(names) if len(set(parts)) == 1 else parts
    from math import gcd

    whole = gcd(*parts)
    shares = tuple(
        Share(n, (float(p // whole) if len(names) > 1 else 1.0) if stated else None)
        for n, p in zip(names, parts, strict=True)
    )
    basis = draw(st.sampled_from([None, *Basis])) if stated and len(names) > 1 else None
    additives = tuple(
        Dose(
            name,
            draw(percents),
            draw(st.sampled_from([Unit.WEIGHT_PERCENT, Unit.VOLUME_PERCENT, Unit.MOLE_PERCENT])),
        )
        for name in draw(st.lists(st.sampled_from(ADDITIVES), max_size=2, unique=True))
    )

    def key(dose: Dose) -> tuple[int, str]:
        return order(dose.name), dose.name

    return Electrolyte(
        tuple(sorted(salts, key=key)), shares, basis, tuple(sorted(additives, key=key)), state=State.LIQUID
    )


protocols = st.builds(
    Protocol,
    current_density_mA_cm2=st.one_of(st.none(), st.sampled_from([0.1, 0.5, 1.0, 5.0])),
    areal_capacity_mAh_cm2=st.one_of(st.none(), st.sampled_from([0.5, 1.0, 3.0])),
    temperature_C=st.one_of(st.none(), st.sampled_from([-40.0, 25.0, 60.0])),
)
cells = st.builds(
    Cell,
    electrolyte=electrolytes(),
    coating=st.sampled_from(COATINGS),
    host=st.sampled_from(HOSTS),
    protocol=protocols,
)
