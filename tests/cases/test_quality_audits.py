"""Quality audits over real rows: drawn, named, read within consent, scored, closed and followed up."""

from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier, Thread
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from app import clock, embedded
from app.access import services as access
from app.access.models import Practitioner, UserAccount, UserRole
from app.access.policies import COMMAND_LINE, Actor
from app.access.roles import Role
from app.audit import AuditEvent
from app.cases.models.assessments import Assessment, AssessmentReason, Consent
from app.cases.models.forms import SavedSection
from app.cases.models.quality_audits import AuditAnswer, QualityAudit, SampledAssessment
from app.cases.models.sharing import ConsentAgency, ConsentAgencyItem
from app.cases.models.teams import TeamMember
from app.cases.queries import audit_pool
from app.cases.queries.teams import openers
from app.cases.rules.audit_questions import AuditQuestion, questions_on
from app.cases.rules.consent_items import ConsentItem
from app.cases.rules.form_boxes import FormSection
from app.cases.rules.quality_audits import (
    AgencyMix,
    AuditCategory,
    AuditScore,
    SampleState,
    TakenOutReason,
    Tally,
    fingerprint,
)
from app.cases.rules.vocabulary import ConsentDecision, InitiationReason
from app.cases.services import audit_actions, audit_sampling, auditing
from app.cases.services.audit_sampling import NewAudit
from app.db import reading, transaction
from app.errors import Conflict, Forbidden, NotFound, RuleRefused
from app.periods import Period
from tests.cases.builders import CHANGED_AT, TODAY, a_lead, a_person, a_practitioner, an_allocation
from tests.cases.consent_builders import fill, words_of
from tests.cases.sharing_builders import Led, a_led_family, saved

COORDINATOR = Actor(UUID(int=301), frozenset({Role.CAF_COORDINATOR}))
ALL = NewAudit("Spring audit", AuditCategory.ANY, AgencyMix.ANY, date(2012, 4, 1), date(2013, 7, 12), size=1)
EVERY_ONE = dict.fromkeys(questions_on(TODAY).questions, AuditScore.ONE)


@pytest.fixture
def led(database: sa.Connection) -> Led:
    return a_led_family()


def an_auditor(practitioner_id: UUID | None, *roles: Role) -> Actor:
    """A user who may audit, signed in."""
    user_id = saved(
        UserAccount(
            email=f"{practitioner_id or 'nobody'}@example.org",
            display_name="Avery Example",
            created_at=CHANGED_AT,
        )
    )
    with transaction(COMMAND_LINE) as session:
        session.add_all(UserRole(user_id=user_id, role=role) for role in roles or (Role.LEAD_PROFESSIONAL,))
        if practitioner_id:
            session.get_one(Practitioner, practitioner_id).user_id = user_id
    return access.load_actor(user_id, today=TODAY)


def consent(assessment_id: UUID, decision: ConsentDecision = ConsentDecision.GIVEN, *agencies: UUID) -> None:
    with transaction(COMMAND_LINE) as session:
        taken = len(session.exec(select(Consent)).all())
        given = Consent(
            assessment_id=assessment_id, decided_on=date(2013, 2, 1), decision=decision, sequence=taken + 1
        )
        session.add(given)
        session.flush()
        session.add_all(ConsentAgency(consent_id=given.id, agency_id=each) for each in agencies)


def drawn(**given: object) -> tuple[UUID, UUID]:
    """An audit of one assessment, and its only sampled assessment."""
    audit_id = audit_sampling.draw_sample(
        replace(ALL, **given),  # type: ignore[arg-type]  # each test names fields of it
        seed=7,
        actor=COORDINATOR,
        today=TODAY,
    )
    return audit_id, audit_sampling.open_audit(audit_id, actor=COORDINATOR).samples[0].id


def named(sample_id: UUID, auditor: Actor, version: int = 1) -> int:
    return audit_sampling.name_auditor(
        sample_id, auditor.user_id, version=version, actor=COORDINATOR, today=TODAY
    )


def finished(sample_id: UUID, auditor: Actor, version: int, **scores: AuditScore) -> int:
    given = {AuditQuestion[name.upper()]: score for name, score in scores.items()}
    return auditing.save_review(
        sample_id,
        {**EVERY_ONE, **given},
        "Nobody wrote down what the child said.",
        is_finished=True,
        version=version,
        actor=auditor,
        today=TODAY,
    )


