"""Papers that nobody printed, as files of each kind."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

#: A short paper with what two-column print does to words: hyphens at line ends, ligatures, a page break in a sentence.
FIRST_PAGE = """J. Made Up Electrochem. 12 (2024) 7
A tin \ufb02uoride layer for sodium anodes
DOI: 10.9999/made.up.2024.7

Sodium is cheap. Others reported full cells with NVP that kept 90% after 800 cycles.

Experimental
The electrolyte was 1.0 M NaPF6 in diglyme and the separator was glass \ufb01ber. The foil was dipped
for 2 h and dried at 60 °C for 12 h.

Results
Fig. 3 Voltage of symmetric cells at 1 mA cm−2 after 300 h.

The symmetric cell with the coated anode ran stab-
ly for more than 840 h at 1 mA cm−2 and 1 mAh cm−2 with an over-
potential of 21 mV, while the bare Na
"""
SECOND_PAGE = """J. Made Up Electrochem. 12 (2024) 8
cell short-circuited after 130 h. At 3 mA cm−2 and 3 mAh cm−2, the coated symmetric
cell still cycled for 260 h.

References
1 A. Nobody, the symmetric cell ran for 9999 h at 9 mA cm−2.
"""
#: What a reader takes from it: hours, event, mA/cm2, mAh/cm2.
CELLS = {("840", "survived", "1", "1"), ("130", "failed", "1", "1"), ("260", "survived", "3", "3")}

TABLE = [
    ["Anode", "Electrolyte", "Current density (mA cm−2)", "Capacity (mAh cm−2)",
     "Na/Na cell (cycle life@overpotential (mV))", "Ref."],
    ["Na@SnF2", "1 M NaPF6 in diglyme", "1", "1", "840 h@21", "5"],
    ["bare Na", "1 M NaPF6 in diglyme", "1", "1", "130 h@—", "5"],
    ["", "", "3", "3", "40 h@>60", ""],
]  # fmt: skip


def text_paper(path: Path) -> Path:
    path.write_text(f"{FIRST_PAGE}\f{SECOND_PAGE}", encoding="utf-8")
    return path


def html_paper(path: Path) -> Path:
    rows = "".join("<tr>" + "".join(f"<td>{escape(field)}</td>" for field in row) + "</tr>" for row in TABLE)
    path.write_text(
        "<!DOCTYPE html><html><head><title>x</title><style>p{}</style>"
        "<script>document.write('The symmetric cell ran for 7777 h at 7 mA cm-2.')</script></head><body>"
        "<nav>The symmetric cell ran for 6666 h.</nav><img src='http://example.invalid/x.png'>"
        "<p>The symmetric cell with the NaF layer cycled for 510&nbsp;h at 2&nbsp;mA&nbsp;cm<sup>−2</sup> "
        "and 1&nbsp;mAh&nbsp;cm<sup>−2</sup> in 1&nbsp;M NaPF<sub>6</sub> in diglyme.<sup>12</sup></p>"
        f"<table>{rows}</table></body></html>",
        encoding="utf-8",
    )
    return path


def docx_paper(path: Path, document: str | None = None) -> Path:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

    def run(text: str, *, is_raised: bool = False) -> str:
        style = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>' if is_raised else ""
        return f'<w:r>{style}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'

    cells = "".join(
        "<w:tr>" + "".join(f"<w:tc><w:p>{run(field)}</w:p></w:tc>" for field in row) + "</w:tr>" for row in TABLE
    )
    body = (
        f"<w:p>{run('The symmetric cell with the NaF layer cycled for 510 h at 2 mA cm')}{run('−2', is_raised=True)}"
        f"{run(' in 1 M NaPF6 in diglyme.')}{run('12', is_raised=True)}</w:p><w:tbl>{cells}</w:tbl>"
    )
    content = document or f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", content)
    return path


def xlsx_table(path: Path) -> Path:
    import openpyxl

    book = openpyxl.Workbook()
    for row in TABLE:
        book.active.append(row)
    book.save(path)
    return path


def drawn_pdf(path: Path) -> Path:
    """The paper drawn in two columns by matplotlib, as text with its ligatures."""
    import matplotlib as mpl
    from matplotlib.backends.backend_pdf import PdfPages
    from matplotlib.figure import Figure

    with mpl.rc_context({"pdf.fonttype": 42}), PdfPages(path) as pages:
        for text in (FIRST_PAGE, SECOND_PAGE):
            figure = Figure(figsize=(8, 11))
            lines = text.rstrip("\n").split("\n")
            half = len(lines) - 8 if len(lines) > 12 else len(lines)
            for column, part in enumerate((lines[:half], lines[half:])):
                for number, line in enumerate(part):
                    figure.text(0.05 + 0.48 * column, 0.95 - 0.02 * number, line, fontsize=5)
            pages.savefig(figure)
    return path


def plain_pdf(path: Path, texts: Sequence[str]) -> Path:
    """A PDF of one line a page, written by hand; empty texts make pages without any."""
    count = len(texts)
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(count))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    resources = " /Resources << /Font << /F1 3 0 R >> >> >>"
    for number, text in enumerate(texts):
        stream = f"BT /F1 8 Tf 20 700 Td ({text}) Tj ET"
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {5 + 2 * number} 0 R{resources}",
            f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        ]
    content, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(content))
        content += f"{number} 0 obj\n{one}\nendobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\n"
    )
    path.write_bytes(content + f"{end}startxref\n{len(content)}\n%%EOF\n".encode())
    return path


def browser_pdf(path: Path, browser: Any) -> Path:
    """A paper as a browser prints it: two justified columns, raised exponents, and a table below its title."""
    rows = "".join("<tr>" + "".join(f"<td>{escape(field)}</td>" for field in row) + "</tr>" for row in TABLE)
    results = SECOND_PAGE.partition("References")[0].partition("\n")[2]
    text = f"{FIRST_PAGE.partition('Experimental')[2]}{results}".replace("-\n", "").replace("−2", "<sup>−2</sup>")
    paragraphs = "".join(f"<p>{part}</p>" for part in text.replace("Results\n", "Results\n\n").split("\n\n"))
    page = browser.new_page()
    page.set_content(
        "<style>body{font:10pt serif}div{column-count:2;text-align:justify}td{font-size:8pt;padding:3px 6px}</style>"
        f"<h1>A tin fluoride layer</h1><div>{paragraphs}</div><p>Table 1. What others found.</p><table>{rows}</table>"
        "<p>After the table the text goes on without any further word on cells, for more than a line of a table.</p>"
    )
    page.pdf(path=str(path))
    page.close()
    return path
