"""Words in names of coatings and hosts that name no phase."""

from __future__ import annotations

import re

#: Words that say something is there without saying what.
THINGS = frozenset(
    """
    sei interphase interphases layer layers interlayer coating film films membrane host framework
    scaffold skeleton composite alloy matrix hybrid structure interface separator separators
    """.split()  # noqa: SIM905 - a list of words reads best as words
)
#: Shape, size, making and filling words, which name no phase.
NOISE = THINGS | frozenset(
    """
    3d a aerogel aerogels ald alkalized amorphous and anode array arrays artificial backbone bare bilayer
    black blank buffer bulk carbonized chemically cloth coated collector core cross crosslinked current
    cycle cycles dense deposited derived disintegrated dots electrode electrospun engineered enriched
    felt fiber fibers fibre fibres film foam foams foil foils frame free freestanding functionalised
    functionalized gradient gradiently graphitic graphitized group groups grown growth heat hierarchical
    hollow hydroxylated in ion laser like liquid mesh mesoporous metal micro microgrid microlattice
    microparticle microparticles microspheres mld modified monolayer mps multilayer nano nanoarray
    nanoarrays nanocrevasses nanocrystals nanocubes nanodots nanofiber nanofibers nanofibre nanofibres
    nanoflakes nanoparticle nanoparticles nanorod nanorods nanosheet nanosheets nanosphere nanospheres
    nanostructured nanotube nanotubes nanowire nanowires np nps of on oxygen paper particle particles
    peald penetrated percolated planar plasma plate plated porous powder precursor pretreated printed
    protected protection protective pure quantum regulated rich sandwich shell solid
    spheres spontaneous sputtered stacked standing supported surface the thick thin treated trilayer
    ultrathin vapor vapour wafer with wrapped aligned atom between carbonised corona dealloyed dual fine
    into lignin multiphase nonporous organic poled quasi rolled seeds sheets single sodiophilic stepped supramolecular
    inorganic electrolyte electrolytes based dominated dominant low high highly ultra super defect defects crystal
    crystals crystalline nanocrystal nanocrystallites crystallites facet facets exposed network networks support
    supports phase phases side sides inner outer upper lower top bottom site sites domain domains junction
    heterojunction heterostructure heterostructures heterointerface interfaces heteroatom heteroatoms skin textile
    fabric sponge sponges monolith bundles bundle tubes tube rods rod wires wire flake flakes ribbons ribbon belts
    nanobelts nanoribbons nanoneedles needles flowers nanoflowers cages nanocages clusters nanoclusters cluster
    nanograins grains grain cubes blocks islands bumps pillars nanopillars arrayed honeycomb lattice microtubes
    microfibers microwires yarn wool tissue sheet strips tape nanolayer nanolayers overlayer underlayer sublayer
    bifunctional multifunctional functional conductor conductive insulating conducting mixed ionic electronic
    additive additives agent reagent filler fillers binder form state type sample in-situ ex-situ commercial
    one two three dimensional 1d 2d 0d via as for to by at or its their that which is are from same new novel
    pristine concave convex crystalline polycrystalline monocrystalline nanocrystalline
    red white violet robust stable uniform dense compact strong soft flexible rigid tough smooth rough self smart
    """.split()  # noqa: SIM905 - a list of words reads best as words
)

#: Endings of words that tell how a thing is, was made or behaves.
_DESCRIBES = re.compile(
    r"[a-z]{3,}(?:ic|al|ive|ous|ed|ing|like|ly|able|ible|less|ary|ful|ant|ent|ar|free|proof|scale|sized?|type|enabled)"
)
#: Words with such an ending that name, or may name, what is there.
_NAMES = frozenset(
    """ceramic ceramics plastic plastics polymeric elastomeric organic inorganic ionic metal crystal mineral material
    clay natural biopolymeric silicate phosphate""".split()  # noqa: SIM905 - a list of words reads best as words
)


def describes(word: str) -> bool:
    """Whether a word that no table knows only describes: `conformal`, `pseudocapacitive`, `electronically`.

    Parameters
    ----------
    word : str

    Returns
    -------
    bool
        False for any word that may name a material.
    """
    lower = word.lower()
    return word[1:] == lower[1:] and lower not in _NAMES and _DESCRIBES.fullmatch(lower) is not None
