"""Words in names of coatings and hosts that name no phase."""

from __future__ import annotations

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
    """.split()  # noqa: SIM905 - a list of words reads best as words
)
