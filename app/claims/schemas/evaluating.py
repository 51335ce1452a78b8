"""Shapes of claim windows and evaluations on the wire."""

from apiflask import Schema
from marshmallow import fields

from app.cases.rules.eligibility import Answer, CriterionState
from app.claims.rules.claimable import Obstacle
from app.claims.rules.outcomes import Outcome
from app.claims.rules.spoiled import SpoiledHow
from app.claims.rules.suppliers import Supplier
from app.http import day, word
from app.programme.facts import Criterion, CriterionGroup, MeasurementKind
from app.programme.packs import Certainty, Phase, Route

PENCE = {"description": "Whole pence; 70000 is £700.00."}


class OnQuery(Schema):
    """The day on which results are tested."""

    on = day(metadata={"description": "Today unless given."})


class WindowOut(Schema):
    """A claim window; both days are included."""

    id = fields.UUID(required=True)
    label = fields.String(required=True)
    phase = word(Phase, required=True)
    opens_on = fields.Date(required=True)
    closes_on = fields.Date(required=True)


class WindowsOut(Schema):
    """The claim windows, the first to open first."""

    windows = fields.List(fields.Nested(WindowOut), required=True)


class RouteCountOut(Schema):
    """How many families have each outcome on one route."""

    route = word(Route, required=True)
    outcome = word(Outcome, required=True)
    families = fields.Integer(required=True)


class TotalsOut(Schema):
    """An evaluation in numbers, each family once."""

    families = fields.Integer(required=True)
    attached = fields.Integer(required=True)
    eligible = fields.Integer(required=True)
    turned_around = fields.Integer(required=True)
    claimable = fields.Integer(required=True)
    claimable_funded_elsewhere = fields.Integer(required=True)
    value = fields.Integer(required=True, data_key="value_pence", metadata=PENCE)


class ClaimableOut(Schema):
    """A family that may be claimed, and what for."""

    family_id = fields.UUID(required=True)
    reference = fields.String(required=True, allow_none=True)
    pack_code = fields.String(required=True)
    achieved = fields.List(word(Route), required=True)
    funded_elsewhere = fields.Boolean(required=True)
    value = fields.Integer(required=True, data_key="value_pence", metadata=PENCE)
    since = fields.Date(required=True, allow_none=True)


class LackingOut(Schema):
    """One thing that is missing, and who could supply it."""

    code = fields.String(required=True)
    title = fields.String(required=True)
    suppliers = fields.List(word(Supplier), required=True)


class NearlyOut(Schema):
    """A family that evidence now missing could make claimable. lacking: in plain words.

    earliest_on, before: when it could be claimed at the earliest, and the window's last day.
    """

    family_id = fields.UUID(required=True)
    reference = fields.String(required=True, allow_none=True)
    route = word(Route, required=True)
    lacking = fields.List(fields.String(), required=True)
    missing = fields.List(fields.Nested(LackingOut), required=True)
    worth = fields.Integer(required=True, data_key="worth_pence", metadata=PENCE)
    earliest_on = fields.Date(required=True, allow_none=True)
    before = fields.Date(required=True, allow_none=True)


class SpoiledOut(Schema):
    """A family that could be claimed and may not now. mends: the evidence that would bring it back, if
    any."""

    family_id = fields.UUID(required=True)
    reference = fields.String(required=True, allow_none=True)
    spoiled_on = fields.Date(required=True)
    spoiled_by = fields.List(fields.String(), required=True)
    how = word(SpoiledHow, required=True)
    mends = fields.Nested(NearlyOut, required=True, allow_none=True)


class NeverOut(Schema):
    """A family that may not be claimed as things stand, and why."""

    family_id = fields.UUID(required=True)
    reference = fields.String(required=True, allow_none=True)
    reasons = fields.List(fields.String(), required=True)


class EvaluationOut(Schema):
    """The evaluation of the programme on a day. window: the one to claim in, if any is planned."""

    on = fields.Date(required=True)
    window = fields.String(required=True, allow_none=True)
    totals = fields.Nested(TotalsOut, required=True)
    routes = fields.List(fields.Nested(RouteCountOut), required=True)
    claimable = fields.List(fields.Nested(ClaimableOut), required=True)
    nearly = fields.List(fields.Nested(NearlyOut), required=True)
    regressing = fields.List(fields.Nested(SpoiledOut), required=True)
    never = fields.List(fields.Nested(NeverOut), required=True)