def asked_of(who: UUID, sample_id: UUID, actor: Actor, due_on: date = TODAY) -> UUID:
    return audit_actions.ask_for_action(
        sample_id, what="Meet.", practitioner_id=who, due_on=due_on, actor=actor, today=TODAY
    )


def test_a_sample_is_drawn_with_its_seed_and_pool_and_can_be_drawn_again(led: Led) -> None:
    audit_id, _ = drawn()
    again, _ = drawn()

    first, second = (audit_sampling.open_audit(each, actor=COORDINATOR) for each in (audit_id, again))
    assert (first.seed, first.pool_size, first.size) == (7, 1, 1)
    assert first.pool_digest == fingerprint([led.assessment])
    assert [each.assessment_id for each in first.samples] == [each.assessment_id for each in second.samples]
    with reading(COMMAND_LINE) as session:
        event = session.exec(select(AuditEvent).where(AuditEvent.subject_id == audit_id)).one()
    assert (event.action, event.details["seed"]) == ("quality-audit.drawn", 7)


def test_nothing_is_drawn_from_a_pool_that_is_too_small_and_nothing_is_left(led: Led) -> None:
    consent(led.assessment, ConsentDecision.WITHDRAWN)

    with pytest.raises(RuleRefused) as refused:
        drawn()

    assert refused.value.code == "nothing-to-draw"
    with reading(COMMAND_LINE) as session:
        assert session.exec(select(QualityAudit)).all() == []


def test_the_pool_is_told_by_reasons_children_agencies_and_consent(led: Led) -> None:
    consent(led.assessment)
    child = a_person(led.family, born_on=date(2013, 5, 1))
    with transaction(COMMAND_LINE) as session:
        session.execute(
            sa.text("insert into assessed_child (id, assessment_id, person_id) values (:id, :a, :p)"),
            {"id": UUID(int=5), "a": led.assessment, "p": child},
        )
        session.add(
            AssessmentReason(
                assessment_id=led.assessment, reason=InitiationReason.RISK_OF_EXCLUSION, is_primary=True
            )
        )
        session.get_one(Assessment, led.assessment).lead_agency_id = led.school

    with reading(COMMAND_LINE) as session:
        (facts,) = audit_pool.facts_of(session, Period(date(2013, 1, 1), TODAY), TODAY)

    assert facts.covers_unborn
    assert facts.reasons == {InitiationReason.RISK_OF_EXCLUSION}
    assert facts.agencies == {led.health, led.school}
    assert facts.consent is ConsentDecision.GIVEN
    sizes = audit_sampling.pool_sizes(date(2013, 1, 1), TODAY, actor=COORDINATOR, today=TODAY)
    assert sizes[AuditCategory.UNBORN, AgencyMix.MULTI_AGENCY] == 1
    assert sizes[AuditCategory.UNBORN, AgencyMix.SINGLE_AGENCY] == 0
    assert sizes[AuditCategory.AT_RISK_OF_EXCLUSION, AgencyMix.ANY] == 1
    assert sizes[AuditCategory.TEENAGE_PREGNANCY, AgencyMix.ANY] == 0


def test_nobody_audits_who_leads_or_led_the_case_is_or_was_in_its_team_or_wrote_its_form(led: Led) -> None:
    consent(led.assessment)
    lead, removed, writer = (an_auditor(each) for each in (led.lee, led.teacher, led.colleague))
    earlier = an_auditor(a_practitioner("Earlier Example"))
    saved(
        TeamMember(
            family_id=led.family,
            practitioner_id=led.teacher,
            establishment_id=led.clinic,
            starts_on=date(2013, 2, 1),
            removed_at=CHANGED_AT,
        )
    )
    saved(
        SavedSection(
            assessment_id=led.assessment,
            section=FormSection.ABOUT,
            saved_at=CHANGED_AT,
            saved_by=writer.user_id,
        )
    )
    before = an_allocation(led.family, starts_on=date(2011, 1, 1), ends_on=date(2011, 12, 31))
    assert earlier.practitioner_id is not None
    a_lead(
        before,
        earlier.practitioner_id,
        led.clinic,
        starts_on=date(2011, 1, 1),
        ends_on=date(2011, 12, 31),
    )
    _, sample = drawn()

    for each in (lead, removed, writer, earlier):
        with pytest.raises(RuleRefused) as refused:
            named(sample, each)
        assert refused.value.code == "own-case"
    assert audit_sampling.auditors_to_name(sample, actor=COORDINATOR, today=TODAY).auditors == ()


