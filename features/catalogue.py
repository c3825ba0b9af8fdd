"""The list of the features: which parts the matrix has, and the groups and causes that reports sort them by."""

from __future__ import annotations

from .electrolyte.columns import ELECTROLYTE_PART
from .materials.columns import COATING_PART, HOST_PART
from .protection import PROTECTION_PART
from .protocol import PROTOCOL_PART
from .report import REPORT_PART

#: The parts of the matrix in the order of its columns. A new group of features is one more entry.
PARTS = (ELECTROLYTE_PART, COATING_PART, HOST_PART, PROTOCOL_PART, PROTECTION_PART, REPORT_PART)

#: The groups in the order of the matrix, with the words that reports use.
GROUPS = {group: words for part in PARTS for group, words in part.groups.items()}
#: The groups that models of a lab's own quantity have besides.
LAB_GROUPS = {
    "formulation": "make-up of the mixture",
    "component": "amounts of single components",
    "structure": "structure of molecules",
    "fingerprint": "fragments of molecules",
    "lab": "further columns",
    "source": "the lab's own cells",
}

#: The physical causes in the order of the reports, each with what it collects.
CAUSES = {
    "reduction stability": "which component takes electrons from sodium first, and how easily",
    "solvation structure": "what surrounds Na⁺: solvent, anion or neither",
    "SEI fluorine": "what is there to form NaF and other inorganic phases",
    "ion transport": "how fast Na⁺ moves through electrolyte and layers",
    "mechanical": "how layers and frames bear the volume change",
    "sodiophilicity": "how sodium wets, binds and alloys",
    "load": "how hard the test drives the cell",
    "other": "what names no cause by itself: counts, sizes, what was stated",
}
