"""The shapes of the forms about referrals, and how a form of several people is read."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from marshmallow import Schema, fields, validate
from werkzeug.datastructures import MultiDict

from app.cases.rules.referred import MOST_PEOPLE, FamilyReferred, PersonReferred, household_faults
from app.cases.schemas import referrals as shapes
from app.govuk import DATE_PARTS, FormRefused, load_form
from app.programme.facts import MemberRole

FEWEST_SHOWN = 2
ADD, ANYWAY = "add", "anyway"
NEW_FAMILY, BY_REFERENCE = "new", "by-reference"

_OF_A_PERSON = re.compile(r"people-([0-9]{1,2})-")
_TYPED = ("forename", "surname", *(f"born_on-{part}" for part in DATE_PARTS))


class Versioned(Schema):
    """The version of the record that was seen."""

    version = fields.Integer(required=True, error_messages={"required": "Load this page again."})


class AnswerForm(Versioned, shapes.AnswerQuestion):
    """An answer to what was asked about a referral."""


class AskForm(Versioned, shapes.AskQuestion):
    """A question to whoever sent a referral."""


class TakeToMeetingForm(Versioned, shapes.TakeToMeeting):
    """The rollout meeting that a referral is taken to."""


class DeclineForm(Versioned, shapes.DeclineReferral):
    """Why a referral is declined."""


class AcceptForm(Versioned):
    """Which family a referral is about: a new one, one that is like it, or one by its reference."""

    family = fields.String(
        required=True,
        validate=validate.Regexp(
            rf"^({NEW_FAMILY}|{BY_REFERENCE}|[0-9a-f-]{{36}})$", error="Choose a family from the list."
        ),
        error_messages={"required": "Choose which family this referral is about."},
    )
    reference = shapes.words("Enter the family’s reference.", 20)


def people_shown(sent: Mapping[str, Any]) -> int:
    """How many people a form shows boxes for: as many as were sent, or the fewest."""
    named = [int(found[1]) for name in sent if (found := _OF_A_PERSON.match(name))]
    return min(max([FEWEST_SHOWN, *named]), MOST_PEOPLE)


def load_referral(sent: MultiDict[str, str], today: date) -> FamilyReferred:
    """The family that a form refers, with every fault at its own box. Raises FormRefused."""
    wrong: dict[str, str] = {}
    people: dict[int, PersonReferred] = {}
    for number in range(1, people_shown(sent) + 1):
        part = _part(sent, f"people-{number}-")
        if not any(part.get(name, "").strip() for name in _TYPED):
            continue
        try:
            people[number] = PersonReferred(**load_form(shapes.PersonReferredIn(), part))
        except FormRefused as refusal:
            wrong |= {_box(number, name): sentence for name, sentence in refusal.errors.items()}
    if not wrong:
        wrong |= _household_faults(people, today)
    values: dict[str, Any] = {}
    try:
        values = load_form(shapes.ReferFamily(exclude=("people",)), sent)
    except FormRefused as refusal:
        wrong |= refusal.errors
    if wrong:
        raise FormRefused(wrong)
    criteria = frozenset(values.pop("criteria"))
    return FamilyReferred(people=tuple(people.values()), criteria=criteria, **values)


def _part(sent: MultiDict[str, str], prefix: str) -> MultiDict[str, str]:
    """One person's boxes. The one date that the form asks for is an unborn child's expected day."""
    part = MultiDict(
        (name.removeprefix(prefix), text) for name, text in sent.items() if name.startswith(prefix)
    )
    if part.get("role") == MemberRole.UNBORN_CHILD:
        for name in [name for name in part if name.startswith("born_on-")]:
            part[name.replace("born_on", "expected_on")] = part[name]
        for name in [f"born_on-{each}" for each in DATE_PARTS]:
            part.poplist(name)
    return part


def _household_faults(people: Mapping[int, PersonReferred], today: date) -> dict[str, str]:
    """The faults of a household by box; a household with nobody in it has its own at the first."""
    numbers = list(people)
    if not numbers:
        return {_box(1, "forename"): "Name at least one child or young person."}
    return {
        _box(numbers[fault.position - 1], fault.field): fault.sentence
        for fault in household_faults(tuple(people.values()), today)
    }


def _box(number: int, name: str) -> str:
    return f"people-{number}-{'born_on' if name == 'expected_on' else name}"
