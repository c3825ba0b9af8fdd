"""Three hundred inputs that a chemist, a table or an attacker may bring: what each kind must end as is in the tests."""

from __future__ import annotations

_LONG_ETHER = "C" + "OCC" * 25 + "O"
_PVDF = "C" + "CC(F)(F)" * 20 + "C"
_POLYALANINE = "C[C@H](N)C(=O)" + "N[C@@H](C)C(=O)" * 39 + "O"

#: Strings that are no molecule.
INVALID = (
    "C1CC", "NaPF6", "C(C)(C)(C)(C)C", "c1cccc1", "", "[Xx]", "COCCOC DME", "[R1]CC", "FI(F)(F)(F)(F)(F)F", " ", "\t",
    "((", "))", "C(", "C)", "C=", "C#", "=C", "1CC1", "C%", "[", "]", "[C", "C]", "[]", "C..C", ".C", "C.", "$", "C$$C",
    "EC", "diglyme", "C1=CC=CC=C", "c1ccccc", "n1cccc1", "F(F)F", "O(C)(C)C", "[CH5]", "C\x00C", "Ｃ", "CC；CC",
    "../../etc/passwd", "<script>", "=1+1", "CCO\nCCO", "{C}", "C!C", "H2O", "[Na", "Na+]", "[2H", "C[", "[HH4+5",
)  # fmt: skip

#: Single atoms and monatomic ions.
ATOMS = (
    "[Na+]", "[Na]", "[F-]", "[He]", "[H+]", "[H-]", "[Mg+2]", "[Cl]", "[H]", "[Li]", "[Li+]", "[K]", "[K+]", "[Be]",
    "[B]", "[C]", "[N]", "[O]", "[F]", "[Ne]", "[Mg]", "[Al]", "[Al+3]", "[Si]", "[P]", "[S]", "[S-2]", "[Cl-]", "[Ar]",
    "[Ca+2]", "[Sc]", "[Ti]", "[V]", "[Cr]", "[Mn]", "[Fe]", "[Fe+2]", "[Fe+3]", "[Co]", "[Ni]", "[Cu]", "[Cu+]",
    "[Cu+2]",
    "[Zn]", "[Zn+2]", "[Ga]", "[Ge]", "[As]", "[Se]", "[Br]", "[Br-]", "[Kr]", "[Ag]", "[Ag+]", "[Sn]", "[Sb]", "[I]",
    "[I-]", "[Xe]", "[Cs+]", "[Ba+2]", "[La+3]", "[Ce+3]", "[Au]", "[Hg]", "[Pb]", "[Bi]", "[Rn]", "[U]", "[Pu]",
    "[Og]",
    "C", "N", "O", "F", "P", "S", "Cl", "Br", "I", "B",
)  # fmt: skip

#: Radicals, carbenes and open shells.
RADICALS = (
    "[OH]", "[CH3]", "CC1(C)CCCC(C)(C)N1[O]", "[N]=O", "O=O", "[O-][O]", "[CH2]", "C[CH2]", "[O]C", "[CH2]OC", "[O]O",
    "c1cc[c]cc1", "[N](C)C", "C[S]", "[CH2]C=C", "C[C](C)C", "O=N[O]", "[NH2]", "[SiH3]", "O=[C]OC",
)  # fmt: skip

#: Salts, solvates and other dotted SMILES.
DOTTED = (
    "[Na+].F[P-](F)(F)(F)(F)F", "[Na+].O=S(=O)(F)[N-]S(=O)(=O)F", "[Na+].[Cl-]",
    "CCn1cc[n+](C)c1.O=S(=O)([N-]S(=O)(=O)C(F)(F)F)C(F)(F)F", "[Na+].COCCOC.COCCOC.COCCOC",
    "[Na+].[Na+].[S-]SSSS[S-]", "[Ce+3].[O-][N+](=O)[O-].[O-][N+](=O)[O-].[O-][N+](=O)[O-]",
    "[Fe+2].c1cc[cH-]c1.c1cc[cH-]c1", "[Na+].[F-]", "[Li+].[O-]Cl(=O)(=O)=O", "[K+].[I-]", "[Na+].[OH-]",
    "[Na+].[Na+].[O-]C(=O)[O-]", "[Na+].[Na+].[S-2]", "O.O.[Na+].[Cl-]", "COCCOC.O=C1OCCO1", "[Na+]", "[Na+].[Na+]",
    "[Mg+2].[Cl-].[Cl-]", "[Al+3].[Cl-].[Cl-].[Cl-]", "[NH4+].[F-]", "C[N+](C)(C)C.[Br-]", "[Na+].[BH4-]",
    "[Na+].[C-]#N",
    "[Na+].CC(=O)[O-]", "[Li+].[Na+].[Cl-].[F-]", "CCN(CC)CC.F.F.F", "[H][H].[H][H]", "[Na+].[N-]=[N+]=[N-]",
    "[Na+].O=C1O[B-]2(OC1=O)OC(=O)C(=O)O2",
)  # fmt: skip