@pytest.mark.parametrize(
    ("decision", "to_school", "is_open"),
    [
        pytest.param(ConsentDecision.GIVEN, False, True, id="given"),
        pytest.param(ConsentDecision.LIMITED, True, True, id="limited to the auditor's agency"),
        pytest.param(ConsentDecision.LIMITED, False, False, id="limited to another"),
        pytest.param(None, False, False, id="nothing on file"),
    ],
)
def test_only_somebody_whose_agency_may_read_it_is_named(
    led: Led, decision: ConsentDecision | None, to_school: bool, is_open: bool
) -> None:
    if decision is not None:
        consent(led.assessment, decision, led.school if to_school else led.health)
    teacher = an_auditor(led.teacher)
    _, sample = drawn()

    if is_open:
        named(sample, teacher)
        opened = auditing.open_sampled(sample, actor=teacher, today=TODAY)
        assert opened.form.assessment_id == led.assessment
    else:
        with pytest.raises(RuleRefused) as refused:
            named(sample, teacher)
        assert refused.value.code == "auditor-may-not-read"


def test_an_auditor_reads_only_the_items_that_consent_opens_to_their_agency(led: Led) -> None:
    fill(led)
    consent(led.assessment, ConsentDecision.LIMITED, led.school)
    with transaction(COMMAND_LINE) as session:
        line = session.exec(select(ConsentAgency)).one()
        line.every_item = False
        session.add(ConsentAgencyItem(consent_agency_id=line.id, item=ConsentItem.PLAN))
    teacher = an_auditor(led.teacher)
    _, sample = drawn()
    named(sample, teacher)

    read = repr(auditing.open_sampled(sample, actor=teacher, today=TODAY))

    assert {item for item in ConsentItem if words_of(item) in read} == {ConsentItem.PLAN}


def test_consent_withdrawn_closes_the_assessment_to_its_auditor_at_the_next_request(led: Led) -> None:
    consent(led.assessment)
    teacher = an_auditor(led.teacher)
    _, sample = drawn()
    version = named(sample, teacher)
    auditing.open_sampled(sample, actor=teacher, today=TODAY)

    consent(led.assessment, ConsentDecision.WITHDRAWN)

    for again in (
        lambda: auditing.open_sampled(sample, actor=teacher, today=TODAY),
        lambda: auditing.open_review(sample, actor=teacher, today=TODAY),
        lambda: finished(sample, teacher, version),
        lambda: audit_actions.people_to_ask(sample, actor=teacher, today=TODAY),
        lambda: asked_of(led.lee, sample, teacher),
    ):
        with pytest.raises(RuleRefused) as refused:
            again()
        assert refused.value.code == "consent-closes-it"
    assert asked_of(led.lee, sample, COORDINATOR)


def test_an_auditor_sees_the_children_of_the_assessment_and_nothing_else_of_the_family(led: Led) -> None:
    consent(led.assessment)
    a_person(led.family, "Hazel", "Testcase", born_on=date(1980, 1, 1))
    teacher = an_auditor(led.teacher)
    _, sample = drawn()
    named(sample, teacher)

    opened = auditing.open_sampled(sample, actor=teacher, today=TODAY)

    assert opened.form.people == ()
    assert opened.form.address is None
    assert opened.course.assessment.sharings == ()
    assert not opened.form.may_change
    with reading(COMMAND_LINE) as session:
        (seen,) = [each for each in openers(session, led.family) if each.by == "Avery Example"]
    assert seen.by == "Avery Example"


