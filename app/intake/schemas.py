"""The import tables as schemas: what one row must be, for a single row and as the yardstick of the importer.

A file's columns are checked a column at a time, for speed; a test holds that to the verdict of these schemas.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from unicodedata import category, normalize

from marshmallow import Schema, ValidationError, fields, pre_load, validate, validates_schema

from app.intake.rules import faults
from app.intake.rules.columns import (
    FIRST_YEAR,
    LARGEST_NUMBER,
    LAST_YEAR,
    LONGEST_KEY,
    NO,
    SPREADSHEET_ERRORS,
    YES,
    is_key_column,
)
from app.intake.rules.row_rules import rules_of
from app.intake.rules.tables import Column, Kind, Table
from app.periods import parse_financial_year

EARLIEST, LATEST = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)

Validators = list[Callable[[Any], Any]]


class RowSchema(Schema):
    """What the schemas of all tables share: blanks are none, and the rules between cells come last."""

    table: Table

    @pre_load
    def without_blanks(self, data: Mapping[str, Any], **_: Any) -> dict[str, Any]:
        """Text without needless spaces, letters and their accents as one; None where nothing is left."""
        return {
            name: normalize("NFC", " ".join(value.split())) or None if isinstance(value, str) else value
            for name, value in data.items()
        }

    @validates_schema(skip_on_field_errors=True)
    def between_cells(self, data: Mapping[str, Any], **_: Any) -> None:
        """The rules of the table's rows."""
        broken: dict[str, list[str]] = {}
        for rule in rules_of(self.table.name):
            values = [_as_text(data.get(name)) for name in rule.columns]
            if values[0] and rule.broken(*values):
                broken.setdefault(rule.column, []).append(rule.problem.sentence)
        if broken:
            raise ValidationError(dict(broken))


class Day(fields.Date):
    """A date, year first with hyphens or day first with strokes."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:
        for form, pattern in (("%Y-%m-%d", r"\d{4}-\d{2}-\d{2}"), ("%d/%m/%Y", r"\d{1,2}/\d{1,2}/\d{4}")):
            if isinstance(value, str) and re.fullmatch(pattern, value, re.ASCII):
                try:
                    return datetime.strptime(value, form).date()  # noqa: DTZ007 (a civil date)
                except ValueError:
                    break
        raise ValidationError(faults.not_a_date().sentence)


class WholeNumber(fields.Integer):
    """A number in figures only."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if not (isinstance(value, str) and value.isascii() and value.isdigit()):
            raise ValidationError(faults.not_a_whole_number().sentence)
        figures = value.lstrip("0") or "0"
        return int(figures) if len(figures) <= len(str(LARGEST_NUMBER)) else LARGEST_NUMBER + 1


class YesOrNo(fields.Boolean):
    """Yes or no, in any of the ways that systems write it."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        try:
            return bool(super()._deserialize(str(value).casefold(), attr, data, **kwargs))
        except ValidationError:
            raise ValidationError(faults.not_yes_or_no().sentence) from None


class FinancialYear(fields.Field[int]):
    """A financial year as it is written, by the year that it starts in."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        try:
            year = parse_financial_year(value)
        except (TypeError, ValueError):
            raise ValidationError(faults.not_a_financial_year().sentence) from None
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise ValidationError(faults.not_a_financial_year().sentence)
        return year


class Choice(fields.String):
    """One of a vocabulary, whatever its capitals, with hyphens, underscores or spaces."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        hyphened = text.replace(" ", "-").replace("_", "-")
        choices = self.metadata["choices"]
        return next((choice for choice in choices if choice.casefold() == hyphened.casefold()), hyphened)


class Entries(fields.Field[list[str]]):
    """A list separated by semicolons, each entry as one field has it."""

    def __init__(self, entry: fields.Field[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.entry = entry

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[str]:
        found = [self.entry.deserialize(text.strip()) for text in str(value).split(";") if text.strip()]
        if len(set(found)) < len(found):
            raise ValidationError(faults.listed_twice().sentence)
        if not found and self.required:
            raise ValidationError(faults.required().sentence)
        return found


def row_schema(table: Table, today: date) -> RowSchema:
    """The schema of a table's rows. today: later dates are faults where a column is of the past."""
    columns: dict[str, Any] = {column.name: _field(table, column, today) for column in table.columns}
    made = RowSchema.from_dict(columns, name=f"{table.name.capitalize()}Row")
    made.table = table  # type: ignore[attr-defined]  # from_dict says Schema; it is a RowSchema
    schema = made()
    assert isinstance(schema, RowSchema)
    return schema


def _field(table: Table, column: Column, today: date) -> fields.Field[Any]:
    """The field of a column."""
    common: dict[str, Any] = {
        "required": column.required,
        "allow_none": not column.required,
        "error_messages": {"required": faults.required().sentence, "null": faults.required().sentence},
        "metadata": {
            "description": column.meaning,
            "choices": [value.value for value in column.values or ()],
        },
    }
    match column.kind:
        case Kind.TEXT | Kind.REFERENCE:
            return fields.String(validate=_texts(column, is_key_column(table, column)), **common)
        case Kind.REFERENCES:
            return Entries(fields.String(validate=_texts(column, is_key=True)), **common)
        case Kind.DATE:
            return Day(validate=_days(column, today), **common)
        case Kind.WHOLE_NUMBER:
            return WholeNumber(validate=validate.Range(max=LARGEST_NUMBER), **common)
        case Kind.YES_NO:
            return YesOrNo(truthy=set(YES), falsy=set(NO), **common)
        case Kind.YEAR:
            return FinancialYear(**common)
        case Kind.CHOICE:
            return Choice(validate=validate.OneOf(common["metadata"]["choices"]), **common)
        case Kind.CHOICES:
            metadata = common["metadata"]
            return Entries(Choice(validate=validate.OneOf(metadata["choices"]), metadata=metadata), **common)


def _texts(column: Column, is_key: bool) -> Validators:
    found: Validators = [
        validate.NoneOf(SPREADSHEET_ERRORS, error=faults.spreadsheet_error().sentence),
        validate.Length(max=LONGEST_KEY if is_key else column.longest),
        _visible,
    ]
    if is_key:
        found += [_printable, validate.ContainsNoneOf(";|", error=faults.key_character().sentence)]
    return found


def _days(column: Column, today: date) -> Validators:
    found: Validators = [validate.Range(EARLIEST, LATEST, error=faults.date_out_of_range().sentence)]
    if column.is_past:
        found.append(validate.Range(max=today, error=faults.in_the_future(today).sentence))
    return found


def _visible(text: str) -> None:
    if any(category(letter) in ("Cc", "Cs", "Cn", "Co") for letter in text):
        raise ValidationError(faults.control_character().sentence)


def _printable(text: str) -> None:
    if not text.isprintable():
        raise ValidationError(faults.control_character().sentence)


def _as_text(value: Any) -> str:
    """A loaded value as the rules between cells know it."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case date():
            return value.isoformat()
        case list():
            return ";".join(value)
        case _:
            return str(value)
