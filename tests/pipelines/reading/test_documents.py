"""Files of each kind to text, and every file that cannot be read."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from nacre.data.errors import NacreError
from nacre.data.reading.paper import read_pages
from nacre.pipelines.reading.documents import read_document
from nacre.pipelines.reading.pdf import pdf_pages
from nacre.pipelines.reading.texts import raised

from ...app.web.serving import BROWSER, browsing
from . import made_up_papers as papers

LONG = (
    "The symmetric cell ran for 510 h at 2 mA/cm2, and this sentence has enough letters to be no stamp of a library. "
    * 2
)


def cells(path: Path) -> set[tuple[float | None, str, float | None, float | None]]:
    facts = [reading.fact for reading in read_pages(read_document(path).pages)]
    return {(fact.hours, fact.event, fact.current, fact.capacity) for fact in facts}


WANTED = {(float(hours), event, float(current), float(capacity)) for hours, event, current, capacity in papers.CELLS}
TABLE = {(840.0, "survived", 1.0, 1.0), (130.0, "failed", 1.0, 1.0), (40.0, "failed", 3.0, 3.0)}


@pytest.mark.parametrize("write", [papers.text_paper, papers.drawn_pdf])
def test_a_paper_with_columns_hyphens_and_page_breaks(tmp_path: Path, write: Callable[[Path], Path]) -> None:
    path = write(tmp_path / ("paper.txt" if write is papers.text_paper else "paper.pdf"))
    assert cells(path) == WANTED
    assert read_document(path).doi == "10.9999/made.up.2024.7"


@pytest.mark.skipif(BROWSER is None, reason="no Chromium here")
def test_a_printed_paper_with_two_columns_and_a_table(tmp_path: Path) -> None:
    with browsing() as browser:
        path = papers.browser_pdf(tmp_path / "paper.pdf", browser)
    readings = read_pages(read_document(path).pages)
    assert cells(path) == WANTED | TABLE
    assert {one.fact.overpotential for one in readings if one.is_of_table} == {21.0, 60.0, None}


def test_pages_are_counted_in_a_pdf(tmp_path: Path) -> None:
    pages = read_document(papers.drawn_pdf(tmp_path / "paper.pdf")).pages
    assert [reading.page for reading in read_pages(pages)] == [1, 1, 2]


@pytest.mark.parametrize("write", [papers.html_paper, papers.docx_paper])
def test_superscripts_tables_and_nothing_hidden(tmp_path: Path, write: Callable[[Path], Path]) -> None:
    path = write(tmp_path / ("paper.html" if write is papers.html_paper else "paper.docx"))
    found = cells(path)
    assert found >= TABLE
    assert {hours for hours, *_ in found} == {840.0, 130.0, 40.0, 510.0}
    assert {current for hours, _, current, _ in found if hours == 510.0} == {2.0}


@pytest.mark.parametrize("suffix", [".xlsx", ".csv", ".tsv"])
def test_a_file_that_is_a_table(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"cells{suffix}"
    if suffix == ".xlsx":
        papers.xlsx_table(path)
    else:
        mark = "," if suffix == ".csv" else "\t"
        lines = [mark.join(f'"{field}"' for field in row) for row in papers.TABLE]
        path.write_text("\n".join(lines), encoding="utf-8")
    assert cells(path) == TABLE


def test_only_numbers_are_raised() -> None:
    assert (raised("−2"), raised("th")) == ("⁻²", "th")


def encrypted(path: Path) -> Path:
    import pypdf

    writer = pypdf.PdfWriter(papers.plain_pdf(path, [LONG]))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(path)
    return path


def cut_off(path: Path) -> Path:
    papers.plain_pdf(path, [LONG])
    path.write_bytes(path.read_bytes()[:60])
    return path


def workbook_as(path: Path) -> Path:
    return papers.xlsx_table(path.with_suffix(".xlsx")).rename(path)


def word_as(path: Path) -> Path:
    return papers.docx_paper(path.with_suffix(".docx")).rename(path)


def bomb(path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as file:
        for _ in range(110):
            file.write(b"\0" * 1_000_000)
    return path


def entities(path: Path) -> Path:
    doubled = "".join(f'<!ENTITY e{n} "&e{n - 1};&e{n - 1};">' for n in range(1, 40))
    return papers.docx_paper(path, f'<!DOCTYPE x [<!ENTITY e0 "ha">{doubled}]><x>&e39;</x>')


BAD: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "a scan": ("scan.pdf", lambda path: papers.plain_pdf(path, ["", ""]), "it is a scan. Run a text recognition"),
    "encrypted": ("secret.pdf", encrypted, "is encrypted. Save it without a password"),
    "damaged": ("torn.pdf", cut_off, "is damaged"),
    "a thousand pages": ("book.pdf", lambda path: papers.plain_pdf(path, [LONG] * 1000), "has 1000 pages; at most 300"),
    "a web page": ("login.pdf", lambda path: path.write_text("<!DOCTYPE html><p>Log in"), "is a web page"),
    "no PDF": ("x.pdf", lambda path: path.write_text("hello"), "is no PDF"),
    "a zip bomb": ("bomb.docx", bomb, "unpacks to more than 100 MB"),
    "a bomb as xlsx": ("bomb.xlsx", bomb, "unpacks to more than 100 MB"),
    "a bomb of entities": ("laugh.docx", entities, "is damaged"),
    "no archive": ("torn.docx", lambda path: path.write_bytes(b"PK\x03\x04"), "is damaged: it is no whole archive"),
    "another archive": ("x.docx", workbook_as, "is no Word file"),
    "no workbook": ("x.xlsx", word_as, "is damaged"),
    "an old Word file": ("old.doc", lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0"), "Save it as .docx"),
    "locked Word": ("locked.docx", lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0" * 9), "of the kind .doc or .xls"),
    "a picture": ("x.png", lambda path: path.write_bytes(b"\x89PNG"), "Readable are .txt"),
    "a PDF as text": ("x.txt", lambda path: papers.plain_pdf(path, [LONG]), "in truth a file of the kind .pdf"),
    "bytes": ("x.txt", lambda path: path.write_bytes(b"a\x00b" * 9), "is not text"),
    "empty": ("x.html", lambda path: path.write_bytes(b""), "is empty"),
    "missing": ("x.html", lambda path: None, "There is no file"),
    "a wide table": ("x.csv", lambda path: path.write_text("a" + ",b" * 300), "more than 20000 rows or 200 columns"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BAD)
def test_what_cannot_be_read_says_why(tmp_path: Path, kind: str) -> None:
    name, write, said = BAD[kind]
    write(tmp_path / name)
    with pytest.raises(NacreError) as error:
        read_document(tmp_path / name)
    assert said in str(error.value)
    assert name in str(error.value)


def test_a_pdf_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    with pytest.raises(NacreError, match=r"took longer than 0\.01 s"):
        pdf_pages(papers.plain_pdf(tmp_path / "slow.pdf", [LONG]), seconds=0.01)
