"""Folders, ZIP archives and workbooks: what is read of them, and what is refused with a sentence."""

import zipfile
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from app.intake.readers.parts import RowBlock, UnreadableError
from app.intake.readers.source import check_size, digest, source_files, source_parts
from app.intake.readers.workbook import MOST_COLUMNS, cell_text
from app.intake.rules.findings import Findings
from tests.intake.files import a_row, as_csv, write_folder

WARDS = as_csv("wards", [a_row("wards")])


def read(path: Path, limit_bytes: int | None = None) -> tuple[dict[str, list[list[str]]], Findings]:
    """Rows by file as faults name it, and what was found on the way."""
    findings = Findings()
    rows: dict[str, list[list[str]]] = {}
    for part in source_parts(path, source_files(path), limit_bytes, findings):
        rows[part.file] = [
            row
            for block in part.blocks
            for row in (block if isinstance(block, RowBlock) else block.as_rows()).rows
        ]
    return rows, findings


def refusal(path: Path, limit_bytes: int | None = None) -> str:
    """The code with which a source is refused."""
    with pytest.raises(UnreadableError) as refused:
        read(path, limit_bytes)
    assert refused.value.file == path.name
    return refused.value.problem.code


def a_zip(path: Path, **files: str | bytes) -> Path:
    """A ZIP; the names' underscores stand for full stops."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("_", "."), content)
    return path


def a_workbook(path: Path, **sheets: list[list[object]]) -> Path:
    """A workbook with these sheets."""
    book = openpyxl.Workbook()
    del book[book.sheetnames[0]]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_a_folder_is_its_csv_files_and_says_what_it_left_alone(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "city", {"wards": [a_row("wards")], "agencies": [a_row("agencies")]})
    (folder / "notes.docx").write_bytes(b"PK")
    (folder / ".DS_Store").write_bytes(b"\0")
    (folder / "deeper.csv").mkdir()

    rows, findings = read(folder)

    assert list(rows) == ["agencies.csv", "wards.csv"]
    assert [note.file for note in findings.notes] == ["notes.docx"]


def test_a_zip_is_its_csv_files_in_whatever_folder(tmp_path: Path) -> None:
    path = tmp_path / "city.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("city/wards.csv", WARDS)
        archive.writestr("__MACOSX/city/._wards.csv", b"\0")
        archive.writestr("city/read-me.txt", "Read me.")

    rows, findings = read(path)

    assert list(rows) == ["wards.csv"]
    assert rows["wards.csv"][1][0] == "Basford"
    assert not len(findings)


def test_a_zip_is_known_by_what_it_is_and_not_by_its_name(tmp_path: Path) -> None:
    rows, _ = read(a_zip(tmp_path / "upload", wards_csv=WARDS))

    assert list(rows) == ["wards.csv"]


def test_a_zip_that_leads_out_of_itself_is_refused(tmp_path: Path) -> None:
    for number, name in enumerate(
        ("../wards.csv", "/wards.csv", "a/../../wards.csv", "..\\wards.csv", "C:\\wards.csv")
    ):
        path = tmp_path / f"{number}.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(name, WARDS)

        assert refusal(path) == "unsafe-name", name


def test_an_archive_within_an_archive_is_refused(tmp_path: Path) -> None:
    inner = a_zip(tmp_path / "inner.zip", wards_csv=WARDS).read_bytes()

    assert refusal(a_zip(tmp_path / "outer.zip", inner_zip=inner)) == "nested-archive"
    assert refusal(a_zip(tmp_path / "book.zip", wards_xlsx=inner)) == "nested-archive"


def test_a_zip_that_would_unpack_to_far_more_is_refused_before_it_does(tmp_path: Path) -> None:
    bomb = a_zip(tmp_path / "bomb.zip", wards_csv=b"0" * 50_000_000)
    assert bomb.stat().st_size < 100_000

    assert refusal(bomb) == "unpacks-too-large"


def test_a_zip_may_not_unpack_to_several_times_the_upload_limit(tmp_path: Path) -> None:
    path = tmp_path / "stored.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("wards.csv", WARDS + "x,,,\n" * 2_000)

    assert refusal(path, limit_bytes=1_000) == "unpacks-too-large"
    assert read(path, limit_bytes=10_000)


def test_a_zip_that_understates_its_size_gives_no_more_than_it_states(tmp_path: Path) -> None:
    path = a_zip(tmp_path / "liar.zip", wards_csv=WARDS + "Aspley,,,\n" * 100_000)
    data = bytearray(path.read_bytes())
    stated = (len(WARDS) + 50).to_bytes(4, "little")
    directory = data.rindex(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = stated
    path.write_bytes(bytes(data))

    with pytest.raises(UnreadableError) as refused:
        read(path)

    assert refused.value.problem.code == "damaged"


def test_a_zip_with_a_password_is_refused(tmp_path: Path) -> None:
    path = a_zip(tmp_path / "locked.zip", wards_csv=WARDS)
    data = bytearray(path.read_bytes())
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(data))

    assert refusal(path) == "encrypted"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        pytest.param("city.zip", b"PK\x03\x04 and nothing more", "damaged", id="a ZIP cut short"),
        pytest.param("city.xlsx", b"not a workbook", "damaged", id="a text called .xlsx"),
        pytest.param("city.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old-workbook", id="an old workbook"),
        pytest.param(
            "city.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old-workbook", id="one with a password"
        ),
        pytest.param("city.pdf", b"%PDF-1.7", "unknown-kind", id="a PDF"),
        pytest.param("city", b"", "unknown-kind", id="nothing at all"),
    ],
)
def test_what_is_no_import_is_refused_with_a_sentence(
    tmp_path: Path, name: str, data: bytes, code: str
) -> None:
    (tmp_path / name).write_bytes(data)

    assert refusal(tmp_path / name) == code


def test_nothing_in_its_place_is_refused_with_a_sentence(tmp_path: Path) -> None:
    assert refusal(tmp_path / "gone.csv") == "no-such-file"


def test_a_source_over_the_upload_limit_is_refused_and_one_at_it_is_not(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, {"wards": [a_row("wards")], "agencies": [a_row("agencies")]})
    files = source_files(folder)
    size = sum(path.stat().st_size for path in files)

    check_size(folder, files, size)
    with pytest.raises(UnreadableError) as refused:
        check_size(folder, files, size - 1)

    assert refused.value.problem.code == "too-large"


def test_a_digest_follows_every_byte_and_every_name(tmp_path: Path) -> None:
    digests = set()
    for name, text in (("wards.csv", WARDS), ("wards.csv", WARDS + "\n"), ("Wards.csv", WARDS)):
        folder = tmp_path / str(len(digests))
        folder.mkdir()
        (folder / name).write_text(text)
        digests.add(digest(folder, source_files(folder)))

    assert len(digests) == 3


def test_the_digest_of_a_file_is_the_one_that_sha256sum_prints(tmp_path: Path) -> None:
    path = tmp_path / "wards.csv"
    path.write_bytes(b"abc")

    assert digest(path, [path]) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_workbook_is_read_by_its_values(tmp_path: Path) -> None:
    path = a_workbook(
        tmp_path / "city.xlsx",
        wards=[["ward", "locality"], ["St Ann's", None], [], [date(2013, 3, 31), 12, 12.0, True, "x"]],
    )

    rows, findings = read(path)

    assert rows == {
        "city.xlsx: wards": [["ward", "locality"], ["St Ann's"], [], ["2013-03-31", "12", "12", "yes", "x"]]
    }
    assert not len(findings)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("text", "text"),
        (True, "yes"),
        (False, "no"),
        (4, "4"),
        (4.0, "4"),
        (4.5, "4.5"),
        (float("inf"), "inf"),
        (datetime(2013, 3, 31), "2013-03-31"),  # noqa: DTZ001 (as workbooks have them)
        (datetime(2013, 3, 31, 9, 30), "2013-03-31T09:30:00"),  # noqa: DTZ001 (as above)
        (date(2013, 3, 31), "2013-03-31"),
        (time(9, 30), "09:30:00"),
    ],
)
def test_a_cell_is_written_as_a_csv_file_would_have_it(value: object, text: str) -> None:
    assert cell_text(value) == text


def test_hidden_sheets_are_refused_when_they_are_tables_and_left_alone_when_not(tmp_path: Path) -> None:
    path = a_workbook(
        tmp_path / "city.xlsx", wards=[["ward"], ["Basford"]], lists=[["north"]], agencies=[["agency"]]
    )
    book = openpyxl.load_workbook(path)
    book["wards"].sheet_state = "hidden"
    book["lists"].sheet_state = "veryHidden"
    book.save(path)

    rows, findings = read(path)

    assert list(rows) == ["city.xlsx: agencies"]
    assert [(fault.file, fault.code) for fault in findings] == [("city.xlsx: wards", "hidden-sheet")]
    assert [note.file for note in findings.notes] == ["city.xlsx: lists"]


def test_merged_cells_and_formulas_without_values_are_found_at_their_rows(tmp_path: Path) -> None:
    path = a_workbook(
        tmp_path / "city.xlsx",
        wards=[
            ["ward", "locality"],
            ["Basford", "=CONCATENATE(A2)"],
            ["Aspley", "North"],
            ["Sherwood", None],
        ],
    )
    book = openpyxl.load_workbook(path)
    book["wards"].merge_cells("B3:B4")
    book.save(path)

    _, findings = read(path)

    assert [(fault.row, fault.code) for fault in findings] == [
        (2, "formula-without-value"),
        (3, "merged-cells"),
    ]


def with_part(path: Path, member: str, change: tuple[bytes, bytes]) -> Path:
    """The archive with some bytes of one of its files changed."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert change[0] in files[member]
    files[member] = files[member].replace(*change)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def test_a_formula_whose_value_is_the_empty_text_has_a_value(tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "city.xlsx", wards=[["ward"], ['=""']])
    sheet = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(path) as archive:
        start = archive.read(sheet).index(b'<c r="A2"')
        cell = archive.read(sheet)[start:].split(b"</c>")[0] + b"</c>"
    saved = with_part(path, sheet, (cell, b'<c r="A2" t="str"><f>""</f><v></v></c>'))

    rows, findings = read(saved)

    assert rows["city.xlsx: wards"][0] == ["ward"]
    assert list(findings) == []


