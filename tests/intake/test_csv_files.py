"""What a .csv file may look like and still be read, and what is said of one that cannot be."""

import csv
import io
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.intake.readers.csv_text import BYTES_AT_ONCE, LONGEST_LINE, csv_blocks
from app.intake.readers.parts import ColumnBlock, RowBlock, UnreadableError

WARDS = [
    ["ward", "locality", "boundary_set", "gss_code"],
    ["St Ann's", "Central", "", ""],
    ["Aspley", "", "x", ""],
]
PLAIN = "ward,locality,boundary_set,gss_code\nSt Ann's,Central,,\nAspley,,x,\n"


def rows_of(data: bytes) -> list[list[str]]:
    """Every row, however the blocks hold them."""
    return list(_rows(csv_blocks("wards.csv", io.BytesIO(data))))


def _rows(blocks: Iterator[RowBlock | ColumnBlock]) -> Iterator[list[str]]:
    for block in blocks:
        yield from (block if isinstance(block, RowBlock) else block.as_rows()).rows


def refusal(data: bytes) -> tuple[str, int | None]:
    """The code, and the row from which it cannot be read."""
    with pytest.raises(UnreadableError) as refused:
        rows_of(data)
    assert refused.value.file == "wards.csv"
    return refused.value.problem.code, refused.value.row


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(PLAIN.encode(), id="plain"),
        pytest.param(PLAIN.encode("utf-8-sig"), id="with a byte-order mark"),
        pytest.param(PLAIN.replace("\n", "\r\n").encode(), id="lines of Windows"),
        pytest.param(PLAIN.replace("\n", "\r").encode(), id="lines of old Macintoshes"),
        pytest.param(PLAIN.rstrip("\n").encode(), id="no end of the last line"),
        pytest.param(PLAIN.replace(",", ";").encode(), id="semicolons"),
        pytest.param(PLAIN.replace(",", "\t").encode(), id="tabs"),
        pytest.param(PLAIN.replace(",", "|").encode(), id="bars"),
        pytest.param(PLAIN.replace("Aspley", '"Aspley"').encode(), id="needless quotation marks"),
        pytest.param(PLAIN.replace("ward", '"ward"').encode(), id="quotation marks in the first row only"),
        pytest.param(PLAIN.replace("ward,", "Ward ,").encode().replace(b"Ward ", b"ward"), id="as it was"),
    ],
)
def test_a_table_is_read_whatever_wrote_it(data: bytes) -> None:
    assert rows_of(data) == WARDS


def test_a_line_that_tells_excel_the_separator_counts_as_a_row() -> None:
    assert rows_of(b"sep=;\r\n" + PLAIN.replace(",", ";").encode()) == [[], *WARDS]


def test_blank_rows_and_rows_of_other_widths_are_kept_in_their_places() -> None:
    assert rows_of(b"ward,locality\n\n  \nAspley\nBasford,North,x\n") == [
        ["ward", "locality"],
        [""],
        ["  "],
        ["Aspley"],
        ["Basford", "North", "x"],
    ]


def test_quotation_marks_hold_separators_line_ends_and_doubled_quotation_marks() -> None:
    data = 'ward,locality\n"Aspley, north","two\nlines"\n"the ""old"" ward",x\n'

    assert rows_of(data.encode())[1:] == [["Aspley, north", "two\nlines"], ['the "old" ward', "x"]]


