"""The notation: text to cell and back."""

from .parse import parse_cell as parse_cell
from .parse import parse_electrolyte as parse_electrolyte
