"""Writes docs/import.md from the import's own tables, rules and faults."""

from collections.abc import Iterable, Iterator
from datetime import date

from app.intake.rules import faults, file_faults
from app.intake.rules.columns import LONGEST_KEY, is_key_column
from app.intake.rules.faults import Problem
from app.intake.rules.row_rules import rules_of
from app.intake.rules.tables import TABLES, Column, Kind, Table

INTRODUCTION = f"""\
# Importing data

Generated from the import's own tables and rules by `make docs`: change those, not this page.

`loxley import PATH` loads a folder of `.csv` files, a ZIP of them, an `.xlsx` workbook, or one
`.csv` file. Each file or sheet is named after its table. `loxley import PATH --check` reports every
fault and writes nothing. Without `--check` the import is checked first: all of it is loaded, or
none of it is. Analysts can do both on the Import page, up to the upload limit, and download there a
template as a workbook or as a ZIP of `.csv` files.

## What a file may be

- **Text** is in UTF-8, with or without a byte-order mark. Columns are separated by commas, or by
  semicolons, tabs or upright bars. Values that hold the separator stand in quotation marks, and a
  quotation mark in them is doubled.
- **The first row** names the columns, in any order, in capitals or not, with spaces or underscores.
  Every column of the table must be there; one that is not needed may be blank in every row. Other
  columns are left alone, and the report says so by their letters. Blank rows are passed over.
- **Dates** are written 2013-03-31 or 31/03/2013, the day always first. In a workbook they may be
  real dates.
- **Choices** may be written in capitals or not, and with spaces or underscores for hyphens.
- **Yes and no** may also be y and n, true and false, 1 and 0. **Lists** are separated by
  semicolons.
- **Workbooks** are read by their values, not their formulas. A table may not be on a hidden sheet
  nor have merged cells.
- **Keys** are your own, for example the number that your system gives a household. They have at
  most {LONGEST_KEY} characters, without semicolons and upright bars. The same key in a later import
  is the same record.

## What happens to the rows

- A row whose key is new is added. One whose key is known corrects the record where it differs; a
  blank cell takes away what was there. Records that the import does not name are left alone:
  nothing is ever deleted for being absent.
- A value that was corrected on the site stays corrected when an import has the mistake again; the
  report says how many such values each file had. A third value is news, and is taken.
- The same import a second time changes nothing, and says so.
- A household gets its PF reference when it first has a `listed_on` date, in the order of the file,
  and keeps it.
- A household's row with the same `resident_from` corrects its ward and address. A later
  `resident_from` is a move: the earlier residence ends the day before. One before those on record
  is added as history.
- The lists of meetings, allocations and assessments (wards, agencies, children, reasons) are
  replaced as a whole.
- An import is one event of the audit trail, with the file's SHA-256 and the counts of rows.
- No sentence on a fault repeats what a cell holds, so that a report of faults can be passed on.

## Tables

They are loaded in this order, and each may come alone: rows may refer to what the database holds
already.
"""


def import_guide() -> str:
    """The whole page, as Markdown."""
    return "\n".join(
        [
            INTRODUCTION,
            *(line for table in TABLES for line in _table(table)),
            "## Faults",
            "",
            "Each is reported with its file, row (the header being row 1) and column.",
            "",
            *_grid(("Code", "What is wrong", "How to put it right"), map(_fault, every_fault())),
            "",
        ]
    )


def _table(table: Table) -> Iterator[str]:
    yield f"### {table.name}"
    yield ""
    yield f"{table.meaning} Key: {', '.join(f'`{name}`' for name in table.key)}."
    yield ""
    yield from _grid(
        ("Column", "Needed", "What it holds", "Meaning", "Example"),
        (
            (
                f"`{column.name}`",
                "yes" if column.required else "",
                holds(table, column),
                column.meaning,
                column.example,
            )
            for column in table.columns
        ),
    )
    yield ""
    sentences = list(dict.fromkeys(rule.problem.sentence for rule in rules_of(table.name)))
    if sentences:
        yield "A row is at fault where:"
        yield ""
        yield from (f"- {sentence}" for sentence in sentences)
        yield ""


def holds(table: Table, column: Column) -> str:
    """What a column holds, in words."""
    values = ", ".join(value.value for value in column.values or ())
    match column.kind:
        case Kind.TEXT if column.name in table.key and len(table.key) == 1:
            return "key of this table"
        case Kind.TEXT:
            return (
                f"text, up to {LONGEST_KEY if is_key_column(table, column) else column.longest:,} characters"
            )
        case Kind.DATE:
            return "date, not in the future" if column.is_past else "date"
        case Kind.CHOICE:
            return f"one of: {values}"
        case Kind.CHOICES:
            return f"some of: {values}"
        case Kind.REFERENCE:
            return f"key of {column.refers_to}"
        case Kind.REFERENCES:
            return f"keys of {column.refers_to}"
        case Kind.WHOLE_NUMBER | Kind.YES_NO | Kind.YEAR:  # pragma: no branch  # the last kinds there are
            return str(column.kind.value)


def _grid(headings: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(headings)} |"
    yield f"|{'|'.join([' --- '] * len(headings))}|"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', '&#124;') for cell in row)} |"


def _fault(problem: Problem) -> tuple[str, str, str]:
    return (f"`{problem.code}`", problem.sentence, problem.fix)


def every_fault() -> tuple[Problem, ...]:
    """One of each code, with words in place of what it is about."""
    return (
        faults.required(),
        faults.not_a_date(),
        faults.date_out_of_range(),
        faults.in_the_future(date(2013, 7, 12)),
        faults.not_a_whole_number(),
        faults.number_too_large(),
        faults.not_yes_or_no(),
        faults.not_a_financial_year(),
        faults.not_allowed(["the column's values"]),
        faults.listed_twice(),
        faults.too_long(200),
        faults.control_character(),
        faults.key_character(),
        faults.spreadsheet_error(),
        faults.dates_out_of_order("the first", "The last day"),
        faults.given_in_part(("These", "those columns")),
        faults.only_with("One column", "another"),
        faults.only_when("One column", "another", "so"),
        faults.required_when("One column", "another", "so"),
        faults.not_both("One column", "another"),
        faults.value_too_high("A figure", "its kind", 100, "its unit"),
        faults.already_the_primary("The list", "the main one"),
        faults.duplicate_key(("key",)),
        faults.rows_differ("the column", ("key",)),
        faults.unknown_reference("the table"),
        faults.overlapping_allocations(),
        faults.not_listed("the column"),
        faults.already_listed(),
        faults.not_of_this_household("the column"),
        faults.merged_record("family"),
        faults.references_used_up(),
        file_faults.no_such_file(),
        file_faults.cannot_be_read(),
        file_faults.unknown_kind(),
        file_faults.nothing_to_import(),
        file_faults.unknown_table(["the tables"]),
        file_faults.table_twice("named"),
        file_faults.too_large(50_000_000),
        file_faults.empty_table(),
        file_faults.no_column_names(),
        file_faults.missing_column("named", needed=False),
        file_faults.duplicate_column(),
        file_faults.too_many_cells(),
        file_faults.not_utf8(),
        file_faults.not_text(),
        file_faults.unclosed_quote(),
        file_faults.cell_too_large(),
        file_faults.damaged("file"),
        file_faults.old_workbook(),
        file_faults.encrypted(),
        file_faults.unsafe_name(),
        file_faults.nested_archive(),
        file_faults.unpacks_too_large(),
        file_faults.hidden_sheet(),
        file_faults.merged_cells(),
        file_faults.formula_without_value(),
    )
