"""Style: labels that fit, colours that can be told apart on both papers, figures that share a page."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
from matplotlib.figure import Figure

from nacre.pipelines.reports.figures.style import file_bytes, house_style, new_figure, page_svg, wrapped

CSS = files("nacre.pipelines.reports.templates").joinpath("style.css").read_text(encoding="utf-8")
LIGHT, DARK = (dict(re.findall(r"--(\w+): (#[0-9a-f]+)", part)) for part in CSS.split("@media screen", 1))


def luminance(color: str) -> float:
    """Relative luminance of WCAG 2.1."""
    digits = color[1:] if len(color) == 7 else "".join(2 * one for one in color[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colors", [LIGHT, {**LIGHT, **DARK}], ids=["light", "dark"])
def test_text_and_graphics_have_the_contrast_that_wcag_asks_for(colors: dict[str, str]) -> None:
    for paper in (colors["paper"], colors["card"]):
        for ink in ("ink", "dim", "accent"):
            assert contrast(colors[ink], paper) >= 4.5, ink
    for mark in ("better", "worse", "neutral", "predicted", "donor"):
        assert contrast(colors[mark], colors["paper"]) >= 3.0, mark
    assert contrast(colors["ink"], colors["lumo"]) >= 4.5


@pytest.mark.parametrize(
    "text", ["coating NaF + PVDF + Na3Bi + N-doped carbon", "[CCOC(=O)OCC(F)(F)FCCCCCCCCCCCCCCCCCCCCC]", "EC"]
)
def test_labels_are_broken_and_lose_nothing(text: str) -> None:
    lines = wrapped(text).split("\n")
    assert max(map(len, lines)) <= 30
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@house_style
def line_figure() -> Figure:
    figure = new_figure(3, 2)
    figure.subplots().plot([0, 1], [1, 2], label="$x$ & <b>")
    return figure


def test_figures_of_one_page_have_ids_of_their_own_and_its_colours() -> None:
    figure = line_figure()
    one, other = page_svg(figure, "a"), page_svg(figure, "b")
    ids = [set(re.findall(r'\bid="([^"]+)"', text)) for text in (one, other)]
    assert not ids[0] & ids[1]
    for text, own in zip((one, other), ids, strict=True):
        assert set(re.findall(r'(?:href="|url\()#([^")]+)', text)) <= own
        assert "var(--ink)" in text
        assert 'aria-hidden="true"' in text
        assert "<metadata>" not in text


def test_files_are_white_and_of_print_quality() -> None:
    from io import BytesIO

    from PIL import Image

    figure = new_figure(3, 2)
    figure.subplots()
    image = Image.open(BytesIO(file_bytes(figure, ".png")))
    assert image.size == (900, 600)
    assert image.convert("RGB").getpixel((0, 0)) == (255, 255, 255)
    assert b"var(--" not in file_bytes(figure, ".svg")
