"""Cases that an agency says are not theirs, on a real database: sent on, answered by others, or closed."""

from datetime import date
from uuid import UUID

import pytest
from sqlmodel import col, select

from app.access.family_access import FamilyScope
from app.access.models import Establishment, Posting
from app.access.policies import Actor
from app.access.roles import Responsibility, Role
from app.audit import AuditEvent
from app.campaigns.models import CampaignDecision
from app.campaigns.queries.lists import campaigns_to_decide, counts_within
from app.campaigns.queries.parts import Counts, DisownedCase
from app.campaigns.rules.answers import Given
from app.campaigns.rules.sending import Decided, Place
from app.campaigns.rules.vocabulary import CampaignKind, PointDecision, RowAnswer
from app.campaigns.services import answering, deciding, running
from app.campaigns.services.deciding import DecisionSent
from app.cases.models.assessments import Assessment
from app.db import reading, transaction
from app.errors import Conflict, Forbidden, NotFound, RuleRefused
from tests.campaigns.test_campaigns import (
    CAF,
    CLOSE_IT,
    COORDINATOR,
    NOW,
    STILL_OPEN,
    Town,
    answered,
    opened,
    started,
    town,
)
from tests.cases.builders import TODAY, a_practitioner, an_agency, an_establishment
from tests.cases.sharing_builders import a_posting

__all__ = ["town"]
CLOSED = Decided(PointDecision.CLOSE, words="It is on paper only.")


@pytest.fixture
def disowned(town: Town) -> DisownedCase:
    """The case of the clinic, which says that it is the school's; the school has a head for all of it."""
    somebody_responsible(town.school)
    campaign = started()
    row = next(each for each in opened(campaign, CAF).rows if each.assessment.id == town.of_clinic)
    answered(campaign, row.id, Given(RowAnswer.NOT_OURS, words="The school"), town.clinic_manager)
    return the_case(campaign, row.id)


@pytest.fixture
def campaign(disowned: DisownedCase) -> UUID:
    (found,) = running.list_campaigns(actor=CAF, today=TODAY)
    return found.campaign.id


def somebody_responsible(agency: UUID, establishment: UUID | None = None) -> None:
    place = establishment or an_establishment(agency)
    what = Responsibility.ESTABLISHMENT if establishment else Responsibility.AGENCY
    a_posting(a_practitioner("Chris Example"), place, responsibility=what)


def the_case(campaign: UUID, row: UUID) -> DisownedCase:
    found = deciding.open_disowned(campaign, actor=CAF, today=TODAY).cases
    return next(each for each in found if each.id == row)


def decide(campaign: UUID, case: DisownedCase, decided: Decided, *, actor: Actor = CAF, version=None) -> int:
    sent = DecisionSent(decided, case.version if version is None else version)
    return deciding.decide_row(campaign, case.id, sent, actor=actor, today=TODAY, now=NOW)


def to(agency: UUID, establishment: UUID | None = None, words: str | None = None) -> Decided:
    return Decided(PointDecision.SEND_ON, Place(agency, establishment), words)


def test_the_coordinator_sees_what_was_said_not_to_be_theirs_and_what_the_agency_said(
    town: Town, campaign: UUID, disowned: DisownedCase
) -> None:
    assert (disowned.agency, disowned.lead, disowned.words, disowned.waits) == (
        "HEALTH",
        "Lee Example",
        "The school",
        True,
    )
    (step,) = disowned.history
    assert (step.at_agency, step.at_establishment, step.answer) == (
        "HEALTH",
        "Alder Example Clinic",
        RowAnswer.NOT_OURS,
    )
    with reading(CAF) as session:
        ((found, cases),) = campaigns_to_decide(session, TODAY)
        counts = counts_within(session, found, FamilyScope(every_family=True), TODAY)
    assert cases == 1
    assert counts == Counts(asked=2, answered=1, outstanding=1, to_decide=1)


def test_a_case_that_is_sent_on_is_on_the_list_of_others_with_who_said_what(
    town: Town, campaign: UUID, disowned: DisownedCase
) -> None:
    version = decide(campaign, disowned, to(town.school, words="Yours since May?"))

    with pytest.raises(NotFound):
        opened(campaign, town.clinic_manager)
    with pytest.raises(NotFound):
        opened(campaign, town.lead)
    row = next(
        each for each in opened(campaign, town.school_manager).rows if each.assessment.id == town.of_clinic
    )
    assert (row.version, row.latest, row.is_settled, row.agency, row.lead) == (2, None, False, "SCHOOL", None)
    assert version == 2
    assert [
        (each.answer, each.decision, each.at_agency, each.at_establishment, each.words)
        for each in row.history
    ] == [
        (RowAnswer.NOT_OURS, None, "HEALTH", "Alder Example Clinic", "The school"),
        (None, PointDecision.SEND_ON, "SCHOOL", None, "Yours since May?"),
    ]
    answered(campaign, row.id, STILL_OPEN, town.school_manager, version=2)
    held = the_case(campaign, row.id)
    assert (held.answer, held.waits, held.words, len(held.history)) == (RowAnswer.STILL_OPEN, False, None, 3)


