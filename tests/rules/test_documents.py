"""Which files may be kept, and under what name: hostile ones are refused with a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.claims.rules.documents import (
    ACCEPTED,
    LONGEST_NAME,
    MOST_BYTES,
    MediaType,
    check_document,
    clean_name,
)
from app.errors import RuleRefused

PDF = b"%PDF-1.4\n1 0 obj\nendobj\ntrailer\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 20
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 20 + b"\xff\xd9"
ZIP = b"PK\x03\x04" + b"\x00" * 40


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("letter.pdf", PDF, MediaType.PDF),
        ("LETTER.PDF", PDF, MediaType.PDF),
        ("scan.png", PNG, MediaType.PNG),
        ("scan.jpg", JPEG, MediaType.JPEG),
        ("scan.jpeg", JPEG, MediaType.JPEG),
        ("note.txt", "Absence: 12½%\r\n\tagreed".encode(), MediaType.TEXT),
    ],
)
def test_what_may_be_kept_is_told_by_what_is_in_it(name, content, found):
    assert check_document(name, content) == (name, found)


def test_a_file_may_be_as_large_as_the_most_that_is_kept():
    assert check_document("letter.pdf", PDF, most_bytes=len(PDF)) == ("letter.pdf", MediaType.PDF)


def test_a_file_that_is_larger_by_a_byte_is_refused_with_how_large_it_may_be():
    with pytest.raises(RuleRefused) as refusal:
        check_document("letter.pdf", PDF + b" " * (MOST_BYTES + 1 - len(PDF)))
    assert refusal.value.code == "document-too-large"
    assert refusal.value.message == "The file must not be larger than 10 MB."


def test_a_file_whose_name_has_no_ending_is_named_by_what_is_in_it():
    assert check_document("scan", JPEG) == ("document.jpg", MediaType.JPEG)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        pytest.param("letter.pdf", b"", "document-empty", id="nothing in it"),
        pytest.param("letter.pdf", PDF + b" " * 100, "document-too-large", id="too large"),
        pytest.param("letter.pdf", ZIP, "document-type", id="an archive that says it is a PDF"),
        pytest.param("42.zip", ZIP, "document-type", id="an archive"),
        pytest.param("letter.docx", ZIP, "document-type", id="a word processor's file"),
        pytest.param("letter.pdf", PNG, "document-type", id="a picture that says it is a PDF"),
        pytest.param("letter.exe", PDF, "document-type", id="a PDF that says it is a program"),
        pytest.param("letter.pdf.exe", PDF, "document-type", id="a program that says it is a PDF"),
        pytest.param("letter.pdf", PDF[:-8], "document-type", id="a PDF cut short"),
        pytest.param("scan.png", PNG[:12], "document-type", id="a picture cut short"),
        pytest.param("scan.jpg", JPEG[:-2], "document-type", id="a photograph cut short"),
        pytest.param("page.txt", b"a\x00b", "document-type", id="NUL"),
        pytest.param("page.txt", b"a\x1bb", "document-type", id="control characters"),
        pytest.param("page.txt", b"caf\xe9", "document-type", id="text that is not UTF-8"),
        pytest.param("page.html", b"<script>", "document-type", id="text by another name"),
    ],
)
def test_anything_else_is_refused_with_a_sentence(name, content, code):
    with pytest.raises(RuleRefused) as refusal:
        check_document(name, content, most_bytes=100)
    assert refusal.value.code == code
    assert refusal.value.message.endswith(".")


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\me\\letter.pdf", "letter.pdf"),
        ("a\x00b\r\nc.pdf", "a b c.pdf"),
        ("\u202efdp.exe.pdf", "fdp.exe.pdf"),
        ('le"t<t>er?.pdf', "letter.pdf"),
        ("Annex X .. .pdf", "Annex X.pdf"),
        ("X-ray report.pdf", "X-ray report.pdf"),
        ("Letter of 12.07.2013, agreed.pdf", "Letter of 12.07.2013, agreed.pdf"),
        ("a\u00a0b\u2003c\u2028d.pdf", "a b c d.pdf"),
        ("a" * 120 + ".pdf", "a" * 96 + ".pdf"),
        ("letter." + "x" * 120, "letter.xxxxxxxxxx"),
        (".pdf", "document.pdf"),
        ("", "document.pdf"),
        ("..", "document.pdf"),
        ("letter", "document.pdf"),
    ],
)
def test_a_name_is_cleaned_and_is_never_a_path(name, cleaned):
    assert clean_name(name, MediaType.PDF) == cleaned


@given(st.text())
def test_no_name_can_leave_its_folder_or_be_empty_or_too_long(name):
    cleaned = clean_name(name, MediaType.TEXT)

    assert 1 <= len(cleaned) <= LONGEST_NAME
    assert not {"/", "\\", "\x00", "\n", '"'} & set(cleaned)
    assert not cleaned.startswith(".")


def test_the_endings_are_told_as_a_file_box_takes_them():
    assert ACCEPTED == ".pdf,.png,.jpg,.jpeg,.txt"
    assert MediaType.JPEG.endings == (".jpg", ".jpeg")
