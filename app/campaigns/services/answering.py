"""The cases of a campaign answered by those who are asked: one by one, each in a transaction of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from app import audit
from app.access.family_access import FamilyAccess, FamilyScope, campaign_scope, family_scope
from app.access.models import Agency
from app.access.policies import Actor, check_may, may
from app.access.roles import Action
from app.campaigns.models import Campaign, CampaignAnswer, CampaignRow
from app.campaigns.queries import asked, finding, lists, sending
from app.campaigns.queries.parts import CampaignRead, Counts, RowRead
from app.campaigns.rules.answers import (
    Belongs,
    Given,
    Matched,
    check_answer,
    check_mended,
    check_still_open,
    check_still_theirs,
    later_than_closing,
)
from app.campaigns.rules.finding import Asked, date_faults
from app.campaigns.rules.sending import check_takes_answers
from app.campaigns.rules.vocabulary import CampaignKind, RowAnswer
from app.campaigns.services.running import no_such_campaign, on_file, scopes
from app.campaigns.services.versions import check_unchanged
from app.cases.models.assessments import Assessment
from app.cases.queries import course_changing, records
from app.cases.rules.consent_items import EVERY_ITEM
from app.cases.services.course_changing import close
from app.db import reading, transaction
from app.errors import Conflict, DomainError, NotFound, RuleRefused

PAGE = 20


@dataclass(frozen=True, slots=True)
class AnswerSent:
    """An answer as it was sent: the version of the answer before, and of the record as it was seen.

    record_version None: whoever sends it has not seen the record, and may not close an assessment.
    """

    given: Given
    version: int
    record_version: int | None = None


@dataclass(frozen=True, slots=True)
class ListOpened:
    """A page of the cases of a campaign that somebody may answer for. next None: there are no more."""

    campaign: CampaignRead
    counts: Counts
    rows: tuple[RowRead, ...]
    next: int | None


@dataclass(slots=True)
class Outcomes:
    """What came of answers that were sent together: those saved with their versions, those refused."""

    saved: dict[UUID, int] = field(default_factory=dict)
    refused: dict[UUID, DomainError] = field(default_factory=dict)


def open_list(
    campaign_id: UUID,
    *,
    after: int = 0,
    with_settled: bool = False,
    only: frozenset[UUID] | None = None,
    agency_id: UUID | None = None,
    actor: Actor,
    today: date,
) -> ListOpened:
    """Open the cases of a campaign that an actor may answer for, a page at a time. Writes audit_event.

    only: these cases alone, settled or not. agency_id: those that this agency is asked about. Children are
    named to those who may open the family's whole record; everybody else sees that the assessment is on the
    register, when it was initiated and who leads it, and more of it as far as consent opens it to them.
    Raises Forbidden("role"), NotFound("campaign").
    """
    check_may(actor, Action.ANSWER_CAMPAIGNS)
    with transaction(actor) as session:
        campaign, counts = _asked_by(session, campaign_id, actor, today)
        found = asked.list_page(
            session,
            campaign,
            scopes(actor)[campaign.kind],
            today,
            whole=family_scope(actor).without_teams(),
            user_id=actor.user_id,
            with_settled=with_settled,
            after=after,
            limit=PAGE + 1,
            only=only,
            agency_id=agency_id,
        )
        page = found[:PAGE]
        audit.record(
            session,
            actor,
            "campaign-list.opened",
            campaign_id,
            cases=len(page),
            named=sum(bool(row.people or (row.assessment and row.assessment.children)) for row in page),
        )
        return ListOpened(campaign, counts, page, page[-1].number if len(found) > PAGE else None)


def open_case(campaign_id: UUID, row_id: UUID, *, actor: Actor, today: date) -> RowRead:
    """Open one case of a campaign that an actor may answer for. Writes audit_event.

    Raises Forbidden("role"), NotFound("campaign" | "case").
    """
    found = open_list(campaign_id, only=frozenset({row_id}), actor=actor, today=today).rows
    if not found:
        raise _no_such_case()
    return found[0]


def answer_row(
    campaign_id: UUID, row_id: UUID, sent: AnswerSent, *, actor: Actor, today: date, now: datetime
) -> int:
    """Answer one case of a campaign; an assessment to close is closed with it. Returns the answer's version.

    The answers before are kept. Writes campaign_answer, assessment, family, audit_event. Raises
    Forbidden("role"), NotFound("campaign" | "case"), Conflict("changed-meanwhile" | "record-changed" |
    "campaign-closed"), RuleRefused("answer-not-offered" | "closing-day-missing" | "closing-reason-missing" |
    "why-missing" | "point-closed" | "assessment-closed" | "not-mended" | "passed-to-others" |
    "stage-not-allowed" | "no-closing-meeting" | "dates-out-of-order" | "in-the-future" | "after-closure").
    """
    return _answer(campaign_id, row_id, sent, actor=actor, today=today, now=now).version


def answer_rows(
    campaign_id: UUID, answers: Mapping[UUID, AnswerSent], *, actor: Actor, today: date, now: datetime
) -> Outcomes:
    """Answer several cases of a campaign. Each is saved whole or not at all, whatever comes of the others.

    Raises Forbidden("role"), NotFound("campaign").
    """
    check_may(actor, Action.ANSWER_CAMPAIGNS)
    with reading(actor) as session:
        _asked_by(session, campaign_id, actor, today)
    found = Outcomes()
    closed: dict[UUID, tuple[int, int]] = {}
    for row_id, sent in answers.items():
        # What was closed here a moment ago has changed its family's record for the next child's assessment.
        try:
            saved = _answer(campaign_id, row_id, sent, actor=actor, today=today, now=now, ours=closed)
        except DomainError as refusal:
            found.refused[row_id] = refusal
        else:
            found.saved[row_id] = saved.version
    return found


def _asked_by(session: Session, campaign_id: UUID, actor: Actor, today: date) -> tuple[CampaignRead, Counts]:
    """A campaign that asks an actor about something, or that they run."""
    campaign = on_file(lists.campaign_read(session, campaign_id))
    counts = lists.counts_within(session, campaign, scopes(actor)[campaign.kind], today)
    if not counts.asked:
        raise no_such_campaign()
    return campaign, counts


def _answer(
    campaign_id: UUID,
    row_id: UUID,
    sent: AnswerSent,
    *,
    actor: Actor,
    today: date,
    now: datetime,
    ours: dict[UUID, tuple[int, int]] | None = None,
) -> CampaignAnswer:
    """Save one answer. ours: the versions of families' records before and after closures sent with it."""
    check_may(actor, Action.ANSWER_CAMPAIGNS)
    with transaction(actor) as session:
        campaign = on_file(lists.campaign_to_answer(session, campaign_id))
        scope = campaign_scope(actor, about_people=campaign.kind is CampaignKind.DUPLICATES)
        if not lists.may_answer(session, campaign_id, row_id, scope, today):
            raise _no_such_case()
        if campaign.closed_on is not None:
            raise Conflict("campaign-closed", "This campaign has been closed and takes no more answers.")
        check_answer(campaign.kind, sent.given)
        row = _locked(session, campaign, row_id)
        latest, decision = lists.latest_answer(session, row_id), sending.latest_decision(session, row_id)
        check_unchanged(sent.version, latest, decision)
        check_takes_answers(decision.decision if decision else None)
        _note_cover(session, row, scope, actor)
        subject = _settle(session, row, sent, scope, actor=actor, today=today, ours=ours)
        answer = CampaignAnswer(
            row_id=row_id,
            version=sent.version + 1,
            answer=sent.given.answer,
            closed_on=sent.given.closed_on,
            closure_reason=sent.given.closure_reason,
            words=sent.given.words,
            answered_by=actor.user_id,
            answered_at=now,
        )
        session.add(answer)
        audit.record(
            session,
            actor,
            "campaign.answered",
            subject,
            campaign_id=str(campaign_id),
            row_id=str(row_id),
            answer=sent.given.answer.value,
            version=answer.version,
        )
        return answer


