"""Text of papers in one plain spelling: ligatures, minus signs, superscripts, TeX, and each unit written one way."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

_DASHES = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−﹣－⁃", "-"),
        **dict.fromkeys("∼˜～", "~"),
        **dict.fromkeys("‖∥", "|"),
        **dict.fromkeys("•∙⋅", "·"),
        **dict.fromkeys("∘º˚", "°"),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\ufeff"),
        "μ": "µ",
        "×": "x",
        "’": "'",
        "⩽": "≤",
        "⩾": "≥",
    }
)

_TEX: tuple[tuple[str, str], ...] = (
    (r"\\(?:text|mathrm|rm|mathbf)\s*\{([^{}]*)\}", r"\1"),
    (r"\\(?:sim|approx)\b", "~"),
    (r"\{\s*\\(?:rm|bf|it)\s+([^{}]*)\}", r"\1"),
    (r"\\times\b", "x"),
    (r"\\mu\b", "µ"),
    (r"\\%", "%"),
    (r"\\[,;: ]", " "),
    (r"\s?\$(?=\^)|\$", ""),
)
#: An exponent as TeX, a caret or a spaced superscript; a reference that stuck to it in print is cut off.
_EXPONENT = r"\s?\^?\s?\{?\s?-\s?2(?:\.\d+)?(?:\s?\})?"
_AREA = rf"(?:\s?[·*.]?\s?cm{_EXPONENT}(?![\d.]\d)|\s?/\s?cm\s?\^?\{{?2\}}?(?!\d))"
_PER_M2 = rf"(?:\s?[·*.]?\s?m{_EXPONENT}(?!\d)|\s?/\s?m\s?\^?\{{?2\}}?(?!\d))"
_MISPRINT = r"\s?[·*.]?\s?cm\s?\^?\{?-\s?1\}?(?!\d)"
#: Every spelling of a unit, and the one that is read from here on. The longer one comes first.
_UNITS: tuple[tuple[str, str], ...] = (
    (rf"(?<![A-Za-z])[mµuk]?A\s?[·*.]?\s?hr?s?{_AREA}", "Ah/cm2"),
    (rf"(?<![A-Za-z])[mµu]?A\s?[·*.]?\s?h{_PER_M2}", "Ah/m2"),
    (rf"(?<![A-Za-z])[mµu]?A{_AREA}", "A/cm2"),
    (rf"(?<![A-Za-z])[mµu]?A{_PER_M2}", "A/m2"),
    (rf"(?<![A-Za-z])[mµu]A{_MISPRINT}", "A/cm2"),
)
_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
#: A reference printed as a superscript after a word, a stop or a bracket; never after a unit.
_CITATION = re.compile(
    rf"(?:(?<=[a-z]{{3}})|"
    rf"(?<=[.,;:)\]]))(?<!cm)\s?[{_SUPERSCRIPTS}]+(?:[,⁻–-]\s?[{_SUPERSCRIPTS}]+)*|"
    rf"\^\{{\d+(?:\s?[,–-]\s?\d+)*\}}"
)
#: The same where the extraction lost the raising: `alloy.142 The`, `alloy. 142 The`, `for research. 99 An`.
_LOST_CITATION = re.compile(
    r"(?:(?<=[A-Za-z)\]][.,])|(?<=/cm2\.)) ?\d{1,3}(?:\s?[,-]\s?\d{1,3})*(?=\s+[A-Z\"(])|"
    r"(?<=et al\.) ?\d{1,3}(?=\s[a-z])"
)


#: A duration as a power of ten, e.g. `2 × 10³ h`.
_POWER = re.compile(r"(\d+(?:\.\d+)?)\s?x\s?10\s?\^?\{?([¹²³⁴1-4])\}?(?=\s(?:h|hours|cycles)\b)")


def plain_text(text: str) -> str:
    """A passage as the readers of this folder take it: one line, one spelling for each sign and unit.

    Examples
    --------
    >>> plain_text("over 1,000 h at 0.5 mA cm⁻² (1 mA h cm^{-2})")
    'over 1000 h at 0.5 mA/cm2 (1 mAh/cm2)'
    """
    # Runs that no paper has would be scanned again and again.
    text = re.sub(r"\d{16,}", "#", re.sub(r"\s+", " ", text))
    text = re.sub(r"(?<=[A-Za-z)]) (?=[₀-₉])", "", text.translate(_DASHES))
    text = _CITATION.sub(_cited, text)
    text = _POWER.sub(lambda match: f"{float(match[1]) * 10 ** int(unicodedata.normalize('NFKC', match[2])):g}", text)
    text = unicodedata.normalize("NFKC", text).translate(_DASHES)
    for pattern, written in _TEX:
        text = re.sub(pattern, written, text)
    text = re.sub(r"\s+", " ", text).strip()
    for pattern, written in _UNITS:
        text = re.sub(pattern, _prefixed(written), text)
    text = re.sub(r"(?<=\d)(?=(?:[mµu]?Ah?/|mV\b))", " ", text)
    text = _LOST_CITATION.sub(_cited, text)
    text = re.sub(r" ?_\{?([0-9.]+|x|y)\}?", r"\1", text)
    text = re.sub(r"(?<![\d.,])(\d{1,3}),(?=\d{3}(?![\d,]))", r"\1", text)
    text = re.sub(r"(?<!\d )(?<![\d.,])(\d{1,3}) (?=\d{3} ?-?(?:h|hours?|cycles?)\b)", r"\1", text)
    text = re.sub(r"(?<=\d)\s?-\s?(?=(?:h|hours?|cycles?|mV|days?)\b)", " ", text)
    text = re.sub(r"(?<=\d)(?=(?:hrs?|h|hours?|cycles|mV)\b)", " ", text)
    text = re.sub(r"\b([Cc]ycled (?:\w+ )?\d+) times\b", r"\1 cycles", text)
    return re.sub(r"\s+", " ", text).strip()


def citations(text: str) -> list[int]:
    """Numbers of the references that a passage cites, in its order; marks that `plain_text` leaves for them."""
    return [int(number) for mark in re.findall(r"⟦([^⟧]*)⟧", text) for number in re.findall(r"\d+", mark)]


def without_citations(text: str) -> str:
    """The passage without the marks of its references."""
    return re.sub(r"\s+([.,;)])", r"\1", re.sub(r"\s*⟦[^⟧]*⟧\s*", " ", text)).strip()


def _cited(match: re.Match[str]) -> str:
    numbers = unicodedata.normalize("NFKC", match.group()).translate(_DASHES)
    return f" ⟦{re.sub(r'[^0-9,-]', '', numbers)}⟧ "


def _prefixed(unit: str) -> Callable[[re.Match[str]], str]:
    def written(match: re.Match[str]) -> str:
        first = match.group()[0]
        return f"{'' if first == 'A' else first.replace('u', 'µ')}{unit}"

    return written
