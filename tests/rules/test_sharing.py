"""Who may read an assessment: consent, lawful reasons without it, and those who hold the record."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import pytest

from app.cases.rules.consent_items import EVERY_ITEM, ConsentItem
from app.cases.rules.sharing import (
    ConsentBy,
    ConsentInForce,
    LawfulReason,
    NewConsent,
    Reader,
    SharingState,
    check_can_decide_sharing,
    check_consent,
    in_force,
    may_read_note,
    may_see_risk,
    open_items,
)
from app.cases.rules.vocabulary import ConsentDecision
from app.errors import Forbidden, RuleRefused

HEALTH, POLICE = UUID(int=1), UUID(int=2)
ME, THEM = UUID(int=11), UUID(int=12)
INITIATED, TODAY = date(2013, 5, 1), date(2013, 7, 12)

HOLDER = Reader(ME, holds_record=True)
MEMBER = Reader(ME, holds_record=False, agencies=frozenset({HEALTH}))
NOBODY = Reader(ME, holds_record=False)
GIVEN, LIMITED, REFUSED, WITHDRAWN = ConsentDecision
SOME, OTHERS = frozenset({ConsentItem.REVIEWS}), frozenset({ConsentItem.EDUCATION, ConsentItem.PLAN})


@pytest.mark.parametrize(
    ("consent", "agencies", "opens"),
    [
        pytest.param(None, (), False, id="nothing recorded"),
        pytest.param(GIVEN, (), True, id="given"),
        pytest.param(LIMITED, (HEALTH,), True, id="limited to their agency"),
        pytest.param(LIMITED, (POLICE,), False, id="limited to another agency"),
        pytest.param(LIMITED, (), False, id="limited to nobody named"),
        pytest.param(REFUSED, (), False, id="refused"),
        pytest.param(WITHDRAWN, (HEALTH,), False, id="withdrawn"),
    ],
)
def test_a_team_member_reads_what_consent_opens_to_their_agency(consent, agencies, opens):
    decided = ConsentInForce(consent, dict.fromkeys(agencies, EVERY_ITEM)) if consent else None

    assert open_items(MEMBER, decided, frozenset()) == (EVERY_ITEM if opens else frozenset())
    assert open_items(HOLDER, decided, frozenset()) == EVERY_ITEM
    assert open_items(NOBODY, decided, frozenset()) == frozenset()


@pytest.mark.parametrize("decision", ConsentDecision)
def test_a_lawful_reason_opens_an_assessment_to_its_agency_whatever_consent_says(decision):
    shared, shared_with_others = frozenset({HEALTH}), frozenset({POLICE})

    assert open_items(MEMBER, ConsentInForce(decision), shared) == EVERY_ITEM
    assert bool(open_items(MEMBER, ConsentInForce(decision), shared_with_others)) is (decision is GIVEN)


@pytest.mark.parametrize(
    ("limits", "health", "both"),
    [
        pytest.param({HEALTH: SOME}, SOME, SOME, id="some of it to one agency"),
        pytest.param({None: SOME}, SOME, SOME, id="some of it to every agency"),
        pytest.param({None: EVERY_ITEM, HEALTH: SOME}, SOME, EVERY_ITEM, id="less to one than to the others"),
        pytest.param({None: SOME, HEALTH: EVERY_ITEM}, EVERY_ITEM, EVERY_ITEM, id="more to one"),
        pytest.param({POLICE: OTHERS, HEALTH: SOME}, SOME, SOME | OTHERS, id="different parts to two"),
        pytest.param({POLICE: OTHERS}, frozenset(), OTHERS, id="nothing to one"),
    ],
)
def test_a_limited_consent_opens_to_each_agency_the_items_that_it_says(limits, health, both):
    decided = ConsentInForce(LIMITED, limits)
    of_both = Reader(ME, holds_record=False, agencies=frozenset({HEALTH, POLICE}))

    assert open_items(MEMBER, decided, frozenset()) == health
    assert open_items(of_both, decided, frozenset()) == both
    assert open_items(HOLDER, decided, frozenset()) == EVERY_ITEM


@pytest.mark.parametrize(
    ("assessments", "opens"),
    [
        pytest.param([], True, id="no assessment"),
        pytest.param([(TODAY, EVERY_ITEM)], True, id="all of the only one"),
        pytest.param([(TODAY, EVERY_ITEM - {ConsentItem.PLAN})], False, id="all but an item"),
        pytest.param([(INITIATED, EVERY_ITEM), (TODAY, frozenset())], False, id="nothing of another"),
        pytest.param([(TODAY + timedelta(1), frozenset())], True, id="initiated the day after the note"),
    ],
)
def test_a_note_follows_every_assessment_that_it_may_tell_of(assessments, opens):
    def may(reader, written_by):
        return may_read_note(reader, written_by=written_by, written_on=TODAY, assessments=assessments)

    assert may(MEMBER, THEM) is opens
    assert may(MEMBER, ME), "what they wrote themselves"
    assert may(HOLDER, THEM)
    in_team = Reader(ME, holds_record=False, agencies=frozenset({HEALTH}), is_in_team=True)
    assert not may(in_team, THEM), "as one of its team, whatever consent opens"


@dataclass(frozen=True)
class Decision:
    decided_on: date
    sequence: int = 1


def test_the_last_decision_made_by_the_day_holds_and_of_one_day_the_last_of_it():
    first, morning, afternoon, later = (
        Decision(INITIATED),
        Decision(TODAY),
        Decision(TODAY, 2),
        Decision(TODAY + timedelta(1)),
    )
    decisions = [afternoon, first, later, morning]

    assert in_force(decisions, INITIATED - timedelta(1)) is None
    assert in_force(decisions, INITIATED) is first
    assert in_force(decisions, TODAY - timedelta(1)) is first
    assert in_force(decisions, TODAY) is afternoon


def test_a_noted_risk_is_known_to_coordinators_and_to_who_recorded_it():
    coordinator = Reader(ME, holds_record=False, sees_every_risk=True)

    assert may_see_risk(coordinator, THEM)
    assert may_see_risk(MEMBER, ME)
    assert not may_see_risk(HOLDER, THEM)
    assert not may_see_risk(HOLDER, None)


def checked(decision=GIVEN, decided_on=TODAY, latest=None, **more):
    new = NewConsent(decision, decided_on, **more)
    check_consent(new, latest=latest, initiated_on=INITIATED, today=TODAY)


@pytest.mark.parametrize(
    "new",
    [
        pytest.param({"decided_on": INITIATED}, id="on the day of initiation"),
        pytest.param({"decided_on": TODAY}, id="today"),
        pytest.param({"latest": (TODAY, REFUSED)}, id="twice on one day"),
        pytest.param({"decision": WITHDRAWN, "latest": (INITIATED, GIVEN)}, id="given, then withdrawn"),
        pytest.param({"decision": WITHDRAWN, "latest": (TODAY, LIMITED)}, id="limited, then withdrawn"),
        pytest.param({"decision": LIMITED, "limits": {HEALTH: EVERY_ITEM}}, id="limited to an agency"),
        pytest.param({"decision": LIMITED, "limits": {None: SOME}}, id="limited to an item"),
        pytest.param(
            {"decision": LIMITED, "limits": {None: EVERY_ITEM, HEALTH: SOME}}, id="limited for one agency"
        ),
        pytest.param({"decision": REFUSED}, id="refused without a risk"),
        pytest.param(
            {"decision": REFUSED, "risk": "A risk.", "follow_up_on": TODAY}, id="refused with a risk"
        ),
    ],
)
def test_a_decision_about_consent_that_can_have_been_made_is_taken(new):
    checked(**new)


@pytest.mark.parametrize(
    ("new", "code"),
    [
        pytest.param({"decided_on": INITIATED - timedelta(1)}, "consent-date", id="before initiation"),
        pytest.param({"decided_on": TODAY + timedelta(1)}, "consent-date", id="tomorrow"),
        pytest.param(
            {"decided_on": INITIATED, "latest": (TODAY, GIVEN)}, "consent-order", id="before a later one"
        ),
        pytest.param({"decision": WITHDRAWN}, "nothing-to-withdraw", id="withdrawn, nothing recorded"),
        pytest.param(
            {"decision": WITHDRAWN, "latest": (INITIATED, REFUSED)},
            "nothing-to-withdraw",
            id="refused, then withdrawn",
        ),
        pytest.param({"decision": LIMITED}, "agencies-needed", id="limited to no agency"),
        pytest.param(
            {"decision": LIMITED, "limits": {HEALTH: frozenset()}}, "items-needed", id="limited to no item"
        ),
        pytest.param(
            {"decision": LIMITED, "limits": {None: EVERY_ITEM}}, "nothing-limited", id="limited to everything"
        ),
        pytest.param({"risk": "A risk."}, "risk-without-refusal", id="a risk although given"),
        pytest.param(
            {"decision": REFUSED, "risk": "A risk."}, "risk-and-follow-up", id="a risk without a follow-up"
        ),
        pytest.param(
            {"decision": REFUSED, "follow_up_on": TODAY}, "risk-and-follow-up", id="a follow-up of nothing"
        ),
        pytest.param(
            {"decision": REFUSED, "risk": "A risk.", "follow_up_on": TODAY - timedelta(1)},
            "follow-up-date",
            id="a follow-up before the refusal",
        ),
    ],
)
def test_a_decision_that_cannot_have_been_made_so_is_refused(new, code):
    with pytest.raises(RuleRefused) as refused:
        checked(**new)

    assert refused.value.code == code


def test_sharing_without_consent_is_decided_once_and_by_another_person():
    check_can_decide_sharing(SharingState.ASKED, asked_by=THEM, decider=ME)

    with pytest.raises(Forbidden) as own:
        check_can_decide_sharing(SharingState.ASKED, asked_by=ME, decider=ME)
    with pytest.raises(RuleRefused) as again:
        check_can_decide_sharing(SharingState.APPROVED, asked_by=THEM, decider=ME)

    assert (own.value.code, again.value.code) == ("own-sharing", "sharing-decided")


@pytest.mark.parametrize("words", [ConsentBy, LawfulReason, SharingState], ids=lambda words: words.__name__)
def test_words_about_sharing_have_plain_labels(words):
    assert all(word.label == word.value.replace("-", " ").capitalize() for word in words)