class SourceOut(Schema):
    """Where a rule comes from, and how sure we are of it."""

    text = fields.String(required=True)
    certainty = word(Certainty, required=True)


class EvidenceOut(Schema):
    """A measurement that a finding rests on."""

    kind = word(MeasurementKind, required=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True, allow_none=True)
    value = fields.Integer(required=True)
    source = fields.String(required=True)
    extract_on = fields.Date(required=True)


class CriterionFactOut(Schema):
    """Evidence of a criterion that a finding rests on. met false: a check that found none."""

    criterion = word(Criterion, required=True)
    met = fields.Boolean(required=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True, allow_none=True)
    source = fields.String(required=True)
    extract_on = fields.Date(required=True)
    verified_on = fields.Date(required=True, allow_none=True)


class OverrideOut(Schema):
    """By whose leave a failed part passes, and why."""

    pack_code = fields.String(required=True)
    approved_on = fields.Date(required=True)
    reason = fields.String(required=True)


class PartFindingOut(Schema):
    """What was found of one person, or (person_id null) of all whom a part asks about.

    kind: of the measurements that it rests on; null where it rests on evidence of a criterion.
    """

    person_id = fields.UUID(required=True, allow_none=True)
    kind = word(MeasurementKind, required=True, allow_none=True)
    criterion = word(Criterion, required=True, allow_none=True)
    outcome = word(Outcome, required=True)
    sentence = fields.String(required=True)
    missing = fields.List(fields.String(), required=True)
    evidence = fields.List(fields.Nested(EvidenceOut), required=True)
    facts = fields.List(fields.Nested(CriterionFactOut), required=True)


class PartOut(Schema):
    """One part of a result test: what was asked, what came of it, and why."""

    code = fields.String(required=True)
    title = fields.String(required=True)
    question = fields.String(required=True)
    outcome = word(Outcome, required=True)
    reason = fields.String(required=True)
    missing = fields.List(fields.String(), required=True)
    findings = fields.List(fields.Nested(PartFindingOut), required=True)
    source = fields.Nested(SourceOut, required=True)
    override = fields.Nested(OverrideOut, required=True, allow_none=True)


class RouteOut(Schema):
    """One route to a result, with its parts."""

    route = word(Route, required=True)
    outcome = word(Outcome, required=True)
    turns_around = fields.Boolean(required=True)
    parts = fields.List(fields.Nested(PartOut), required=True)
    source = fields.Nested(SourceOut, required=True)


class CriterionFindingOut(Schema):
    """What is known of one criterion that the rules count."""

    criterion = word(Criterion, required=True)
    group = word(CriterionGroup, required=True)
    state = word(CriterionState, required=True)


class EligibilityOut(Schema):
    """Whether the family is eligible, and why."""

    answer = word(Answer, required=True)
    reasons = fields.List(fields.String(), required=True)
    findings = fields.List(fields.Nested(CriterionFindingOut), required=True)


class ObstacleOut(Schema):
    """Something that stands between the family and a claim."""

    code = word(Obstacle, required=True)
    sentence = fields.String(required=True)


class ExplanationOut(Schema):
    """Whether, and why, one family may be claimed on a day."""

    family_id = fields.UUID(required=True)
    reference = fields.String(required=True, allow_none=True)
    on = fields.Date(required=True)
    pack_code = fields.String(required=True)
    claimable = fields.Boolean(required=True)
    obstacles = fields.List(fields.Nested(ObstacleOut), required=True)
    payable = fields.List(word(Route), required=True)
    worth_pence = fields.Integer(required=True, metadata=PENCE)
    value_pence = fields.Integer(required=True, metadata=PENCE)
    funded_elsewhere = fields.Boolean(required=True)
    eligibility = fields.Nested(EligibilityOut, required=True)
    routes = fields.List(fields.Nested(RouteOut), required=True)
    outcomes = fields.List(fields.Nested(PartOut), required=True)
