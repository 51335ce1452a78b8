"""Shapes of internal audits and assurance visits on the wire, for programs and for pages. Shape only."""

import re
from typing import Any

from apiflask import Schema
from marshmallow import ValidationError, fields, validate

from app.cases.rules.references import is_valid_reference
from app.claims.models.assurance import LONGEST_ACTION, LONGEST_POINTS, LONGEST_VISITORS
from app.claims.models.internal_audits import LONGEST_NOTE
from app.claims.rules.assurance import RATING_WORDS, ActionState, VisitKind
from app.claims.rules.internal_audit import MOST_LEAST, AuditState, DrawKind, Finding
from app.claims.rules.lifecycle import LineState
from app.http import day, word
from app.programme.packs import Route

MOST_CASES = 200
NOT_OFFERED = "Choose one that is offered."
SHARE = "Enter a whole number from 1 to 100."
LEAST = f"Enter a whole number from 1 to {MOST_LEAST:,}."
LIMIT = "Enter a whole number from 0 to 100."


def _references(values: list[str]) -> None:
    if any(not is_valid_reference(each) for each in values):
        raise ValidationError("Enter references of families as their records show them, one on each line.")
    if len(values) > MOST_CASES:
        raise ValidationError(f"Enter at most {MOST_CASES} references.")