def test_a_sheet_that_lies_about_its_size_is_read_by_its_cells(tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "city.xlsx", wards=[["ward"], ["Basford"]])
    with_part(path, "xl/worksheets/sheet1.xml", (b'ref="A1:A2"', b'ref="A1:XFD1048576"'))

    rows, _ = read(path)

    assert rows["city.xlsx: wards"] == [["ward"], ["Basford"]]


def test_a_cell_far_out_costs_no_more_than_the_widest_table(tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "city.xlsx", wards=[["ward"], ["Basford"]])
    with_part(path, "xl/worksheets/sheet1.xml", (b'r="A2"', b'r="XFD2"'))

    rows, _ = read(path)

    assert all(len(row) <= MOST_COLUMNS for row in rows["city.xlsx: wards"])


@pytest.mark.parametrize(
    ("member", "change"),
    [
        pytest.param(
            "xl/worksheets/sheet1.xml",
            (b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet'),
            id="entities in a sheet",
        ),
        pytest.param("xl/worksheets/sheet1.xml", (b"</sheetData>", b""), id="a sheet cut short"),
        pytest.param("xl/worksheets/sheet1.xml", (b'r="A2"', b'r="2A"'), id="a cell in no column"),
        pytest.param("xl/workbook.xml", (b"<workbook", b"<wrokbook"), id="a workbook that is none"),
        pytest.param(
            "xl/workbook.xml", (b"<sheets>", b"<!DOCTYPE x [<!ENTITY a 'a'>]><sheets>"), id="entities"
        ),
        pytest.param(
            "xl/_rels/workbook.xml.rels", (b"worksheets/", b"elsewhere/worksheets/"), id="a sheet lost"
        ),
        pytest.param("[Content_Types].xml", (b"Override", b"Overture"), id="kinds unknown"),
    ],
)
def test_a_damaged_workbook_is_refused_with_a_sentence(
    tmp_path: Path, member: str, change: tuple[bytes, bytes]
) -> None:
    path = with_part(a_workbook(tmp_path / "city.xlsx", wards=[["ward"], ["Basford"]]), member, change)

    with pytest.raises(UnreadableError) as refused:
        read(path)

    assert refused.value.problem.code == "damaged"


def test_a_workbook_that_would_unpack_to_far_more_is_refused(tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "city.xlsx", wards=[["ward"]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.png", b"\0" * 60_000_000)

    assert refusal(path) == "unpacks-too-large"


def test_a_chart_on_a_sheet_of_its_own_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "city.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("wards").write_row(0, 0, ["ward", "locality"])
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=wards!$A$1:$A$2"})
        book.add_chartsheet("chart").set_chart(chart)

    rows, _ = read(path)

    assert list(rows) == ["city.xlsx: wards"]


def test_one_file_that_cannot_be_opened_does_not_hide_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_folder(tmp_path, {"wards": [a_row("wards")], "agencies": [a_row("agencies")]})
    files = [folder / "agencies.csv", folder / "wards.csv"]
    files[0].unlink()
    findings = Findings()

    parts = [part.name for part in source_parts(folder, files, None, findings)]

    assert parts == ["wards"]
    assert [(fault.file, fault.code) for fault in findings] == [("agencies.csv", "cannot-be-read")]


def test_a_file_of_an_archive_packed_in_an_unknown_way_is_refused(tmp_path: Path) -> None:
    path = a_zip(tmp_path / "odd.zip", wards_csv=WARDS)
    data = bytearray(path.read_bytes())
    for start in (data.index(b"PK\x03\x04") + 8, data.rindex(b"PK\x01\x02") + 10):
        data[start : start + 2] = (9).to_bytes(2, "little")
    path.write_bytes(bytes(data))

    _, findings = read(path)

    assert [(fault.file, fault.code) for fault in findings] == [("wards.csv", "damaged")]


def test_a_zip_whose_bytes_are_broken_is_refused_where_they_are_read(tmp_path: Path) -> None:
    path = a_zip(tmp_path / "broken.zip", wards_csv=WARDS)
    data = bytearray(path.read_bytes())
    start = data.index(b"wards.csv") + len(b"wards.csv")
    data[start : start + 8] = b"\xff" * 8
    path.write_bytes(bytes(data))

    with pytest.raises(UnreadableError) as refused:
        read(path)

    assert (refused.value.problem.code, refused.value.file) == ("damaged", "wards.csv")
