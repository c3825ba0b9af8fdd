"""Random cells for property tests, made of real components."""

from __future__ import annotations

from hypothesis import strategies as st

from nacre.data.amounts import Basis, Unit
from nacre.data.cell import Cell, Dose, Electrolyte, Protocol, Share, State
from nacre.data.chemistry.species import UNKNOWN
from nacre.data.electrolyte import FAMILIES

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
MATRICES = ["PEO", "PVDF", "Na3Zr2Si2PO12", "SiO2"]
HOSTS = [(), ("Cu",), ("carbon cloth",), ("Ti3C2", "carbon nanotube")]

amounts = st.decimals(min_value="0.01", max_value="5", places=2).map(float)
percents = st.decimals(min_value="0.1", max_value="20", places=1).map(float)


DOSE_UNITS = [Unit.MOLAR, Unit.MOLAL, Unit.WEIGHT_PERCENT, Unit.VOLUME_PERCENT, Unit.MOLE_PERCENT]


@st.composite
def doses(draw: st.DrawFn, names: list[str], units: list[Unit], *, most: int, least: int = 0) -> tuple[Dose, ...]:
    """Different species, each with an amount or none."""
    chosen = draw(st.lists(st.sampled_from(names), min_size=least, max_size=most, unique=True))
    stated = [draw(st.one_of(st.none(), st.sampled_from(units))) for _ in chosen]
    return tuple(
        Dose(name, None if unit is None else draw(percents if unit in DOSE_UNITS[2:] else amounts), unit)
        for name, unit in zip(chosen, stated, strict=True)
    )


@st.composite
def shares(draw: st.DrawFn) -> tuple[tuple[Share, ...], Basis | None]:
    """One to four solvents, with a ratio in any scale and order, or without."""
    names = draw(st.lists(st.sampled_from(SOLVENTS), min_size=1, max_size=4, unique=True))
    if not draw(st.booleans()):
        return tuple(map(Share, names)), None
    return tuple(Share(name, draw(amounts)) for name in names), draw(st.sampled_from([None, *Basis]))


@st.composite
def electrolytes(draw: st.DrawFn) -> Electrolyte:
    """Liquids with named solvents."""
    salts = draw(doses([*SALTS, UNKNOWN], [Unit.MOLAR, Unit.MOLAL], most=2, least=1))
    solvents, basis = draw(shares())
    return Electrolyte(salts, solvents, basis, draw(doses(ADDITIVES, DOSE_UNITS[2:], most=2)))


@st.composite
def any_electrolytes(draw: st.DrawFn) -> Electrolyte:
    """Every kind of electrolyte: liquids, families, ratios that count the salts, gels, polymers, solids."""
    salts = draw(doses([*SALTS, UNKNOWN], [*DOSE_UNITS[:3], Unit.MOLE_PERCENT], most=2, least=1))
    additives = draw(doses(ADDITIVES, DOSE_UNITS[1:], most=2))
    additives += tuple(Dose("KNO3", 0.05, Unit.MOLAR) for _ in range(draw(st.integers(0, 1))))
    state = draw(st.sampled_from([State.GEL, State.POLYMER, State.SOLID]))
    matrix = tuple(draw(st.lists(st.sampled_from(MATRICES), min_size=1, max_size=2, unique=True)))
    family = draw(st.sampled_from([*FAMILIES, UNKNOWN]))
    solvents, basis = draw(shares())
    parts = tuple(Dose(dose.name, draw(amounts), Unit.PARTS) for dose in salts)
    linked = Dose(draw(st.sampled_from(SALTS)), draw(percents), Unit.ETHER_OXYGEN_PER_NA)
    return draw(
        st.sampled_from(
            [
                lambda: draw(electrolytes()),
                lambda: Electrolyte(salts, family=family, additives=additives),
                lambda: Electrolyte(family=family, additives=additives),
                lambda: Electrolyte(family=family, state=state),
                lambda: Electrolyte(
                    parts, tuple(Share(s.name, s.parts or 1.0) for s in solvents), Basis.MOLE, additives
                ),
                lambda: Electrolyte(salts, solvents, basis, additives, matrix, state=state),
                lambda: Electrolyte(salts, matrix=matrix, additives=additives, state=state),
                lambda: Electrolyte(salts, matrix=matrix, family=family, state=state),
                lambda: Electrolyte((linked,), matrix=matrix, state=state),
                lambda: Electrolyte(matrix=matrix, state=state),
            ]
        )
    )()


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