#: Metals and metalloids in molecules, hypervalent centres.
ORGANOMETALLIC = (
    "[CH]12[CH]3[CH]4[CH]5[CH]1[Fe]2345678[CH]9[CH]6[CH]7[CH]8[CH]9", "O1[Zn]OC=CC1", "CCCC[Sn](CCCC)(CCCC)CCCC",
    "Cl[Sn](Cl)(Cl)Cl", "F[Sb-](F)(F)(F)(F)F", "F[Sb](F)(F)(F)F", "Cl[Bi](Cl)Cl", "Cl[Ti](Cl)(Cl)Cl",
    "CC(C)O[Al](OC(C)C)OC(C)C", "F[As-](F)(F)(F)(F)F", "FS(F)(F)(F)(F)F", "F[Xe]F", "O=[U+2]=O", "[Na]O", "[Na]F",
    "C[Mg]Br", "[Li]C", "C[Zn]C", "Cl[Hg]Cl", "C[Al](C)C", "Cl[Al](Cl)Cl", "F[Sb](F)F", "Cl[Sn]Cl", "C[Si](C)(C)[Na]",
    "O=[Mn](=O)(=O)[O-]", "O=[Os](=O)(=O)=O", "[O-][Cr](=O)(=O)[O-]", "Cl[Pt](Cl)(N)N", "C[Hg]C", "C[Pb](C)(C)C",
    "FP(F)(F)(F)F", "F[Si-2](F)(F)(F)(F)F", "F[Ge](F)(F)F", "F[Te](F)(F)(F)(F)F", "Cl[Au-](Cl)(Cl)Cl",
    "FI(F)(F)(F)F", "FBr(F)F", "FCl(F)F", "O=[V](Cl)(Cl)Cl", "C1=CC=C[CH]1[Tl]",
)  # fmt: skip

#: Very large molecules, cages, strained rings.
LARGE = (
    _LONG_ETHER, _PVDF, _POLYALANINE, "C" * 200, "FC(F)(F)" + "C(F)(F)" * 60 + "F", "C" * 3000, "O" + "CCO" * 45,
    ("FC(F)(F)c1cc([B-](c2cc(C(F)(F)F)cc(C(F)(F)F)c2)(c2cc(C(F)(F)F)cc(C(F)(F)F)c2)c2cc(C(F)(F)F)cc(C(F)(F)F)c2)"
    "cc(C(F)(F)F)c1"),
    ("OC[C@H]1O[C@@H]2O[C@H]3[C@H](O)[C@@H](O)[C@@H](O[C@H]4[C@H](O)[C@@H](O)[C@@H](O[C@H]5[C@H](O)[C@@H](O)[C@@H]"
    "(O[C@@H]1[C@H](O)[C@H]2O)O[C@@H]5CO)O[C@@H]4CO)O[C@@H]3CO"),
    "C12C3C4C1C5C2C3C45", "C1CC/C=C/C1", "C1CC1", "C1=CC1", "C12CC1C2", "C#CC#CC#CC#C", "C1CCCCCCCCCCCCCCCCCCC1",
    "c1ccc2cc3cc4cc5ccccc5cc4cc3cc2c1", "CCCCCCCCCCCCCCCC[N+](C)(C)C", "C(" * 40 + "C" + ")C" * 40,
    "C[Si](C)(C)O" + "[Si](C)(C)O" * 20 + "[Si](C)(C)C",
)  # fmt: skip

#: Boron clusters and other bonds that SMILES cannot tell.
CLUSTERS = (
    "[BH]1234[BH]567[BH]189[BH]21%10[BH]32%11[BH]453[BH]645[BH]786[BH]478[BH]12([BH-]9%1067)[CH]3%1158",
    "[BH2]1[H][BH2][H]1", "OB(O)O", "[BH4-]", "B", "BB", "[H]B([H])[H]", "[B-]12([H])[H]B1[H]2", "B1OB1", "FB(F)F",
    "F[B-](F)(F)F", "O=C1O[B-]2(OC1=O)OC(=O)C(=O)O2", "B1NBNBN1",
)  # fmt: skip

#: Repeat units, attachment points, isotopes, atom maps, zwitterions, multiple charges, stereo.
UNUSUAL = (
    "[*]CC(F)(F)[*]", "*COC*", "[*]CC([*])C#N", "*", "[*]", "**", "*CC*", "[1*]CC[2*]", "*c1ccc(*)cc1", "*[Na]", "*=C",
    "*OCC*", "*C(F)(F)C(*)(F)C(F)(F)F", "[*:1]CCO[*:2]", "CC(F)F", "[2H]OC", "[13CH4]", "[2H]C([2H])([2H])C#N",
    "[CH3:1][OH:2]", "C[N+](C)(C)CC(=O)[O-]", "C[N+](C)(C)CC[N+](C)(C)C", "OC(CC(=O)[O-])(CC(=O)[O-])C(=O)[O-]",
    "O=P([O-])([O-])OP(=O)([O-])[O-]", "c1ccc(-c2ccccc2)c[c-]1", "[O-][N+](=O)[O-]", "[N-]=[N+]=[N-]", "[C-]#[O+]",
    "F/C=C/F", "F/C=C\\F", "C[C@H](F)Cl", "C[C@@H](F)Cl", "[H][H]", "[H]O[H]", "N#N", "[O-][Cl+3]([O-])([O-])[O-]",
    "[O-]Cl(=O)(=O)=O", "[O-][S+](C)C", "CS(C)=O", "O=C=O", "S=C=S", "C[P+](C)(C)C", "[NH4+]", "[OH3+]", "[OH-]",
    "[SH-]", "C[S-]", "[O-]c1ccccc1", "C[n+]1ccccc1", "[nH]1cccc1", "c1ccncc1",
)  # fmt: skip

KINDS: dict[str, tuple[str, ...]] = {
    "invalid": INVALID, "atom": ATOMS, "radical": RADICALS, "dotted": DOTTED, "organometallic": ORGANOMETALLIC,
    "large": LARGE, "cluster": CLUSTERS, "unusual": UNUSUAL,
}  # fmt: skip
ALL = tuple(dict.fromkeys(text for texts in KINDS.values() for text in texts))
