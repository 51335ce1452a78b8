"""Compiles a marshmallow schema once into a fast function that dumps many rows as `schema.dump` would."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import chain, islice
from operator import attrgetter
from typing import Any
from uuid import UUID

import orjson
from marshmallow import Schema, fields
from marshmallow.decorators import POST_DUMP, PRE_DUMP
from marshmallow.utils import ensure_text_type

Convert = Callable[[Sequence[Any]], list[Any]]
Dump = Callable[[Sequence[Any]], list[dict[str, Any]]]


def compiled(schema: Schema) -> Dump:
    """A function from rows (named tuples, dataclasses) to plain dicts, equal to schema.dump(rows, many=True).

    It goes column by column, so that the inner loops run in C. Mappings, and rows that lack an attribute,
    go through schema.dump itself. Raises ValueError for a schema or a field with a way of its own to dump.
    """
    # Nothing public says whether a schema has hooks.
    if schema._hooks[PRE_DUMP] or schema._hooks[POST_DUMP] or _reads_its_own_way(schema):  # noqa: SLF001
        raise ValueError(f"{type(schema).__name__} has a way of its own to dump")
    names = [field.attribute or name for name, field in schema.dump_fields.items()]
    keys = [field.data_key or name for name, field in schema.dump_fields.items()]
    converts = [_convert(field) for field in schema.dump_fields.values()]
    read = _values_of(names)
    row_of = _row_of(keys)

    def dump(rows: Sequence[Any]) -> list[dict[str, Any]]:
        if not rows:
            return []
        if any(issubclass(kind, Mapping) for kind in set(map(type, rows))):
            return _slowly(schema, rows)
        try:
            columns = tuple(zip(*map(read, rows), strict=True))
        except AttributeError:
            return _slowly(schema, rows)
        converted = map(_applied, converts, columns)
        return list(map(row_of, *converted))

    return dump


def _values_of(names: Sequence[str]) -> Callable[[Any], tuple[Any, ...]]:
    """A function of a row to its values, in order: a tuple also for one name, where attrgetter gives none."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda row: tuple(attrgetter(name)(row) for name in names)


def _row_of(keys: Sequence[str]) -> Callable[..., dict[str, Any]]:
    """A function of a row's values, in order, to a dict of them: lambda v0, v1: {'id': v0, 'ward': v1}.

    Written out and compiled, as the standard library makes a named tuple, it takes half the time of a zip.
    """
    values = [f"v{place}" for place in range(len(keys))]
    pairs = ", ".join(f"{key!r}: {value}" for key, value in zip(keys, values, strict=True))
    made: Callable[..., dict[str, Any]] = eval(f"lambda {', '.join(values)}: {{{pairs}}}")  # noqa: S307
    return made


def _convert(field: fields.Field[Any]) -> Convert:
    """How a whole column of a field's values is dumped; None stays None.

    Raises ValueError for a kind of field that has no compiled form.
    """
    if not type(field).__module__.startswith("marshmallow."):
        raise ValueError(f"{type(field).__name__} has no compiled form")
    match field:
        case fields.Enum():
            return _enum(field)
        case fields.List():
            return _lists(field)
        case fields.Nested() if not isinstance(field, fields.Pluck):
            return _nested(field)
    return _leaf(field)


def _leaf(field: fields.Field[Any]) -> Convert:
    match field:
        case fields.UUID():
            return _either(_are(UUID), _at_once, _each(str))
        case fields.String():
            return _either(_are(str), list, _each(ensure_text_type))
        case fields.Number() if not field.as_string:
            return _each(field.num_type)
        case fields.DateTime() | fields.Date():
            return _moments(field)
        case fields.Boolean() | fields.Raw():
            return list
        case fields.Dict() if not (field.key_field or field.value_field):
            return _each(dict)
    raise ValueError(f"{type(field).__name__} has no compiled form")


def _moments(field: fields.DateTime | fields.Date) -> Convert:
    """Days, and instants in UTC or without a zone, have one ISO form; others go one by one."""
    written = field.format or field.DEFAULT_FORMAT
    one_by_one = _each(field.SERIALIZATION_FUNCS[written])
    if written != "iso":
        return one_by_one
    kind = date if isinstance(field, fields.Date) else datetime
    return _either(_are(kind, zones=kind is datetime), _at_once, one_by_one)


def _enum(field: fields.Enum[Any]) -> Convert:
    member = attrgetter("value" if field.by_value else "name")
    inner = _convert(field.field)

    def convert(values: Sequence[Any]) -> list[Any]:
        return inner([None if value is None else member(value) for value in values])

    if field.by_value and all(type(choice.value) is str for choice in field.enum):
        return _either(_are(field.enum), lambda values: inner(_at_once(values)), convert)
    return convert


def _lists(field: fields.List[Any]) -> Convert:
    """Lists of texts that have nothing to turn stay as they are."""
    inner = _convert(field.inner)
    slow = _side_by_side(inner)
    if not isinstance(field.inner, fields.String):
        return slow
    are_lists, are_texts = _are(list, tuple), _are(str)
    return _either(
        lambda values: are_lists(values) and are_texts(tuple(chain.from_iterable(filter(None, values)))),
        lambda values: [None if value is None else list(value) for value in values],
        slow,
    )


def _nested(field: fields.Nested) -> Convert:
    dump = compiled(field.schema)
    if field.many or field.schema.many:
        return _side_by_side(dump)

    def convert(values: Sequence[Any]) -> list[Any]:
        dumped = iter(dump([value for value in values if value is not None]))
        return [None if value is None else next(dumped) for value in values]

    return convert


def _side_by_side(convert_all: Convert) -> Convert:
    """Lists whose entries are turned as one column, and are given back in lists as long as they were."""
    are_lists = _are(list, tuple)

    def convert(values: Sequence[Any]) -> list[Any]:
        lists = values if are_lists(values) else [None if value is None else list(value) for value in values]
        entries = iter(convert_all(list(chain.from_iterable(filter(None, lists)))))
        return [list(islice(entries, len(held))) if held else None if held is None else [] for held in lists]

    return convert


def _each(dumped: Callable[[Any], Any]) -> Convert:
    def convert(values: Sequence[Any]) -> list[Any]:
        return [None if value is None else dumped(value) for value in values]

    return convert


def _at_once(values: Sequence[Any]) -> list[Any]:
    """A column as JSON has it, written and read in C."""
    found: list[Any] = orjson.loads(orjson.dumps(values))
    return found


def _are(*of: type, zones: bool = False) -> Callable[[Sequence[Any]], bool]:
    """Whether a column holds nothing but these very kinds and None. zones: and no zone but UTC."""
    kinds = {*of, type(None)}

    def are(values: Sequence[Any]) -> bool:
        if not kinds.issuperset(map(type, values)):
            return False
        return not zones or {UTC, None}.issuperset(value.tzinfo for value in values if value is not None)

    return are


def _either(are: Callable[[Sequence[Any]], bool], quick: Convert, slow: Convert) -> Convert:
    def convert(values: Sequence[Any]) -> list[Any]:
        return quick(values) if are(values) else slow(values)

    return convert


def _applied(convert: Convert, column: Sequence[Any]) -> list[Any]:
    return convert(column)


def _reads_its_own_way(schema: Schema) -> bool:
    return type(schema).get_attribute is not Schema.get_attribute


def _slowly(schema: Schema, rows: Sequence[Any]) -> list[dict[str, Any]]:
    dumped: list[dict[str, Any]] = schema.dump(rows, many=True)
    return dumped