def test_an_agency_to_which_a_case_was_sent_on_closes_it_as_its_own_rules_say(
    town: Town, campaign: UUID, disowned: DisownedCase
) -> None:
    decide(campaign, disowned, to(town.school))
    row = the_case(campaign, disowned.id)

    with pytest.raises(RuleRefused) as refused:
        answered(campaign, row.id, CLOSE_IT, town.school_manager, version=2)
    assert refused.value.code == "passed-to-others"
    with transaction(CAF) as session:
        session.get_one(Assessment, town.of_clinic).sqlmodel_update(
            {"lead_practitioner_id": None, "lead_agency_id": None}
        )
    answered(campaign, row.id, CLOSE_IT, town.school_manager, version=2)
    with reading(CAF) as session:
        assert session.get_one(Assessment, town.of_clinic).closed_on == CLOSE_IT.closed_on


def test_who_is_asked_next_may_say_that_it_is_not_theirs_either_and_it_comes_back(
    town: Town, campaign: UUID, disowned: DisownedCase
) -> None:
    decide(campaign, disowned, to(town.school))
    answered(campaign, disowned.id, Given(RowAnswer.NOT_OURS), town.school_manager, version=2)

    back = the_case(campaign, disowned.id)
    assert (back.waits, back.version, back.words, len(back.history)) == (True, 3, None, 3)
    somebody_responsible(town.health, town.clinic)
    for place in (to(town.school), to(town.health, town.clinic)):
        with pytest.raises(RuleRefused) as refused:
            decide(campaign, back, place)
        assert refused.value.code == "said-already"
    assert decide(campaign, back, to(town.health, town.clinic, "Lee leads it.")) == 4
    assert opened(campaign, town.lead).rows[0].history[-1].words == "Lee leads it."


def test_a_point_that_is_closed_says_why_and_takes_no_more_answers(
    town: Town, campaign: UUID, disowned: DisownedCase
) -> None:
    decide(campaign, disowned, CLOSED)

    row = answering.open_case(campaign, disowned.id, actor=town.clinic_manager, today=TODAY)
    assert (row.decision, row.is_settled, row.history[-1].words) == (
        PointDecision.CLOSE,
        True,
        "It is on paper only.",
    )
    with pytest.raises(RuleRefused) as refused:
        answered(campaign, row.id, STILL_OPEN, town.clinic_manager, version=2)
    assert refused.value.code == "point-closed"
    with pytest.raises(RuleRefused) as refused:
        decide(campaign, the_case(campaign, row.id), to(town.school))
    assert refused.value.code == "nothing-to-decide"
    with reading(CAF) as session:
        assert session.get_one(Assessment, town.of_clinic).closed_on is None


def test_progress_counts_what_waits_was_sent_on_and_was_closed(
    town: Town, campaign: UUID, disowned: DisownedCase
) -> None:
    decide(campaign, disowned, to(town.school))

    sent = {each.agency: each for each in running.open_campaign(campaign, actor=CAF, today=TODAY).agencies}
    assert (sent["HEALTH"].counts, sent["HEALTH"].passed_on) == (Counts(), 1)
    assert sent["SCHOOL"].counts == Counts(asked=2, outstanding=2, sent_on=1)
    answered(campaign, disowned.id, Given(RowAnswer.NOT_OURS), town.school_manager, version=2)
    decide(campaign, the_case(campaign, disowned.id), CLOSED)
    closed = {each.agency: each for each in running.open_campaign(campaign, actor=CAF, today=TODAY).agencies}
    assert closed["SCHOOL"].counts == Counts(asked=2, answered=1, outstanding=1, sent_on=1, points_closed=1)
    assert closed["SCHOOL"].answers == {RowAnswer.NOT_OURS: 1}


def test_nothing_is_decided_on_an_old_version_or_about_a_case_that_nobody_disowned(
    town: Town, campaign: UUID, disowned: DisownedCase
) -> None:
    other = next(each for each in opened(campaign, CAF).rows if each.assessment.id == town.of_school)
    answered(campaign, disowned.id, STILL_OPEN, town.clinic_manager, version=1)

    with pytest.raises(Conflict) as clash:
        decide(campaign, disowned, to(town.school))
    assert clash.value.code == "changed-meanwhile"
    for row_id, version in ((disowned.id, 2), (other.id, 0)):
        with pytest.raises(RuleRefused) as refused:
            deciding.decide_row(
                campaign, row_id, DecisionSent(CLOSED, version), actor=CAF, today=TODAY, now=NOW
            )
        assert refused.value.code == "nothing-to-decide"
    with reading(CAF) as session:
        assert session.exec(select(CampaignDecision)).all() == []