def test_nobody_but_the_named_auditor_reads_a_sampled_assessment(led: Led) -> None:
    consent(led.assessment)
    teacher, other = an_auditor(led.teacher), an_auditor(led.colleague)
    _, sample = drawn()
    named(sample, teacher)

    for stranger in (other, COORDINATOR):
        with pytest.raises(NotFound):
            auditing.open_sampled(sample, actor=stranger, today=TODAY)
    with pytest.raises(NotFound):
        auditing.open_review(sample, actor=other, today=TODAY)
    with pytest.raises(NotFound):
        finished(sample, other, 2)
    with pytest.raises(Forbidden):
        auditing.open_sampled(sample, actor=replace(teacher, roles=frozenset({Role.ANALYST})), today=TODAY)
    assert not auditing.open_review(sample, actor=COORDINATOR, today=TODAY).may_review


def test_an_audit_closes_with_its_last_review_and_then_opens_nothing_to_its_auditor(led: Led) -> None:
    consent(led.assessment)
    teacher = an_auditor(led.teacher)
    audit_id, sample = drawn()
    version = named(sample, teacher)
    assert [each.id for each in auditing.waiting_for_me(actor=teacher)] == [sample]

    finished(
        sample, teacher, version, childs_words=AuditScore.ZERO, closure_reasoned=AuditScore.NOT_APPLICABLE
    )

    closed = audit_sampling.open_audit(audit_id, actor=COORDINATOR)
    assert closed.closed_on == TODAY
    assert closed.score == Tally(19, 20)
    assert auditing.waiting_for_me(actor=teacher) == ()
    with pytest.raises(NotFound):
        auditing.open_sampled(sample, actor=teacher, today=TODAY)
    found = audit_sampling.quality_summary(actor=COORDINATOR)
    assert found[AuditCategory.ANY, AuditQuestion.CHILDS_WORDS] == Tally(0, 1)
    assert found[None, None] == Tally(19, 20)
    assert found[None, AuditQuestion.CLOSURE_REASONED] == Tally(0, 0)


def test_a_draft_keeps_what_was_answered_and_does_not_count(led: Led) -> None:
    consent(led.assessment)
    teacher = an_auditor(led.teacher)
    audit_id, sample = drawn()
    version = named(sample, teacher)

    def saved_as(scores: dict[AuditQuestion, AuditScore], version: int) -> int:
        return auditing.save_review(
            sample, scores, None, is_finished=False, version=version, actor=teacher, today=TODAY
        )

    version = saved_as(
        {AuditQuestion.CHILDS_WORDS: AuditScore.ZERO, AuditQuestion.TEAM_MET: AuditScore.ONE}, version
    )
    saved_as({AuditQuestion.CHILDS_WORDS: AuditScore.ONE}, version)

    opened = auditing.open_review(sample, actor=teacher, today=TODAY)
    assert opened.sampled.scores == {AuditQuestion.CHILDS_WORDS: AuditScore.ONE}
    assert opened.sampled.state is SampleState.TO_REVIEW
    assert audit_sampling.quality_summary(actor=COORDINATOR) == {}
    assert audit_sampling.open_audit(audit_id, actor=COORDINATOR).closed_on is None


def test_a_draft_that_saves_itself_again_and_again_is_one_event_in_ten_minutes(
    led: Led, monkeypatch: pytest.MonkeyPatch
) -> None:
    consent(led.assessment)
    teacher = an_auditor(led.teacher)
    _, sample = drawn()
    versions = [named(sample, teacher)]
    began = clock.now()

    def at(minutes: int, findings: str | None, version: int) -> None:
        monkeypatch.setattr(clock, "now", lambda: began + timedelta(minutes=minutes))
        versions.append(
            auditing.save_review(
                sample, {}, findings, is_finished=False, version=version, actor=teacher, today=TODAY
            )
        )

    for minutes, findings in ((1, "N"), (2, "Nobody"), (2, "Nobody wrote"), (10, "Nobody wrote it")):
        at(minutes, findings, versions[-1])
    at(10, "Nobody wrote it", versions[-2])  # the same message once more
    assert versions[-1] == versions[-2]
    assert _drafts_noted() == 1
    at(12, "Nobody wrote it down", versions[-1])
    assert _drafts_noted() == 2

    finished(sample, teacher, versions[-1])
    with reading(COMMAND_LINE) as session:
        noted = session.exec(select(AuditEvent.action).order_by(col(AuditEvent.position).desc())).first()
    assert noted == "quality-audit.review-finished"


def _drafts_noted() -> int:
    with reading(COMMAND_LINE) as session:
        saved = select(AuditEvent).where(AuditEvent.action == "quality-audit.review-saved")
        return len(session.exec(saved).all())


