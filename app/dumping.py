"""Compiles a marshmallow schema once into a fast function that dumps many rows as `schema.dump` would."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any

from marshmallow import Schema, fields
from marshmallow.decorators import POST_DUMP, PRE_DUMP
from marshmallow.utils import ensure_text_type

Convert = Callable[[Iterable[Any]], list[Any]]
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
    values_of = attrgetter(*names) if len(names) > 1 else _only(attrgetter(*names))

    def dump(rows: Sequence[Any]) -> list[dict[str, Any]]:
        if any(issubclass(kind, Mapping) for kind in set(map(type, rows))):
            return _slowly(schema, rows)
        try:
            columns = list(zip(*map(values_of, rows), strict=True))
        except AttributeError:
            return _slowly(schema, rows)
        converted = map(_applied, converts, columns)
        return [dict(zip(keys, values, strict=True)) for values in zip(*converted, strict=True)]

    return dump


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
            return _each(_convert(field.inner))
        case fields.Nested() if not isinstance(field, fields.Pluck):
            return _nested(field)
    return _leaf(field)


def _leaf(field: fields.Field[Any]) -> Convert:
    match field:
        case fields.UUID():
            return _each(str)
        case fields.String():
            return _each(ensure_text_type)
        case fields.Number() if not field.as_string:
            return _each(field.num_type)
        case fields.DateTime() | fields.Date():
            return _each(field.SERIALIZATION_FUNCS[field.format or field.DEFAULT_FORMAT])
        case fields.Boolean() | fields.Raw():
            return list
        case fields.Dict() if not (field.key_field or field.value_field):
            return _each(dict)
    raise ValueError(f"{type(field).__name__} has no compiled form")


def _enum(field: fields.Enum[Any]) -> Convert:
    member = attrgetter("value" if field.by_value else "name")
    inner = _convert(field.field)

    def convert(values: Iterable[Any]) -> list[Any]:
        return inner([None if value is None else member(value) for value in values])

    return convert


def _nested(field: fields.Nested) -> Convert:
    dump = compiled(field.schema)
    if field.many or field.schema.many:
        return _each(dump)

    def convert(values: Iterable[Any]) -> list[Any]:
        held = list(values)
        dumped = iter(dump([value for value in held if value is not None]))
        return [None if value is None else next(dumped) for value in held]

    return convert


def _each(dumped: Callable[[Any], Any]) -> Convert:
    def convert(values: Iterable[Any]) -> list[Any]:
        return [None if value is None else dumped(value) for value in values]

    return convert


def _only(value_of: Callable[[Any], Any]) -> Callable[[Any], tuple[Any, ...]]:
    return lambda row: (value_of(row),)


def _applied(convert: Convert, column: Iterable[Any]) -> list[Any]:
    return convert(column)


def _reads_its_own_way(schema: Schema) -> bool:
    return type(schema).get_attribute is not Schema.get_attribute


def _slowly(schema: Schema, rows: Sequence[Any]) -> list[dict[str, Any]]:
    dumped: list[dict[str, Any]] = schema.dump(rows, many=True)
    return dumped