def test_a_value_is_whole_where_two_readings_meet() -> None:
    lines = [f"ward {number},ü" for number in range(BYTES_AT_ONCE // 8)]
    data = "\n".join(["ward,locality", *lines, '"last",x']).encode()
    assert len(data) > BYTES_AT_ONCE

    rows = rows_of(data)

    assert rows[1:-1] == [line.split(",") for line in lines]
    assert rows[-1] == ["last", "x"]


def test_a_long_row_of_short_cells_is_read_whole() -> None:
    wide = ["x" * 9] * 40_000

    rows = rows_of(b"ward,locality\nAspley,x\n" + ",".join(wide).encode() + b"\nBasford,y\n")

    assert rows[1:] == [["Aspley", "x"], wide, ["Basford", "y"]]


@pytest.mark.parametrize("second", ["a,b,c,d\ne,f\n", "a,b\nc,d,e,f\n"])
def test_a_short_row_beside_a_long_one_is_not_taken_for_two_whole_ones(second: str) -> None:
    rows = rows_of(b"ward,locality,area\n" + second.encode())

    assert rows[1:] == [line.split(",") for line in second.splitlines()]


@given(
    st.lists(
        st.lists(st.text(alphabet="ab ,;\"\n\r'ü", max_size=4), min_size=2, max_size=3),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from([("\n", csv.QUOTE_ALL), ("\r\n", csv.QUOTE_MINIMAL)]),
)
def test_a_table_written_by_python_is_read_as_it_was(rows: list[list[str]], style: tuple[str, int]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=style[0], quoting=style[1]).writerows([["ward", "locality"], *rows])

    assert rows_of(text.getvalue().encode())[1:] == rows


@given(st.text(alphabet="ab ,;\n\r'ü", max_size=40))
def test_text_without_quotation_marks_is_split_as_the_csv_module_would(text: str) -> None:
    data = "ward,locality\n" + text

    expected = [row or [""] for row in csv.reader(io.StringIO(data, newline=""))]
    assert rows_of(data.encode()) == expected or (text == "" and rows_of(data.encode()) == expected[:1])


@pytest.mark.parametrize(
    ("data", "code", "row"),
    [
        pytest.param(PLAIN.encode() + "Zoë,,,\n".encode("cp1252"), "not-utf8", 4, id="a Windows code page"),
        pytest.param("Zoë,x\n".encode("cp1252") + PLAIN.encode(), "not-utf8", 1, id="in the first row"),
        pytest.param(PLAIN.encode() + b"Zo\xc3", "not-utf8", 4, id="cut off within a letter"),
        pytest.param(b'"ward"\n"a"\n"Zo\xeb"\n', "not-utf8", 3, id="a code page within quotation marks"),
        pytest.param(PLAIN.encode("utf-16"), "not-text", 1, id="UTF-16"),
        pytest.param(b"PK\x03\x04and so on", "not-text", 1, id="an archive called .csv"),
        pytest.param(b"\xd0\xcf\x11\xe0and so on", "not-text", 1, id="an old workbook called .csv"),
        pytest.param(b"%PDF-1.7", "not-text", 1, id="a PDF called .csv"),
        pytest.param(b"ward\nAsp\0ley\n", "not-text", 1, id="a nought byte"),
        pytest.param(
            b'ward,locality\nAspley,x\n"Basford,y\n', "unclosed-quote", 3, id="a quotation mark left open"
        ),
        pytest.param(b'ward,locality\n"Aspley"north,x\n', "unclosed-quote", 2, id="one shut in the middle"),
        pytest.param(
            b"ward\n" + b"y\n" + b"x" * 200_000 + b"\n", "cell-too-large", 3, id="a cell without end"
        ),
        pytest.param(
            b"ward\n" + b"x" * 200_000 + b"\ny\n",
            "cell-too-large",
            2,
            id="a cell without end after the names",
        ),
        pytest.param(
            b'ward\ny\n"' + b"x\n" * 200_000, "cell-too-large", 3, id="a quotation mark left open for long"
        ),
        pytest.param(b"x" * (LONGEST_LINE + BYTES_AT_ONCE), "cell-too-large", 1, id="a line without end"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_row(data: bytes, code: str, row: int) -> None:
    assert refusal(data) == (code, row)


def test_an_empty_file_has_no_rows() -> None:
    assert [row for row in rows_of(b"") if any(row)] == []