def test_a_review_from_an_old_version_is_refused_and_changes_nothing(led: Led) -> None:
    consent(led.assessment)
    teacher = an_auditor(led.teacher)
    _, sample = drawn()
    version = named(sample, teacher)
    finished_at = auditing.save_review(
        sample, EVERY_ONE, None, is_finished=False, version=version, actor=teacher, today=TODAY
    )

    with pytest.raises(Conflict) as refused:
        finished(sample, teacher, version, childs_words=AuditScore.ZERO)

    assert refused.value.code == "changed-meanwhile"
    with reading(COMMAND_LINE) as session:
        assert {each.score for each in session.exec(select(AuditAnswer))} == {AuditScore.ONE}
        assert session.get_one(SampledAssessment, sample).version == finished_at


def test_a_review_that_was_finished_by_a_slip_is_handed_back_and_the_audit_is_open_again(led: Led) -> None:
    consent(led.assessment)
    teacher = an_auditor(led.teacher)
    audit_id, sample = drawn()
    version = finished(sample, teacher, named(sample, teacher))

    audit_sampling.hand_back(sample, version=version, actor=COORDINATOR)

    assert audit_sampling.open_audit(audit_id, actor=COORDINATOR).closed_on is None
    assert auditing.open_review(sample, actor=teacher, today=TODAY).sampled.scores == EVERY_ONE
    with pytest.raises(RuleRefused) as refused:
        audit_sampling.hand_back(sample, version=version + 1, actor=COORDINATOR)
    assert refused.value.code == "is-waiting"


def test_another_auditor_begins_anew(led: Led) -> None:
    consent(led.assessment)
    teacher, colleague = an_auditor(led.teacher), an_auditor(led.colleague)
    _, sample = drawn()
    version = auditing.save_review(
        sample,
        EVERY_ONE,
        "Words",
        is_finished=False,
        version=named(sample, teacher),
        actor=teacher,
        today=TODAY,
    )

    named(sample, colleague, version)

    opened = auditing.open_review(sample, actor=colleague, today=TODAY).sampled
    assert (opened.scores, opened.findings) == ({}, None)
    with pytest.raises(NotFound):
        auditing.open_review(sample, actor=teacher, today=TODAY)


def test_what_cannot_be_audited_is_taken_out_and_can_be_put_back(led: Led) -> None:
    audit_id, sample = drawn()

    version = audit_sampling.take_out(
        sample, TakenOutReason.NO_INDEPENDENT_AUDITOR, version=1, actor=COORDINATOR, today=TODAY
    )

    assert audit_sampling.open_audit(audit_id, actor=COORDINATOR).closed_on == TODAY
    with pytest.raises(RuleRefused):
        audit_sampling.take_out(
            sample, TakenOutReason.CONSENT_WITHDRAWN, version=version, actor=COORDINATOR, today=TODAY
        )
    with pytest.raises(RuleRefused):
        named(sample, COORDINATOR, version)
    audit_sampling.hand_back(sample, version=version, actor=COORDINATOR)
    found = audit_sampling.open_audit(audit_id, actor=COORDINATOR)
    assert (found.closed_on, found.samples[0].state) == (None, SampleState.NO_AUDITOR)


def test_an_auditor_who_comes_to_work_on_the_case_no_longer_scores_it(led: Led) -> None:
    consent(led.assessment)
    teacher = an_auditor(led.teacher)
    _, sample = drawn()
    version = named(sample, teacher)
    with transaction(COMMAND_LINE) as session:
        session.get_one(Assessment, led.assessment).lead_practitioner_id = led.teacher

    with pytest.raises(RuleRefused) as refused:
        finished(sample, teacher, version)

    assert refused.value.code == "own-case"


def test_only_the_caf_coordinator_draws_and_names(led: Led) -> None:
    consent(led.assessment)
    teacher = an_auditor(led.teacher)
    _, sample = drawn()

    for refused in (
        lambda: audit_sampling.audits(actor=teacher),
        lambda: audit_sampling.draw_sample(ALL, seed=1, actor=teacher, today=TODAY),
        lambda: audit_sampling.name_auditor(sample, teacher.user_id, version=1, actor=teacher, today=TODAY),
        lambda: audit_sampling.hand_back(sample, version=1, actor=teacher),
        lambda: audit_sampling.quality_summary(actor=teacher),
    ):
        with pytest.raises(Forbidden):
            refused()