class LinedReferences(fields.Field[tuple[str, ...]]):
    """References of families as they are typed: one on each line, or with commas or spaces between them."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> tuple[str, ...]:
        found = tuple(dict.fromkeys(each.upper() for each in re.split(r"[\s,;]+", str(value)) if each))
        _references(list(found))
        return found


def _percent(sentence: str, required: str, least: int, most: int) -> fields.Integer:
    return fields.Integer(
        required=True,
        validate=validate.Range(least, most, error=sentence),
        error_messages={"required": required, "invalid": sentence, "too_large": sentence},
    )


class SampleTermsIn(Schema):
    """What the council has decided about samples and the limit, in whole per cent, and by which decision."""

    share_percent = _percent(SHARE, "Enter what share of a batch is drawn.", 1, 100)
    least = _percent(LEAST, "Enter how many lines are drawn at least.", 1, MOST_LEAST)
    limit_percent = _percent(LIMIT, "Enter the limit.", 0, 100)
    decided_by = fields.String(
        required=True,
        validate=validate.Length(1, 200, error="Enter 1 to 200 characters."),
        error_messages={"required": "Enter the meeting or paper that decided it."},
    )


class SeenVersionIn(Schema):
    """The version that a button carries."""

    version = fields.Integer(required=True)


class ClaimFindingIn(Schema):
    """What was found of a line; a line that fails says why."""

    finding = word(
        Finding, required=True, error_messages={"required": "Choose what you found.", "unknown": NOT_OFFERED}
    )
    note = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(1, LONGEST_NOTE, error=f"Enter at most {LONGEST_NOTE:,} characters."),
    )


class ClaimFindingForm(ClaimFindingIn):
    """The same with the version that was seen, as a page sends it."""

    version = fields.Integer(required=True)


class _VisitFields(Schema):
    kind = word(
        VisitKind,
        required=True,
        error_messages={"required": "Choose who visited.", "unknown": NOT_OFFERED},
    )
    visited_on = day(
        required=True,
        error_messages={
            "required": "Enter the day of the visit.",
            "invalid": "Enter a real date, such as 14 5 2013.",
        },
    )
    visitors = fields.String(
        required=True,
        validate=validate.Length(1, LONGEST_VISITORS, error=f"Enter 1 to {LONGEST_VISITORS} characters."),
        error_messages={"required": "Enter who came."},
    )
    rating = fields.String(
        required=True,
        validate=validate.OneOf(tuple(RATING_WORDS), error=NOT_OFFERED),
        error_messages={"required": "Choose how they rated it."},
    )
    points = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(1, LONGEST_POINTS, error=f"Enter at most {LONGEST_POINTS:,} characters."),
    )


class AssuranceVisitIn(_VisitFields):
    """What is recorded of a visit. references: of the families whose cases were looked at."""

    references = fields.List(fields.String(), validate=_references, load_default=())


class AssuranceVisitForm(_VisitFields):
    """The same as a page sends it. version: None for a new visit."""

    references = LinedReferences(load_default=())
    version = fields.Integer(load_default=None)


class AssuranceActionIn(Schema):
    """What is to be done after a visit, by which user, by when."""

    what = fields.String(
        required=True,
        validate=validate.Length(1, LONGEST_ACTION, error=f"Enter 1 to {LONGEST_ACTION} characters."),
        error_messages={"required": "Enter what is to be done."},
    )
    user_id = fields.UUID(
        required=True,
        error_messages={"required": "Choose who does it.", "invalid_uuid": "Choose from the list."},
    )
    due_on = day(
        required=True,
        error_messages={
            "required": "Enter the day by which it is done.",
            "invalid": "Enter a real date, such as 27 9 2013.",
        },
    )


class AuditOrVisitMadeOut(Schema):
    """The id of what was made."""

    id = fields.UUID(required=True)


class FindingOrVisitVersionOut(Schema):
    """The version that a record has now."""

    version = fields.Integer(required=True)


class SampleTermsOut(Schema):
    """How many lines are drawn and above which failure rate a batch is held, in whole per cent."""

    share_percent = fields.Integer(required=True)
    least = fields.Integer(required=True)
    limit_percent = fields.Integer(required=True)


class SampleTermsSetOut(Schema):
    """Terms that the council set."""

    terms = fields.Nested(SampleTermsOut, required=True)
    decided_by = fields.String(required=True)
    set_on = fields.Date(required=True)
    set_by = fields.String(required=True, allow_none=True)


class ClaimAuditTermsOut(Schema):
    """The terms in force, and every set that the council has set, the latest first.

    verify_before_first_live_claim: the council has set none, and what is in force is recalled.
    """

    in_force = fields.Nested(SampleTermsOut, required=True)
    verify_before_first_live_claim = fields.Boolean(required=True)
    set = fields.List(fields.Nested(SampleTermsSetOut), required=True)


class FailureIntervalOut(Schema):
    """The exact 95% interval of a failure rate, in hundredths of a per cent, rounded outwards."""

    lower = fields.Integer(required=True)
    upper = fields.Integer(required=True)


class ClaimAuditTallyOut(Schema):
    """The lines read, by finding, with the failure rate in tenths of a per cent and its interval."""

    read = fields.Integer(required=True)
    upheld = fields.Integer(required=True)
    not_upheld = fields.Integer(required=True)
    evidence_missing = fields.Integer(required=True)
    failed = fields.Integer(required=True)
    tenths = fields.Integer(required=True, allow_none=True)
    interval = fields.Nested(FailureIntervalOut, required=True, allow_none=True)


class ClaimAuditListedOut(Schema):
    """An internal audit of a batch. limit_percent: it is held above that failure rate."""

    limit_percent = fields.Integer(required=True)
    id = fields.UUID(required=True)
    window = fields.String(required=True)
    number = fields.Integer(required=True)
    state = word(AuditState, required=True)
    opened_on = fields.Date(required=True)
    closed_on = fields.Date(required=True, allow_none=True)
    tally = fields.Nested(ClaimAuditTallyOut, required=True)


class WindowToAuditOut(Schema):
    """A window with lines that wait for internal audit in no open batch."""

    id = fields.UUID(required=True)
    label = fields.String(required=True)
    lines = fields.Integer(required=True)


class ClaimAuditsOut(Schema):
    """What waits to be drawn, and every audit, the open ones first."""

    waiting = fields.List(fields.Nested(WindowToAuditOut), required=True)
    audits = fields.List(fields.Nested(ClaimAuditListedOut), required=True)


class ClaimFindingOut(Schema):
    """What somebody found of a line."""

    version = fields.Integer(required=True)
    finding = word(Finding, required=True)
    note = fields.String(required=True, allow_none=True)
    found_on = fields.Date(required=True)
    found_at = fields.AwareDateTime(required=True)
    name = fields.String(required=True, allow_none=True)


class ClaimLineDrawnOut(Schema):
    """A line of a sample, with all findings, the first first. position: its place in the draw."""

    id = fields.UUID(required=True)
    line_id = fields.UUID(required=True)
    reference = fields.String(required=True, allow_none=True)
    route = word(Route, required=True)
    position = fields.Integer(required=True)
    is_in_batch = fields.Boolean(required=True)
    version = fields.Integer(required=True)
    found = fields.List(fields.Nested(ClaimFindingOut), required=True)


class ClaimSampleOut(Schema):
    """A sample: how it was drawn, from which lines, and whether its seed draws it again."""

    round = fields.Integer(required=True)
    kind = word(DrawKind, required=True)
    terms = fields.Nested(SampleTermsOut, required=True)
    seed = fields.Integer(required=True)
    size = fields.Integer(required=True)
    population_size = fields.Integer(required=True)
    population_digest = fields.String(required=True)
    population = fields.List(fields.UUID(), required=True)
    drawn_on = fields.Date(required=True)
    drawn_by = fields.String(required=True, allow_none=True)
    is_as_drawn = fields.Boolean(required=True)
    sampled = fields.List(fields.Nested(ClaimLineDrawnOut), required=True)


class ClaimAuditOut(ClaimAuditListedOut):
    """An audit with its samples. passed, went_back: lines, once it is closed."""

    version = fields.Integer(required=True)
    sent_back_on = fields.Date(required=True, allow_none=True)
    closed_by = fields.String(required=True, allow_none=True)
    waiting = fields.Integer(required=True)
    passed = fields.List(fields.UUID(), required=True)
    went_back = fields.List(fields.UUID(), required=True)
    samples = fields.List(fields.Nested(ClaimSampleOut), required=True)


class ClaimsSentBackOut(Schema):
    """How many lines were sent back to be put right."""

    lines = fields.Integer(required=True)


class ClaimAuditClosedOut(Schema):
    """How many lines became audited, and how many went back."""

    passed = fields.Integer(required=True)
    went_back = fields.Integer(required=True)


class AuditedEvidenceOut(Schema):
    """What proves a part of a claimed result."""

    part = fields.String(required=True)
    source = fields.String(required=True)
    evidence_on = fields.Date(required=True)


class AuditedMoveOut(Schema):
    """A move of a line."""

    from_state = word(LineState, required=True, allow_none=True)
    to_state = word(LineState, required=True)
    moved_on = fields.Date(required=True)
    name = fields.String(required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True)


class AuditedPartOut(Schema):
    """One part of a result test, as the records tell it now for the day that the claim was tested on."""

    code = fields.String(required=True)
    title = fields.String(required=True)
    outcome = fields.String(required=True)
    question = fields.String(required=True)
    reason = fields.String(required=True)


class ClaimUnderAuditOut(Schema):
    """A claim line as its auditor reads it. obstacle: why they may not record a finding of it."""

    audit_id = fields.UUID(required=True)
    sampled = fields.Nested(ClaimLineDrawnOut, required=True)
    state = word(LineState, required=True, allow_none=True)
    value_pence = fields.Integer(required=True, allow_none=True)
    unfunded_reason = fields.String(required=True, allow_none=True)
    tested_on = fields.Date(required=True, allow_none=True)
    pack_code = fields.String(required=True, allow_none=True)
    proof_digest = fields.String(required=True, allow_none=True)
    parts = fields.List(fields.Nested(AuditedPartOut), required=True)
    evidence = fields.List(fields.Nested(AuditedEvidenceOut), required=True)
    moves = fields.List(fields.Nested(AuditedMoveOut), required=True)
    obstacle = fields.String(required=True, allow_none=True)


class AssuranceActionOut(Schema):
    """What is to be done after a visit, and where it stands today."""

    id = fields.UUID(required=True)
    visit_id = fields.UUID(required=True)
    what = fields.String(required=True)
    user_id = fields.UUID(required=True)
    name = fields.String(required=True)
    due_on = fields.Date(required=True)
    done_on = fields.Date(required=True, allow_none=True)
    state = word(ActionState, required=True)


class AssuranceActionsOut(Schema):
    """Actions, those not done first, by the day due."""

    actions = fields.List(fields.Nested(AssuranceActionOut), required=True)


class AssuranceVisitListedOut(Schema):
    """A visit with its cases and actions. version: its entity tag."""

    id = fields.UUID(required=True)
    kind = word(VisitKind, required=True)
    visited_on = fields.Date(required=True)
    visitors = fields.String(required=True)
    rating = fields.String(required=True)
    points = fields.String(required=True, allow_none=True)
    version = fields.Integer(required=True)
    references = fields.List(fields.String(), required=True)
    actions = fields.List(fields.Nested(AssuranceActionOut), required=True)


class AssuranceVisitOut(AssuranceVisitListedOut):
    """One visit, as the list has it."""


class AssuranceVisitsOut(Schema):
    """The visits, the latest first."""

    visits = fields.List(fields.Nested(AssuranceVisitListedOut), required=True)


class PersonToNameOut(Schema):
    """A user who may be named for an action."""

    user_id = fields.UUID(required=True)
    name = fields.String(required=True)


class PeopleToNameOut(Schema):
    """The users who may be named for an action."""

    people = fields.List(fields.Nested(PersonToNameOut), required=True)
