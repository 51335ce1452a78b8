"""Shapes of relationships and of a family's map on the wire. Shape only: what can be is for the rules."""

from typing import Any

from apiflask import Schema
from marshmallow import fields

from app.cases.rules.relationships import (
    LONGEST_LABEL,
    RelationshipKind,
    Responsibility,
    SetAsideWhy,
    Tie,
    end_of,
)
from app.cases.rules.vocabulary import Sex
from app.cases.schemas.household import day_of_a_life, maybe_written
from app.http import word
from app.programme.facts import MemberRole


def _somebody() -> fields.UUID:
    return fields.UUID(
        load_default=None, allow_none=True, error_messages={"invalid_uuid": "Choose a person from the list."}
    )


class Relationship(Schema):
    """What the first is to the second: each somebody of the family, or called by a label.

    described: what exactly, where the kind is other. responsibility: parental responsibility, of an adult for
    a child.
    """

    first_id = _somebody()
    first_label = maybe_written(longest=LONGEST_LABEL, load_default=None)
    kind = word(
        RelationshipKind,
        required=True,
        error_messages={
            "required": "Choose what the first is to the second.",
            "unknown": "Choose one from the list.",
        },
    )
    described = maybe_written(longest=LONGEST_LABEL, load_default=None)
    second_id = _somebody()
    second_label = maybe_written(longest=LONGEST_LABEL, load_default=None)
    responsibility = word(Responsibility, load_default=None, allow_none=True)
    starts_on = day_of_a_life(load_default=None, allow_none=True)
    ends_on = day_of_a_life(load_default=None, allow_none=True)


def _why() -> fields.Enum[Any]:
    return word(
        SetAsideWhy,
        required=True,
        error_messages={"required": "Choose why it was wrong.", "unknown": "Choose one from the list."},
    )


class RecordRelationship(Relationship):
    """A relationship to record."""


class CorrectRelationship(Relationship):
    """All that should be recorded of a relationship, and why it was wrong."""

    why = _why()


class EndRelationship(Schema):
    """The last day of a relationship."""

    ends_on = day_of_a_life(required=True, error_messages={"required": "Enter the last day."})


class WithdrawRelationship(Schema):
    """Why a relationship that never was had been recorded."""

    why = _why()


class RelationshipRecordedOut(Schema):
    """A relationship that was recorded, and the version of the family's record since."""

    id = fields.UUID(required=True)
    version = fields.Integer(required=True)


class RelationshipOut(Schema):
    """A relationship. first, second: a person's id, or a label. corrects: the one whose place it took."""

    id = fields.UUID(required=True)
    kind = word(RelationshipKind, required=True)
    first_person_id = fields.UUID(required=True, allow_none=True)
    first_label = fields.String(required=True, allow_none=True)
    second_person_id = fields.UUID(required=True, allow_none=True)
    second_label = fields.String(required=True, allow_none=True)
    described = fields.String(required=True, allow_none=True)
    responsibility = word(Responsibility, required=True, allow_none=True)
    starts_on = fields.Date(required=True, allow_none=True)
    ends_on = fields.Date(required=True, allow_none=True)
    recorded_at = fields.AwareDateTime(required=True)
    recorded_by = fields.String(required=True, allow_none=True)
    corrects = fields.UUID(required=True, allow_none=True)
    set_aside_at = fields.AwareDateTime(required=True, allow_none=True)
    set_aside_by = fields.String(required=True, allow_none=True)
    set_aside_why = word(SetAsideWhy, required=True, allow_none=True)


class PersonOnMapOut(Schema):
    """Somebody on the map. person_id null: called by a label. generation: the row, the eldest 0.

    place: from the left within the row, the first 0.
    """

    person_id = fields.UUID(required=True, allow_none=True)
    name = fields.String(required=True)
    role = word(MemberRole, required=True, allow_none=True)
    sex = word(Sex, required=True)
    born_on = fields.Date(required=True, allow_none=True)
    expected_on = fields.Date(required=True, allow_none=True)
    is_here = fields.Boolean(required=True)
    generation = fields.Integer(required=True)
    place = fields.Integer(required=True)


class FamilyMapOut(Schema):
    """A family's map: its people by generation, and the relationships that it is drawn from."""

    family_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    generations = fields.Integer(required=True)
    people = fields.List(fields.Nested(PersonOnMapOut), required=True)
    relationships = fields.List(fields.Nested(RelationshipOut), required=True)
    set_aside = fields.List(fields.Nested(RelationshipOut), required=True)


def tie_of(values: dict[str, Any]) -> Tie:
    """What was sent of a relationship. Raises RuleRefused("who-needed" | "one-of-the-two")."""
    return Tie(
        kind=values["kind"],
        first=end_of(values["first_id"], values["first_label"]),
        second=end_of(values["second_id"], values["second_label"]),
        starts_on=values["starts_on"],
        ends_on=values["ends_on"],
        described=values["described"],
        responsibility=values["responsibility"],
    )
