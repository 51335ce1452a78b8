"""A compiled dumper gives what schema.dump gives, on any objects."""

from dataclasses import dataclass, make_dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marshmallow import Schema, fields, post_dump

from app.cases.queries.families import FamilyListRow
from app.cases.queries.meetings import MeetingDecision
from app.cases.queries.record_parts import FamilyRecord
from app.cases.rules.standing import FamilyStatus
from app.cases.schemas.families import FamilyListed, FamilyOut
from app.cases.schemas.overview import MeetingDecisionOut
from app.dumping import compiled


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


class Inner(Schema):
    name = fields.String()
    seen_at = fields.AwareDateTime()


class Everything(Schema):
    """Every kind of field that has a compiled form."""

    id = fields.UUID()
    renamed = fields.String(attribute="text", data_key="Text")
    count = fields.Integer()
    share = fields.Float()
    flag = fields.Boolean()
    day = fields.Date()
    moment = fields.DateTime(format="rfc")
    colour = fields.Enum(Colour, by_value=True)
    colour_text = fields.Enum(Colour, by_value=fields.String, attribute="colour", dump_only=True)
    colour_name = fields.Enum(Colour, attribute="colour", dump_only=True)
    numbers = fields.List(fields.Integer())
    words = fields.List(fields.String())
    one = fields.Nested(Inner)
    several = fields.Nested(Inner, many=True)
    listed = fields.List(fields.Nested(Inner), attribute="several", dump_only=True)
    table = fields.Dict()
    anything = fields.Raw()


names = (
    "id",
    "text",
    "count",
    "share",
    "flag",
    "day",
    "moment",
    "colour",
    "numbers",
    "words",
    "one",
    "several",
)
Thing = make_dataclass("Thing", [*names, "table", "anything"], frozen=True, slots=True)
InnerThing = make_dataclass("InnerThing", ["name", "seen_at"], frozen=True, slots=True)

moments = st.datetimes(timezones=st.just(UTC))
anywhere = moments | st.datetimes() | st.datetimes(timezones=st.timezones())
inner = st.builds(InnerThing, st.none() | st.text(), st.none() | anywhere)
things = st.builds(
    Thing,
    id=st.none() | st.uuids(),
    text=st.none() | st.text() | st.binary().map(lambda raw: raw.hex().encode()),
    count=st.none() | st.integers() | st.booleans(),
    share=st.none() | st.floats(allow_nan=False),
    flag=st.none() | st.booleans(),
    day=st.none() | st.dates() | st.datetimes(),
    moment=st.none() | moments,
    colour=st.none() | st.sampled_from(Colour),
    numbers=st.none() | st.lists(st.none() | st.integers()) | st.lists(st.integers()).map(tuple),
    words=st.none() | st.lists(st.none() | st.text() | st.binary().map(lambda raw: raw.hex().encode())),
    one=st.none() | inner,
    several=st.none() | st.lists(inner),
    table=st.none() | st.dictionaries(st.text(), st.integers()),
    anything=st.none() | st.integers() | st.text(),
)


@given(st.lists(things))
def test_every_kind_of_field_is_dumped_as_the_schema_dumps_it(rows: list[Any]) -> None:
    assert compiled(Everything())(rows) == Everything().dump(rows, many=True)


@given(
    st.lists(
        st.builds(
            FamilyListRow,
            status=st.sampled_from(FamilyStatus),
            agencies=st.lists(st.text()).map(tuple),
            updated_at=moments,
        )
    )
)
def test_a_list_of_families_is_dumped_as_its_schema_dumps_it(rows: list[FamilyListRow]) -> None:
    assert compiled(FamilyListed())(rows) == FamilyListed().dump(rows, many=True)


@given(st.lists(st.builds(MeetingDecision)))
def test_a_meetings_decisions_are_dumped_as_their_schema_dumps_them(rows: list[MeetingDecision]) -> None:
    assert compiled(MeetingDecisionOut())(rows) == MeetingDecisionOut().dump(rows, many=True)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.builds(FamilyRecord), max_size=1))
def test_whole_records_are_dumped_as_their_schema_dumps_them(rows: list[FamilyRecord]) -> None:
    assert compiled(FamilyOut())(rows) == FamilyOut().dump(rows, many=True)


@dataclass(frozen=True)
class Named:
    name: str
    seen_at: datetime | None = None


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([], id="none"),
        pytest.param([{"name": "Lee", "seen_at": None}], id="mappings"),
        pytest.param([SimpleNamespace(name="Lee")], id="an attribute is missing"),
        pytest.param([Named("Lee"), {"name": "Robin"}], id="of several kinds"),
    ],
)
def test_rows_that_do_not_fit_are_dumped_as_the_schema_dumps_them(rows: list[Any]) -> None:
    assert compiled(Inner())(rows) == Inner().dump(rows, many=True)


def test_a_schema_with_one_field_is_no_exception() -> None:
    class Alone(Schema):
        day = fields.Date()

    rows = [SimpleNamespace(day=date(2013, 7, 12)), SimpleNamespace(day=None)]

    assert compiled(Alone())(rows) == [{"day": "2013-07-12"}, {"day": None}]


class WithAHook(Schema):
    name = fields.String()

    @post_dump
    def shout(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {name: value.upper() for name, value in data.items()}


class WithAWayToRead(Schema):
    name = fields.String()

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:
        return "always this"


class OwnField(fields.String):
    def _serialize(self, value: Any, attr: Any, obj: Any, **kwargs: Any) -> str:
        return "own"


@pytest.mark.parametrize(
    "schema",
    [
        WithAHook(),
        WithAWayToRead(),
        Schema.from_dict({"own": OwnField()})(),
        Schema.from_dict({"made": fields.Function(str)})(),
        Schema.from_dict({"text": fields.Integer(as_string=True)})(),
        Schema.from_dict({"nested": fields.Nested(WithAHook)})(),
        Schema.from_dict({"one": fields.Pluck(Inner, "name")})(),
        Schema.from_dict({"typed": fields.Dict(values=fields.Date())})(),
    ],
    ids=[
        "a hook",
        "its own reading",
        "its own field",
        "a function",
        "a number as text",
        "nested",
        "pluck",
        "dict",
    ],
)
def test_a_schema_with_a_way_of_its_own_to_dump_is_not_compiled(schema: Schema) -> None:
    with pytest.raises(ValueError, match=r"own to dump|no compiled form"):
        compiled(schema)


def test_ids_stay_the_same_text() -> None:
    (dumped,) = compiled(FamilyListed())(
        [
            FamilyListRow(
                UUID(int=1), None, None, FamilyStatus.CLOSED, (), None, None, datetime(2013, 7, 1, tzinfo=UTC)
            )
        ]
    )

    assert dumped["id"] == "00000000-0000-0000-0000-000000000001"
    assert dumped["status"] == "closed"
