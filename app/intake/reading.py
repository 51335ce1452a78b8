"""Turns files into checked tables: every cell read, every rule between the cells of a row applied."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from app.intake.readers.parts import Block, ColumnBlock, Part, RowBlock, UnreadableError
from app.intake.rules import file_faults
from app.intake.rules.columns import ColumnReader, column_reader
from app.intake.rules.content import Content
from app.intake.rules.findings import Findings
from app.intake.rules.headers import Header, extra_columns, read_header, table_named
from app.intake.rules.known import Contents
from app.intake.rules.row_rules import broken_rows, rules_of
from app.intake.rules.tables import TABLES, Table


def read_tables(parts: Iterable[Part], *, today: date, findings: Findings) -> Contents:
    """The tables of an import, in the order that they are loaded, with what is wrong in `findings`.

    Raises UnreadableError when the source as a whole cannot be read.
    """
    found: Contents = {}
    is_empty = True
    for part in parts:
        is_empty = False
        table = table_named(part.name)
        if table is None:
            _refuse_unknown(part, findings)
        elif table.name in found:
            findings.add(file_faults.table_twice(table.name), part.file)
        else:
            content = _read_part(part, table, today, findings)
            if content:
                found[table.name] = content
    if is_empty and not len(findings):
        raise UnreadableError(file_faults.nothing_to_import())
    return {table.name: found[table.name] for table in TABLES if table.name in found}


def _refuse_unknown(part: Part, findings: Findings) -> None:
    """A file or sheet that is no table is a fault unless there is nothing in it."""
    try:
        is_blank = not any(_filled(block) for block in part.blocks)
    except UnreadableError:
        is_blank = False
    if is_blank:
        findings.note(part.file, "This is empty and no table, and was left alone.")
    else:
        findings.add(file_faults.unknown_table(table.name for table in TABLES), part.file)


def _read_part(part: Part, table: Table, today: date, findings: Findings) -> Content | None:
    """The content of one file or sheet, as far as it can be read; None when not even its first row can."""
    content = None
    try:
        rows = _numbered(part.blocks)
        header = _header(rows, part.file, table, findings)
        if header is None:
            return None
        content = Content(table, part.file, {name: [] for name in table.names})
        readers = {name: column_reader(table, table.column(name), today) for name in header.positions}
        for numbers, block in rows:
            _take(content, header, readers, numbers, block, findings)
    except UnreadableError as error:
        findings.add(error.problem, part.file, rows=[error.row or 0])
    if content:
        _apply_row_rules(content, findings)
    return content


def _numbered(blocks: Iterable[Block]) -> Iterator[tuple[Sequence[int], Block]]:
    """Rows that are not blank, with their numbers in a spreadsheet; the first comes alone."""
    number = 1
    is_first = True
    for given in blocks:
        numbers: Sequence[int] = range(number, number + len(given))
        number += len(given)
        block = given
        if isinstance(block, RowBlock):
            filled = _filled(block)
            if len(filled) < len(block):
                numbers = [numbers[place] for place in filled]
                block = RowBlock([block.rows[place] for place in filled])
        if len(block) and is_first:
            is_first = False
            block = block if isinstance(block, RowBlock) else block.as_rows()
            yield numbers[:1], RowBlock(block.rows[:1])
            numbers, block = numbers[1:], RowBlock(block.rows[1:])
        if len(block):
            yield numbers, block


def _filled(block: Block) -> Sequence[int]:
    """The places of the rows that are not blank."""
    if isinstance(block, ColumnBlock) or all(row and row[0].strip() for row in block.rows):
        return range(len(block))
    return [place for place, row in enumerate(block.rows) if "".join(row).strip()]


def _header(
    rows: Iterator[tuple[Sequence[int], Block]], file: str, table: Table, findings: Findings
) -> Header | None:
    """The columns that the first row names; None when that row is not there or names none."""
    first = next(rows, None)
    if first is None:
        findings.add(file_faults.empty_table(), file)
        return None
    (number,), block = first
    header = read_header(_rows(block)[0], table)
    for problem, column in header.problems:
        findings.add(problem, file, column=column, rows=[number])
    if not header.positions:
        return None
    if header.extra:
        findings.note(file, extra_columns(header))
    return header


def _take(
    content: Content,
    header: Header,
    readers: dict[str, ColumnReader],
    numbers: Sequence[int],
    block: Block,
    findings: Findings,
) -> None:
    """Adds a block of rows to the content, and its faults to the findings."""
    before = len(content)
    cells, too_wide = _even(block, header.width)
    if too_wide:
        findings.add(
            file_faults.too_many_cells(), content.file, rows=[numbers[position] for position in too_wide]
        )
    content.rows.extend(numbers)
    content.faulty.update(
        range(before, len(content)) if header.problems else (before + wide for wide in too_wide)
    )
    for name, values in content.columns.items():
        if name not in readers:
            values.extend([""] * len(block))
            continue
        read, problems = readers[name].read(cells[header.positions[name]])
        values.extend(read)
        for problem, positions in problems.items():
            content.faulty.update(before + position for position in positions)
            findings.add(
                problem, content.file, column=name, rows=[numbers[position] for position in positions]
            )


def _even(block: Block, width: int) -> tuple[Sequence[Sequence[str]], list[int]]:
    """As many columns as the file's first row has, and the positions of rows with more that is not blank."""
    if isinstance(block, ColumnBlock) and len(block.columns) == width:
        return block.columns, []
    rows = _rows(block)
    too_wide: list[int] = []
    if set(map(len, rows)) != {width}:
        too_wide = [position for position, row in enumerate(rows) if any(map(str.strip, row[width:]))]
        rows = [row[:width] + [""] * (width - len(row)) for row in rows]
    return list(zip(*rows, strict=True)), too_wide


def _rows(block: Block) -> list[list[str]]:
    return block.rows if isinstance(block, RowBlock) else block.as_rows().rows


def _apply_row_rules(content: Content, findings: Findings) -> None:
    for rule in rules_of(content.table.name):
        positions = broken_rows(content, rule)
        if positions:
            findings.add(rule.problem, content.file, column=rule.column, rows=content.numbers(positions))