def test_an_action_is_followed_to_done_by_whose_it_is_or_by_the_coordinator(led: Led) -> None:
    consent(led.assessment)
    teacher, lead = an_auditor(led.teacher), an_auditor(led.lee)
    _, sample = drawn()
    named(sample, teacher)

    action = audit_actions.ask_for_action(
        sample,
        what="Write down the child’s own words.",
        practitioner_id=led.lee,
        due_on=date(2013, 7, 20),
        actor=teacher,
        today=TODAY,
    )

    assert audit_actions.actions(actor=teacher) == ()
    (asked,) = audit_actions.actions(actor=lead)
    assert asked.is_overdue(date(2013, 7, 21))
    with pytest.raises(NotFound):
        audit_actions.mark_done(action, actor=teacher, today=TODAY)
    audit_actions.mark_done(action, actor=lead, today=TODAY)
    with pytest.raises(Conflict):
        audit_actions.mark_done(action, actor=COORDINATOR, today=TODAY)
    assert audit_actions.actions(actor=COORDINATOR)[0].done_on == TODAY
    audit_actions.mark_not_done(action, actor=COORDINATOR)
    with pytest.raises(Conflict):
        audit_actions.mark_not_done(action, actor=COORDINATOR)


def test_an_action_is_asked_of_somebody_at_work_by_the_auditor_or_the_coordinator(led: Led) -> None:
    consent(led.assessment)
    teacher, lead = an_auditor(led.teacher), an_auditor(led.lee)
    _, sample = drawn()
    named(sample, teacher)
    gone = a_practitioner("Gone Example")

    with pytest.raises(NotFound):
        asked_of(led.lee, sample, lead)
    with pytest.raises(RuleRefused):
        asked_of(gone, sample, teacher)
    with pytest.raises(RuleRefused):
        asked_of(led.lee, sample, teacher, date(2013, 7, 11))
    assert asked_of(led.lee, sample, teacher)
    assert asked_of(led.lee, sample, COORDINATOR)


def test_the_audit_trail_holds_no_word_of_a_review(led: Led) -> None:
    consent(led.assessment)
    teacher = an_auditor(led.teacher)
    _, sample = drawn()
    version = named(sample, teacher)
    audit_actions.ask_for_action(
        sample, what="Secretword", practitioner_id=led.lee, due_on=TODAY, actor=teacher, today=TODAY
    )
    auditing.save_review(
        sample, EVERY_ONE, "Secretword", is_finished=True, version=version, actor=teacher, today=TODAY
    )

    with reading(COMMAND_LINE) as session:
        events = session.exec(
            select(AuditEvent).where(AuditEvent.action.like("quality-audit%"))  # type: ignore[attr-defined]
        ).all()
    assert len(events) == 4
    assert "Secretword" not in str([each.details for each in events])


def test_two_auditors_who_finish_at_once_close_the_audit(separate_database: embedded.Urls) -> None:
    first, second = a_led_family(), a_led_family("-2")
    auditors = [an_auditor(first.teacher), an_auditor(second.teacher)]
    consent(first.assessment)
    consent(second.assessment)
    audit_id = audit_sampling.draw_sample(replace(ALL, size=2), seed=7, actor=COORDINATOR, today=TODAY)
    samples = audit_sampling.open_audit(audit_id, actor=COORDINATOR).samples
    pairs = [
        (each.id, auditors[1] if each.assessment_id == first.assessment else auditors[0]) for each in samples
    ]
    for sample, auditor in pairs:
        named(sample, auditor)
    start = Barrier(2)

    def finish(sample: UUID, auditor: Actor) -> None:
        start.wait()
        finished(sample, auditor, 2)

    both = [Thread(target=finish, args=pair) for pair in pairs]
    for each in both:
        each.start()
    for each in both:
        each.join()

    closed = audit_sampling.open_audit(audit_id, actor=COORDINATOR)
    assert [each.state for each in closed.samples] == [SampleState.SCORED, SampleState.SCORED]
    assert closed.closed_on == TODAY