def _note_cover(session: Session, row: CampaignRow, scope: FamilyScope, actor: Actor) -> None:
    """Say of what follows that somebody does it who only stands in for the lead."""
    is_own = row.practitioner_id is not None and row.practitioner_id == actor.practitioner_id
    others = scope.every_family or is_own or _matched(row, scope).for_agency
    if row.practitioner_id in actor.covers and not others:
        audit.note(session, acting_as=FamilyAccess.COVER.value)


def _locked(session: Session, campaign: Campaign, row_id: UUID) -> CampaignRow:
    row = lists.row_for_update(session, campaign.id, row_id)
    if row is None:  # pragma: no cover  # it was found a moment ago, and no list ever loses a case
        raise _no_such_case()
    return row


def _settle(
    session: Session,
    row: CampaignRow,
    sent: AnswerSent,
    scope: FamilyScope,
    *,
    actor: Actor,
    today: date,
    ours: dict[UUID, tuple[int, int]] | None,
) -> UUID | None:
    """Do what an answer says of an assessment, or check that it holds. Returns the family's id, if any."""
    if row.assessment_id is None:
        return None
    assessment = session.get_one(Assessment, row.assessment_id)
    match sent.given.answer:
        case RowAnswer.STILL_OPEN:
            check_still_open(assessment.closed_on)
        case RowAnswer.MENDED:
            (case,) = finding.cases(session, today, only={row.assessment_id})
            reads_all = _reads_all(session, row.assessment_id, scope, actor=actor, today=today)
            check_mended(date_faults(case.course, today), reads_all=reads_all)
        case RowAnswer.CLOSE_IT:
            _close(
                session,
                row,
                assessment,
                sent,
                scope,
                actor=actor,
                today=today,
                ours={} if ours is None else ours,
            )
        case _:
            pass
    return assessment.family_id


