# ruff: noqa: E501 - a sentence of a paper is one line
"""Sentences in the styles of many papers, none of them printed anywhere, with what a reader takes from each.

Each fact is `hours (or "N cycles"), event, mA/cm2, mAh/cm2, mV`; "-" is not stated.
"""

SENTENCES: dict[str, tuple[str, ...]] = {
    # one cell
    "The symmetric cell with the NaF@Na electrode ran stably for over 640 h at 1 mA cm−2 and 1 mAh cm−2 with an overpotential of 24 mV.": (
        "640 survived 1 1 24",
    ),
    "The Na||Na cell with this electrolyte survives more than 1,250 h at 0.5 mA cm–2 (0.5 mA h cm–2).": (
        "1250 survived 0.5 0.5 -",
    ),
    "A polarization voltage as low as 18 mV is kept over 830 h.": ("830 survived - - 18",),
    "Benefiting from the layer, the symmetric battery delivers a lifespan of 2.1 × 10² cycles.": (
        "210cycles survived - - -",
    ),
    "The cell short-circuits after 96 h.": ("96 failed - - -",),
    "The cell with bare Na fails after merely 54 h because dendrites pierce the separator.": ("54 failed - - -",),
    "The blank cell shows a sudden voltage drop at 133 h.": ("133 failed - - -",),
    "No short circuit is seen within 700 h.": ("700 survived - - -",),
    "The cell cycles for 900 h without any sign of failure or voltage fluctuation.": ("900 survived - - -",),
    "The voltage hysteresis of the pristine cell rises gradually and reaches 410 mV after 210 h.": (
        "210 failed - - 410",
    ),
    "An areal capacity of 3 mAh cm−2 was cycled at 3 mA cm−2 for 450 h in the symmetrical configuration.": (
        "450 survived 3 3 -",
    ),
    "Even at 10 mA·cm⁻² the symmetric cell lasts 220 h.": ("220 survived 10 - -",),
    "At a low current of 50 µA cm−2, the Na/NZSP/Na cell is stable for 40 days.": ("960 survived 0.05 - -",),
    "Stable cycling for three months was not tested, but the symmetric cell ran 2 months at 0.1 mA/cm2.": (
        "1461 survived 0.1 - -",
    ),
    "Na|GPE|Na cells were cycled at 2 A m−2 for 300 h with 65 mV of polarisation.": ("300 survived 0.2 - 65",),
    "The overpotential stays below 35 mV during 1100 h of Na plating/stripping.": ("1100 survived - - 35",),
    "With a hysteresis of ~0.09 V, the symmetric cell operates beyond 500 hours.": ("500 survived - - 90",),
    "Symmetric cells keep running after 1000 cycles at 2 mA cm−2 and 1 mAh cm−2.": ("1000cycles survived 2 1 -",),
    "The unprotected sodium cell dies within 80 cycles.": ("80cycles failed - - -",),
    "The symmetric cell reaches 600 cycles (1200 h) at 1 mA cm−2/1 mAh cm−2.": ("1200 survived 1 1 -",),
    # two cells in a sentence
    "The cell with the coated anode ran for 800 h, while the bare Na cell failed after 120 h at 1 mA cm−2.": (
        "800 survived 1 - -",
        "120 failed 1 - -",
    ),
    "In contrast to the bare Na cell, which short-circuited at 75 h, the Na@Sn cell operates for more than 560 h.": (
        "75 failed - - -",
        "560 survived - - -",
    ),
    "Compared with the pristine cell (88 h), the modified cell shows a prolonged life of 720 h.": (
        "88 failed - - -",
        "720 survived - - -",
    ),
    "The lifespan of 940 h is far longer than that of the uncoated cell (110 h).": (
        "940 survived - - -",
        "110 failed - - -",
    ),
    "While the blank cell lasted only 60 h, the cell with 2% additive exceeded 1500 h.": (
        "60 failed - - -",
        "1500 survived - - -",
    ),
    "The cell life was extended from 95 to 480 h by the additive.": ("95 failed - - -", "480 survived - - -"),
    "Cells with PE, PP and GF separators were cycled for 90, 140 and 610 h, respectively, at 1 mA cm−2.": (
        "90 failed 1 - -",
        "140 failed 1 - -",
        "610 survived 1 - -",
    ),
    "The Na, Na@Cu and Na@Ag electrodes failed after 40, 130, and 260 h.": (
        "40 failed - - -",
        "130 failed - - -",
        "260 failed - - -",
    ),
    # one cell at several conditions
    "The symmetric cell is stable for 1500, 900 and 400 h at 0.5, 1 and 2 mA cm−2, respectively.": (
        "1500 survived 0.5 - -",
        "900 survived 1 - -",
        "400 survived 2 - -",
    ),
    "Cycling of 700 h and 350 h was achieved at 1 mA cm−2/1 mAh cm−2 and 3 mA cm−2/3 mAh cm−2 in Na||Na cells.": (
        "700 survived 1 1 -",
        "350 survived 3 3 -",
    ),
    "Symmetric cells run at 1 mA cm−2 (>870 h) and 5 mA cm−2 (>560 h), respectively, with a capacity of 1 mAh cm−2.": (
        "870 survived 1 1 -",
        "560 survived 5 1 -",
    ),
    "The overpotentials are 12, 20, and 45 mV at 0.5, 1, and 3 mA cm−2, respectively.": (
        "- - 0.5 - 12",
        "- - 1 - 20",
        "- - 3 - 45",
    ),
    "The cell shows overpotentials of 15 mV at 1 mA cm−2 and 31 mV at 2 mA cm−2.": ("- - 1 - 15", "- - 2 - 31"),
    # what else happens in such sentences
    "The overpotential rose from 40 to 190 mV and the cell failed at 260 h.": ("260 failed - - 40",),
    "The cell life is 1300 h, with 55 mV at 600 h.": ("1300 survived - - 55",),
    "The Na plating hysteresis is 22 mV at first, and only 27 mV after 990 h.": ("990 survived - - 27",),
    "At −20 °C, the symmetric cell cycles for 420 h at 0.2 mA cm−2.": ("420 survived 0.2 - -",),
    "The cell becomes unstable from 310 h and short-circuits at 365 h.": ("365 failed - - -",),
    "Voltage fluctuations appear after 45 h for untreated Na.": ("45 failed - - -",),
    # no symmetric cell, or no cycling
    "The Na||NVP full cell kept 93% of its capacity after 1000 cycles at 5 C.": (),
    "The Li||Li symmetric cell ran for 900 h at 1 mA cm−2.": (),
    "The Na||Cu half cell has an average Coulombic efficiency of 99.9% over 800 cycles.": (),
    "The powder was dried at 80 °C under vacuum for 12 h.": (),
    "The foil was immersed in the solution for 2 h and then washed with DME.": (),
    "Symmetric cells ran 1000 h, and full cells with NVP kept 90% after 500 cycles.": ("1000 survived - - -",),
    "The nucleation overpotential drops to 9 mV.": (),
    "Cells were cycled between 2.5 and 4.2 V.": (),
    # other styles
    "Owing to the robust interphase, Na@ZnF2||Na@ZnF2 cells deliver a long cycling lifetime of 1850 h under 1.0 mA cm-2 with a fixed areal capacity of 1.0 mAh cm-2.": (
        "1850 survived 1 1 -",
    ),
    "As shown in Figure 4a, the voltage of the control cell fluctuates violently after 122 h.": ("122 failed - - -",),
    "A soft short circuit was observed in the bare Na symmetric cell at about 88 h.": ("88 failed - - -",),
    "Sodium symmetric cells using the gel electrolyte were galvanostatically cycled at 0.1 mA cm−2 (1 h each for plating and stripping), and no failure occurred for 1600 h.": (
        "1600 survived 0.1 - -",
    ),
    "The cell maintained a flat voltage profile (±28 mV) through 2200 h.": ("2200 survived - - 28",),
    "The polarization increases from 31 mV to 36 mV in 1400 h.": ("1400 survived - - 31",),
    "Notably, at 5 mA cm−2 and 5 mAh cm−2, the Na/VG cell could still run for 380 h with hysteresis of 88 mV, whereas the Na/Cu cell survived for no more than 35 h.": (
        "380 survived 5 5 88",
        "35 failed 5 5 -",
    ),
    "Impressively, the symmetric cells achieved an unprecedented cumulative capacity of 4 Ah cm−2.": (),
    "The symmetric cells show small voltage hysteresis (14 mV@1 mA cm−2) and cycle for 2400 h.": (
        "2400 survived 1 - 14",
    ),
    "The cell with 1 wt% additive displays the longest life (1420 h), which is 7 times that of the additive-free cell (203 h).": (
        "1420 survived - - -",
        "203 failed - - -",
    ),
    "Long-term cycling tests (Fig. 5b) reveal that the sodium electrode in the baseline electrolyte shorts in 71 h, but 988 h in the designed electrolyte.": (
        "71 failed - - -",
        "988 survived - - -",
    ),
    "Lifetimes of 310 h (1 mA cm−2), 205 h (2 mA cm−2) and 90 h (4 mA cm−2) are obtained in symmetric cells.": (
        "310 survived 1 - -",
        "205 survived 2 - -",
        "90 survived 4 - -",
    ),
    "When the capacity is raised to 4 mAh cm−2, the symmetric cell still works for 260 h at 2 mA cm−2.": (
        "260 survived 2 4 -",
    ),
    "The symmetric cell based on NZSP shows a critical current density of 1.4 mA cm−2 and cycles over 3000 h at 0.3 mA cm−2.": (
        "3000 survived 0.3 - -",
    ),
    "Its symmetric cell is stable at 0.2 mA cm−2 for over 1 year.": ("8766 survived 0.2 - -",),
    "The untreated cell failed rapidly, its overpotential exceeding 500 mV after 65 h.": ("65 failed - - 500",),
    "Voltage profiles of symmetric cells with (red) and without (black) the layer at 1 mA cm−2.": (),
    "For the Na–K cell, potassium plating was stable for 700 h.": (),
    "The EIS was measured after resting for 24 h.": (),
    "The interfacial resistance of the symmetric cell decreased from 320 to 84 Ω after 100 h of rest.": (),
    "Na deposition for 1 h at 1 mA cm−2 gave a smooth surface.": (),
    "the symmetrical cell can be stably operated >2,800 h at a high-rate of 3 mA cm⁻² / 3 mAh cm⁻²": (
        "2800 survived 3 3 -",
    ),
    "cells delivered stable cycling with a voltage hysteresis of only 0.025 V for 560 h at 2 mA/cm^2 (2 mAh/cm^2)": (
        "560 survived 2 2 25",
    ),
    "the life of cells A, B, and C is 100 h, 250 h, and >1000 h": (
        "100 failed - - -",
        "250 failed - - -",
        "1000 survived - - -",
    ),
    "Without the coating, the cell shorted after 20 cycles; with it, 500 cycles were reached.": (
        "20cycles failed - - -",
        "500cycles survived - - -",
    ),
    "The battery was discharged to 2.0 V and the symmetric cell polarization was 45 mV.": ("- - - - 45",),
    "Sodium stripping/plating continues for >500 cycles (2000 h) with an average overpotential of ca. 7.5 mV.": (
        "2000 survived - - 7.5",
    ),
    "Na symmetric cells with 5% FEC failed in the 60th cycle.": (),
    "The cell exhibited an initial overpotential of 62 mV that fell to 41 mV after 300 h and remained steady up to 1500 h.": (
        "1500 survived - - 41",
    ),
    "This enables 1000 h of cycling (1 mA cm−2, 1 mAh cm−2) and 99.95% Coulombic efficiency in Na||Cu cells.": (
        "1000 survived 1 1 -",
    ),
    "the Na/Sb||Na/Sb cell (orange line) works steadily for 1300 h at 0.5 mA cm−2, ~13 times longer than bare Na (98 h)": (
        "1300 survived 0.5 - -",
        "98 failed 0.5 - -",
    ),
    "symmetric cells cycled at 25 °C and 60 °C lasted 800 h and 500 h, respectively": (
        "800 survived - - -",
        "500 survived - - -",
    ),
    "A 1.5-fold lower overpotential (30 vs. 45 mV) is seen": (),
    "It can cycle at 1 mA cm−2 with capacity of 1 mAh cm−2 for more than 6 months.": ("4383 survived 1 1 -",),
    "the overpotential is 110 mV for Na and 30 mV for Na@Bi at 1 mA cm−2": ("- - 1 - 110", "- - 1 - 30"),
    "symmetric cells (1 mA cm−2, 1 mA h cm−2, 500 h) and full cells (1 C, 1000 cycles)": ("500 survived 1 1 -",),
    "Symmetric Na∥Na cells based on the PVDF-HFP membrane were polarized at ±0.2 mA cm−2 and showed no dendrite-induced short over 920 h.": (
        "920 survived 0.2 - -",
    ),
    "The lifetime of the cell in the reference electrolyte was limited to 66 h at 1 mA cm−2.": ("66 failed 1 - -",),
    "With fluorinated ether, the time to short circuit was 1140 h, against 90 h for the reference.": (
        "1140 failed - - -",
        "90 failed - - -",
    ),
    "the Na/Mg(OTf)2 cells can run up to 1,600 hrs @ 1 mA/cm2, 1 mAh/cm2": ("1600 survived 1 1 -",),
    "An average voltage hysteresis of 16.3 mV (vs. 58.1 mV for bare Na) was measured at 1 mA cm−2.": (
        "- - 1 - 16.3",
        "- - 1 - 58.1",
    ),
    "Notably, the symmetric cell with 3D host shows only a slight increase of overpotential from 12 to 15 mV after 1800 h.": (
        "1800 survived - - 12",
    ),
    "When cycled at 60 °C and 0.5 mA cm−2, the all-solid-state Na|NZSP|Na cell delivered stable plating/stripping for over 2,200 h with a low overpotential (<20 mV).": (
        "2200 survived 0.5 - 20",
    ),
    "The Na-Sn|Na-Sn cell survived 820 h, whereas Na|Na died at 190 h under identical conditions (2 mA cm-2, 2 mAh cm-2).": (
        "820 survived 2 2 -",
        "190 failed 2 2 -",
    ),
    "In sharp contrast, the pure Na electrode suffers from a huge voltage polarization (~320 mV) after only 70 h.": (
        "70 failed - - 320",
    ),
    "The as-obtained anode achieves a cycle life of 1,000 cycles at 5 mA cm−2 with capacity of 1 mAh cm−2 in symmetric cells.": (
        "1000cycles survived 5 1 -",
    ),
    "At a current of 3 mA cm−2 for a capacity of 3 mAh cm−2, the Na@CC symmetric cell kept a steady hysteresis (~48 mV) up to 640 h.": (
        "640 survived 3 3 48",
    ),
    "The bare Na||Na cells failed at 150 h (0.5 mA cm−2), 90 h (1 mA cm−2), and 30 h (3 mA cm−2).": (
        "150 failed 0.5 - -",
        "90 failed 1 - -",
        "30 failed 3 - -",
    ),
    "A cell with a 10 µm coating was cycled 1500 h at 0.25 mA/cm2; a cell with a 2 µm coating shorted at 410 h.": (
        "1500 survived 0.25 - -",
        "410 failed 0.25 - -",
    ),
    "These cells exhibited stable voltage plateaus (≈ 30 mV) and a lifespan of > 1100 h (1 mA cm −2 , 1 mA h cm −2 ).": (
        "1100 survived 1 1 30",
    ),
    "Galvanostatic cycling of the symmetric cell at 1 mA cm-2 (0.5 h per half cycle) gave 1200 h without failure.": (
        "1200 survived 1 - -",
    ),
    "The polarization of the Na/PE/Na cell grew continuously and reached 0.6 V at the 120th hour.": (
        "- failed - - 600",
    ),
    "It is worth noting that the voltage of the symmetric cell with 5 wt% additive stays at 40 mV for 3 months.": (
        "2191.5 survived - - 40",
    ),
    "the cell with coated separators shows an 8-fold increase in lifetime (from 120 to 960 h)": (
        "120 failed - - -",
        "960 survived - - -",
    ),
    "Symmetric cells with NaF-rich SEI ran for 1000 h at 0.5 mA cm−2, 800 h at 1 mA cm−2 and 300 h at 2 mA cm−2.": (
        "1000 survived 0.5 - -",
        "800 survived 1 - -",
        "300 survived 2 - -",
    ),
    "At 0.5, 1.0, 2.0, and 5.0 mA cm−2, the overpotentials of the symmetric cell were 8, 14, 27, and 66 mV.": (
        "- - 0.5 - 8",
        "- - 1 - 14",
        "- - 2 - 27",
        "- - 5 - 66",
    ),
    "Full cells with Na3V2(PO4)3 ran for 2000 h at 1 C.": (),
    "The Na||Al cell cycled for 1500 h with a CE of 99.8%.": (),
    "After 500 h of storage at open circuit, the resistance of the symmetric cell was 120 Ω.": (),
    "After being aged for 48 h, the symmetric cell was cycled at 1 mA cm−2 for 600 h.": ("600 survived 1 - -",),
    "Finite element simulation shows that the field becomes uniform after 2 h of deposition.": (),
    "Such an anode outperforms most of those reported (500–800 h).": (),
    "The assembled symmetric cell could be cycled for more than 500 h at high current density of 10 mA cm−2 and large capacity of 10 mAh cm−2.": (
        "500 survived 10 10 -",
    ),
    "The hysteresis of the symmetric cell is 20 mV at the beginning and increases to 150 mV after 400 h, implying failure.": (
        "400 failed - - 150",
    ),
    "both Na|Na cells ended within 40 h": ("40 failed - - -",),
    "cell A short-circuited at 88 h and cell B at 132 h": ("88 failed - - -", "132 failed - - -"),
    "a record-long cycle life of 12 000 h at 1 mA cm−2 was obtained for Na symmetric cells": ("12000 survived 1 - -",),
    "The symmetric cell was stable during 90 days (2160 h).": ("2160 survived - - -",),
    "The critical current density of the cell rises from 0.6 to 2.4 mA cm−2.": (),
    "the Na@SnO2 symmetric cell, on the other hand, exhibits 35 mV and 700 h at 1 mA cm-2": ("700 survived 1 - 35",),
    "symmetric cells in ether and carbonate electrolytes lasted 1400 h and 350 h": (
        "1400 survived - - -",
        "350 failed - - -",
    ),
    "At 1 mA cm−2, the pristine cell exhibits erratic voltage after ∼95 h, while that with VO2 keeps running for > 780 h.": (
        "95 failed 1 - -",
        "780 survived 1 - -",
    ),
    "The sodiophilic scaffold endows symmetric cells with a life exceeding 4000 h at 2 mA cm−2 for 1 mAh cm−2 and an overpotential as low as 9 mV.": (
        "4000 survived 2 1 9",
    ),
    "The overpotential of Na@Cu rises to 0.35 V at 140 h, followed by a short circuit at 155 h.": (
        "155 failed - - 350",
    ),
    "For the bare sodium, the voltage hysteresis increased from 58 mV (10 h) to 210 mV (120 h).": ("- - - - 58",),
    "The NaBr@Na||NaBr@Na cell presents 1000 h of steady cycling at 0.5 mA cm−2 and 0.5 mAh cm−2, nearly six times that of Na||Na (170 h).": (
        "1000 survived 0.5 0.5 -",
        "170 failed 0.5 0.5 -",
    ),
    "Even after 2000 h of operation no obvious voltage fluctuation was detected in the symmetric cell.": (
        "2000 survived - - -",
    ),
    "When tested at −10 °C, symmetric cells operated for 900 h (0.5 mA cm−2, 0.5 mAh cm−2) with an average polarization of 46 mV.": (
        "900 survived 0.5 0.5 46",
    ),
    "The symmetric cell assembled with the aged electrolyte failed prematurely (33 h).": ("33 failed - - -",),
    "Sodium cells with 2 wt%, 5 wt% and 10 wt% of the additive ran for 300 h, 820 h and 510 h.": (
        "300 failed - - -",
        "820 survived - - -",
        "510 failed - - -",
    ),
    "At a harsher condition of 5 mA cm−2 and 5 mAh cm−2, a lifespan of 230 h was still attained.": (
        "230 survived 5 5 -",
    ),
    "A long-term cycling test (1 mA cm−2, 1 mAh cm−2) showed that the hysteresis of the protected electrode was about 25 mV even after 700 h.": (
        "700 survived 1 1 25",
    ),
    "Unfortunately, the cell without interlayer short-circuited only after 12 cycles (24 h).": ("24 failed - - -",),
    "The bare electrode cycled at 3 mA cm−2 displayed a sharp decline of voltage at the 45th hour.": (),
    "The voltage of symmetric cell drops abruptly at 210 h, signaling internal short.": ("210 failed - - -",),
    "The XRD of the anode after 100 h of cycling shows no Na2O.": (),
    "SEM after 50 cycles at 1 mA cm−2 reveals a flat surface.": (),
    "Two symmetric cells were built: one with pure Na lasted 84 h; the other with Na–Sn lasted 790 h.": (
        "84 failed - - -",
        "790 survived - - -",
    ),
    "Stable Na plating and stripping beyond 5,000 hours at 0.3 mA cm^-2 was demonstrated in Na/NASICON/Na cells.": (
        "5000 survived 0.3 - -",
    ),
    "our cell lasted for 2500 h (Figure 5c), superior to recently reported anodes (Table S2)": ("2500 survived - - -",),
    "The coated Na exhibits low and flat polarization of 12.5 mV, 18.9 mV and 33.1 mV at 0.5, 1 and 2 mA cm−2, respectively.": (
        "- - 0.5 - 12.5",
        "- - 1 - 18.9",
        "- - 2 - 33.1",
    ),
    "At 1 mA cm−2, symmetric cells with CuO and Cu hosts show overpotentials of 14 and 37 mV, and lives of 1300 and 410 h.": (
        "1300 survived 1 - 14",
        "410 failed 1 - 37",
    ),
    "The Na|PEO|Na cell at 60 °C under 0.1 mA cm−2 worked for 400 h before a short circuit.": ("400 failed 0.1 - -",),
    "In addition, it delivers 720 h at 2 mA cm-2/2 mA h cm-2.": ("720 survived 2 2 -",),
    "Cycling stability exceeding one thousand hours is needed.": (),
    "The cell voltage hits the safety limit of 2 V after 310 h.": ("310 survived - - -",),
    "During 1500 h cycling at 1 mA cm−2 the polarization grew only slightly (from 15 to 19 mV).": (
        "1500 survived 1 - 15",
    ),
    "By comparison, the polarization of the cell with the blank electrolyte exceeds 0.5 V within 60 h.": (
        "60 failed - - 500",
    ),
    "the Na||Na cell using TMP shows an extremely short life (8 h)": ("8 failed - - -",),
}