def test_an_answer_from_before_a_case_was_sent_on_is_refused(
    town: Town, campaign: UUID, disowned: DisownedCase
) -> None:
    somebody_responsible(town.health)
    decide(campaign, disowned, to(town.health))

    with pytest.raises(Conflict) as clash:
        answered(campaign, disowned.id, STILL_OPEN, COORDINATOR, version=1)
    assert clash.value.code == "changed-meanwhile"
    assert opened(campaign, town.lead).rows[0].version == 2, "the lead leads it from there, and is asked too"


def test_several_cases_are_sent_on_at_once_each_for_itself(
    town: Town, campaign: UUID, disowned: DisownedCase
) -> None:
    other = next(each for each in opened(campaign, CAF).rows if each.assessment.id == town.of_school)
    answered(campaign, other.id, Given(RowAnswer.NOT_OURS), town.school_manager)
    sent = {row: DecisionSent(to(town.school), 1) for row in (disowned.id, other.id, UUID(int=1))}

    found = deciding.decide_rows(campaign, sent, actor=CAF, today=TODAY, now=NOW)

    assert found.saved == {disowned.id: 2}
    assert {row: refusal.code for row, refusal in found.refused.items()} == {
        other.id: "said-already",
        UUID(int=1): "case",
    }


def test_places_are_offered_at_which_somebody_is_responsible_today(
    town: Town, campaign: UUID, disowned: DisownedCase
) -> None:
    gone, nobody = an_agency("GONE"), an_agency("NOBODY")
    somebody_responsible(gone)
    with transaction(CAF) as session:
        of_gone = select(Posting).join(Establishment).where(Establishment.agency_id == gone)
        session.exec(of_gone).one().ends_on = date(2013, 7, 11)
    somebody_responsible(town.health, town.clinic)

    names = [each.name for each in deciding.open_disowned(campaign, actor=CAF, today=TODAY).places]
    assert names == ["Alder Example Clinic (HEALTH)", "SCHOOL"]
    with pytest.raises(RuleRefused) as refused:
        decide(campaign, disowned, to(nobody))
    assert refused.value.code == "nobody-there"


@pytest.mark.parametrize("who", ["clinic_manager", "lead"])
def test_only_who_runs_the_campaign_decides(
    town: Town, campaign: UUID, disowned: DisownedCase, who: str
) -> None:
    actor = getattr(town, who)

    for attempt in (
        lambda: deciding.open_disowned(campaign, actor=actor, today=TODAY),
        lambda: decide(campaign, disowned, CLOSED, actor=actor),
        lambda: deciding.decide_rows(campaign, {}, actor=actor, today=TODAY, now=NOW),
    ):
        with pytest.raises(Forbidden):
            attempt()
    of_people = Actor(UUID(int=9), frozenset({Role.ANALYST}))
    with pytest.raises(Forbidden):
        deciding.open_disowned(campaign, actor=of_people, today=TODAY)


def test_nothing_is_decided_in_no_campaign_nor_in_a_closed_one_nor_about_no_case(
    town: Town, campaign: UUID, disowned: DisownedCase
) -> None:
    with pytest.raises(NotFound):
        deciding.open_disowned(UUID(int=1), actor=CAF, today=TODAY)
    with pytest.raises(NotFound):
        decide(UUID(int=1), disowned, CLOSED)
    with pytest.raises(NotFound):
        deciding.decide_row(campaign, UUID(int=1), DecisionSent(CLOSED, 1), actor=CAF, today=TODAY, now=NOW)
    running.close_campaign(campaign, actor=CAF, today=TODAY)
    with pytest.raises(Conflict) as closed:
        decide(campaign, disowned, CLOSED)
    assert closed.value.code == "campaign-closed"
    assert running.start_campaign(CampaignKind.LONG_OPEN, date(2013, 8, 9), None, actor=CAF, today=TODAY)


def test_what_is_audited_of_a_decision_holds_no_words(
    town: Town, campaign: UUID, disowned: DisownedCase
) -> None:
    decide(campaign, disowned, to(town.school, words="Secretword"))
    answered(campaign, disowned.id, Given(RowAnswer.NOT_OURS), town.school_manager, version=2)
    decide(campaign, the_case(campaign, disowned.id), Decided(PointDecision.CLOSE, words="Secretword"))

    with reading(CAF) as session:
        events = session.exec(
            select(AuditEvent)
            .where(col(AuditEvent.action).in_(("campaign.sent-on", "campaign.point-closed")))
            .order_by(col(AuditEvent.position))
        ).all()
    assert [each.action for each in events] == ["campaign.sent-on", "campaign.point-closed"]
    assert events[0].details["agency_id"] == str(town.school)
    assert {each.subject_id for each in events} == {town.family}
    assert "Secretword" not in str([each.details for each in events])
