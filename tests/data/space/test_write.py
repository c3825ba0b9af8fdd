"""What menus hold, as the text of a space file that means the same."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nacre.data.space.read import make_space, read_space
from nacre.data.space.write import LIMITS, SpaceChoices
from nacre.pipelines.screening.count import count

SOLVENTS = ("DME", "diglyme", "EC", "PC", "TTE", "[CCOC(=O)OCC(F)(F)F]")


def some(values: tuple[str, ...], least: int = 1) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), min_size=least, max_size=4, unique=True)


@given(
    st.builds(
        SpaceChoices,
        salts=some(("NaPF6", "NaFSI", "NaTFSI", "NaClO4"), 2),
        concentrations=some(("0.5 M", "1 M", "2 m")),
        salt_mix=st.sampled_from([(1,), (1, 2), (2,)]),
        solvents=some(SOLVENTS, 2),
        solvent_mix=st.sampled_from([(1,), (2, 1), (2,)]),
        ratios=st.just(["1:1", "1:2"]),
        simplex=st.sampled_from([0, 5]),
        basis=st.sampled_from(["v/v", "w/w", "mol/mol"]),
        additives=some(("FEC", "VC", "SbF3"), 0),
        doses=st.just(["1 wt%", "10 mM"]),
        without_additive=st.booleans(),
        coatings=some(("none", "NaF", "Na3Bi"), 0),
        hosts=some(("none", "Cu"), 0),
        currents_mA_cm2=some(("0.5", "1", "3"), 0),
        capacities_mAh_cm2=some(("1", "2"), 0),
        temperatures_C=some(("-20", "25"), 0),
        limits=st.dictionaries(st.sampled_from(["components", "density_g_cm3"]), st.tuples(st.none(), st.just(9.0))),
    )
)
def test_the_text_is_read_as_the_same_space(choices: SpaceChoices) -> None:
    read, made = read_space(choices.text()), make_space(choices.content())
    assert read.shape == made.shape
    assert read.rules == made.rules
    assert read.cell(read.size - 1) == made.cell(made.size - 1)


def test_protocols_are_every_combination_and_open_limits_are_left_out() -> None:
    choices = SpaceChoices(
        salts=["NaPF6"], concentrations=["1 M"], solvents=["DME"], currents_mA_cm2=["1", "2"],
        capacities_mAh_cm2=["1", "3"], limits={"components": (None, None), "density_g_cm3": (None, 1.5)},
    )  # fmt: skip
    assert choices.content()["protocols"] == [
        "1 mA/cm2, 1 mAh/cm2", "1 mA/cm2, 3 mAh/cm2", "2 mA/cm2, 1 mAh/cm2", "2 mA/cm2, 3 mAh/cm2",
    ]  # fmt: skip
    assert choices.content()["limits"] == {"density_g_cm3": {"max": 1.5}}
    assert count(read_space(choices.text())).size == 4


def test_every_limit_of_the_menu_is_a_limit_of_a_space() -> None:
    limits = dict.fromkeys(LIMITS, (None, 1e6))
    text = SpaceChoices(salts=["NaPF6"], concentrations=["1 M"], solvents=["DME"], limits=limits).text()
    assert read_space(text).size == 1


def test_a_name_that_is_no_plain_yaml_is_quoted() -> None:
    text = SpaceChoices(salts=["NaPF6"], concentrations=["1 M"], solvents=["[C1CC1: #x]"]).text()
    assert "'[C1CC1: #x]'" in text
