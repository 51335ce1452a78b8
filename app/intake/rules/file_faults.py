"""What can be wrong with a file or a table as a whole: one function a code, with its sentence and remedy."""

from collections.abc import Iterable

from app.intake.rules.faults import Problem


def no_such_file() -> Problem:
    return Problem("no-such-file", "There is no file or folder here.", "Check the path.")


def cannot_be_read() -> Problem:
    return Problem(
        "cannot-be-read", "The file could not be read.", "Check that you may open it and that it is whole."
    )


def unknown_kind() -> Problem:
    return Problem(
        "unknown-kind",
        "This is not a kind of file that can be imported.",
        "Give a folder of .csv files, a .zip of them, an .xlsx workbook, or one .csv file.",
    )


def nothing_to_import() -> Problem:
    return Problem(
        "nothing-to-import",
        "There is no table here.",
        "Name each .csv file or sheet after its table, such as families.",
    )


def unknown_table(names: Iterable[str]) -> Problem:
    return Problem(
        "unknown-table",
        "This is not named after a table of the import.",
        f"Take it out, or name it after one of: {', '.join(names)}.",
    )


def table_twice(name: str) -> Problem:
    return Problem("table-twice", f"The table {name} is here twice.", "Put its rows in one file or sheet.")


def too_large(limit_bytes: int) -> Problem:
    return Problem(
        "too-large",
        f"This is larger than {limit_bytes / 1_000_000:,.0f} MB, the most that can be uploaded.",
        "Split it, or use `loxley import` on the server, which takes any size.",
    )


def empty_table() -> Problem:
    return Problem("empty-table", "There is nothing in it.", "Take it out, or give it its column names.")


def no_column_names() -> Problem:
    return Problem(
        "no-column-names",
        "The first row does not hold the table's column names.",
        "Copy the first row from the template.",
    )


def missing_column(column: str, *, needed: bool) -> Problem:
    return Problem(
        "missing-column",
        f"The column {column} is missing.",
        "Add it, with a value in every row." if needed else "Add it; it may be blank where it is not known.",
    )


def duplicate_column() -> Problem:
    return Problem("duplicate-column", "Two columns have this name.", "Take one of them out.")


def too_many_cells() -> Problem:
    return Problem(
        "too-many-cells",
        "This row has more cells than there are columns.",
        "Put quotation marks around a value that holds the separator.",
    )


def not_utf8() -> Problem:
    return Problem(
        "not-utf8",
        "The text is not in UTF-8 from this row on; it may be in a Windows code page.",
        "Save it again as “CSV UTF-8”.",
    )


def not_text() -> Problem:
    return Problem(
        "not-text",
        "This is not text, whatever its name says.",
        "Export the table again as “CSV UTF-8”, or give the workbook its own ending, .xlsx.",
    )


def unclosed_quote() -> Problem:
    return Problem(
        "unclosed-quote",
        "A quotation mark in this row is not closed, or stands in the wrong place.",
        "Close it, or double it where it is part of the value.",
    )


def cell_too_large() -> Problem:
    return Problem(
        "cell-too-large",
        "A cell of this row holds more than 100,000 characters.",
        "Look for a quotation mark that is never closed.",
    )


def damaged(kind: str) -> Problem:
    return Problem(
        "damaged", f"This is not a {kind} that can be read: it is damaged.", "Save or export it again."
    )


def old_workbook() -> Problem:
    return Problem(
        "old-workbook",
        "This is a workbook of the old .xls kind, or one protected by a password.",
        "Save it as .xlsx, without a password.",
    )


def encrypted() -> Problem:
    return Problem("encrypted", "This is protected by a password.", "Save it without a password.")


def unsafe_name() -> Problem:
    return Problem(
        "unsafe-name",
        "A file in this archive has a name that leads out of it.",
        "Make the archive again from the files themselves.",
    )


def nested_archive() -> Problem:
    return Problem(
        "nested-archive",
        "There is an archive or workbook inside this archive.",
        "Put .csv files in it and nothing else.",
    )


def unpacks_too_large() -> Problem:
    return Problem(
        "unpacks-too-large",
        "This would unpack to far more than its size allows.",
        "Give the files unpacked, in a folder.",
    )


def hidden_sheet() -> Problem:
    return Problem("hidden-sheet", "This sheet is hidden.", "Show it or delete it.")


def merged_cells() -> Problem:
    return Problem(
        "merged-cells", "Cells are merged here, so it is not clear whose value it is.", "Unmerge them."
    )


def formula_without_value() -> Problem:
    return Problem(
        "formula-without-value",
        "A cell of this row holds a formula whose value is not in the file.",
        "Open it in a spreadsheet and save it, or put the value in its place.",
    )