def _reads_all(
    session: Session, assessment_id: UUID, scope: FamilyScope, *, actor: Actor, today: date
) -> bool:
    """Whether somebody who is asked about an assessment may read all of it."""
    whole = family_scope(actor).without_teams()
    items = asked.items_asked(session, [assessment_id], scope, today, whole=whole, user_id=actor.user_id)
    return items[assessment_id] >= EVERY_ITEM


def _close(
    session: Session,
    row: CampaignRow,
    found: Assessment,
    sent: AnswerSent,
    scope: FamilyScope,
    *,
    actor: Actor,
    today: date,
    ours: dict[UUID, tuple[int, int]],
) -> None:
    """Close the assessment of a row as the closing of any assessment does.

    That a campaign asks them lets an agency close its assessment although the family is not allocated to it:
    most families with a CAF never are.
    """
    family_id = found.family_id
    family = records.family_for_update(session, family_id)
    assessment = course_changing.assessment_for_update(session, family_id, found.id)
    if family is None or assessment is None:  # pragma: no cover  # neither is ever deleted
        raise _no_such_case()
    if not may(actor, Action.RUN_CAMPAIGNS):
        check_still_theirs(
            Asked(row.agency_id, row.establishment_id, row.practitioner_id),
            _matched(row, scope),
            _belongs(session, assessment),
        )
    before, after = ours.get(family_id, (sent.record_version, sent.record_version))
    if sent.record_version != before or family.version != after:
        raise Conflict(
            "record-changed",
            "The record of this case has changed since you opened the list. Look at it, then save again.",
        )
    closed_on, reason = sent.given.closed_on, sent.given.closure_reason
    if closed_on is None or reason is None:  # pragma: no cover  # the answer has been checked
        raise ValueError("an answer that closes an assessment has a day and a reason")
    seen = family.version if before is None else before
    try:
        version = close(session, family, assessment, closed_on, reason, None, actor=actor, today=today)
    except RuleRefused as refusal:
        if refusal.code == "after-closure" and not _reads_all(
            session, assessment.id, scope, actor=actor, today=today
        ):
            raise later_than_closing() from None
        raise
    ours[family_id] = (seen, version)


def _matched(row: CampaignRow, scope: FamilyScope) -> Matched:
    return Matched(
        as_lead=row.practitioner_id in scope.practitioners,
        for_agency=row.establishment_id in scope.establishments or row.agency_id in scope.agencies,
    )


def _belongs(session: Session, assessment: Assessment) -> Belongs:
    """Whose an assessment is; a lead whose agency is not on record counts to the initiating one."""
    agency = session.get_one(Agency, assessment.lead_agency_id or assessment.initiating_agency_id)
    is_led = assessment.lead_agency_id is not None or assessment.lead_practitioner_id is not None
    return Belongs(assessment.lead_practitioner_id, agency.id if is_led else None, agency.name)


def _no_such_case() -> NotFound:
    return NotFound("case", "There is no such case among those that you may answer for.")
