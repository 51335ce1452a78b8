"""Cases that were said not to be theirs: the coordinator sends them on, or closes the point."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from app import audit
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.campaigns.models import CampaignDecision, CampaignRow
from app.campaigns.queries import finding, lists, sending
from app.campaigns.queries.parts import CampaignRead, DisownedCase, PlaceOffered
from app.campaigns.rules.sending import (
    Decided,
    Place,
    asked_there,
    check_decision,
    check_waits,
    is_to_decide,
)
from app.campaigns.rules.vocabulary import PointDecision
from app.campaigns.services.running import run_by
from app.campaigns.services.versions import check_unchanged
from app.cases.models.assessments import Assessment
from app.db import reading, transaction
from app.errors import Conflict, DomainError, NotFound


@dataclass(frozen=True, slots=True)
class DecisionSent:
    """A decision as it was sent: the version of the case that was seen."""

    decided: Decided
    version: int


@dataclass(frozen=True, slots=True)
class DisownedOpened:
    """The cases of a campaign that were said not to be theirs, and where they may be sent on to."""

    campaign: CampaignRead
    cases: tuple[DisownedCase, ...]
    places: tuple[PlaceOffered, ...]


@dataclass(slots=True)
class DecisionOutcomes:
    """What came of decisions that were sent together: those saved with their versions, those refused."""

    saved: dict[UUID, int] = field(default_factory=dict)
    refused: dict[UUID, DomainError] = field(default_factory=dict)


def open_disowned(campaign_id: UUID, *, actor: Actor, today: date) -> DisownedOpened:
    """The cases that somebody said are not theirs, with every answer and decision, those that wait first.

    Raises Forbidden("role"), NotFound("campaign").
    """
    check_may(actor, Action.RUN_CAMPAIGNS)
    with reading(actor) as session:
        campaign = run_by(lists.campaign_read(session, campaign_id), actor)
        return DisownedOpened(
            campaign,
            sending.disowned(session, campaign, today),
            sending.places_offered(session, today),
        )


def decide_row(
    campaign_id: UUID, row_id: UUID, sent: DecisionSent, *, actor: Actor, today: date, now: datetime
) -> int:
    """Send a case on to others, who are asked instead from now on, or close the point, saying why.

    The answers before are kept, and whoever is asked next reads them. An assessment's lead is asked too if
    they lead it from there now. Returns the version that the case has then. Writes campaign_decision,
    campaign_row, audit_event. Raises Forbidden("role"), NotFound("campaign" | "case"),
    Conflict("changed-meanwhile" | "campaign-closed"), RuleRefused("nothing-to-decide" | "place-missing" |
    "closing-why-missing" | "nobody-there" | "said-already").
    """
    check_may(actor, Action.RUN_CAMPAIGNS)
    with transaction(actor) as session:
        campaign = run_by(lists.campaign_to_answer(session, campaign_id), actor)
        if campaign.closed_on is not None:
            raise Conflict("campaign-closed", "This campaign has been closed, so nothing is sent on.")
        row = lists.row_for_update(session, campaign_id, row_id)
        if row is None:
            raise NotFound("case", "There is no such case in this campaign.")
        latest, before = lists.latest_answer(session, row_id), sending.latest_decision(session, row_id)
        check_unchanged(sent.version, latest, before)
        is_answered = latest is not None and (before is None or latest.version > before.version)
        closed_on = _assessment(session, row).closed_on if row.assessment_id else None
        check_waits(
            is_waiting=is_to_decide(
                campaign.kind,
                answer=latest.answer if latest and is_answered else None,
                decision=None,
                closed_on=closed_on,
            )
        )
        was = _place(row)
        check_decision(
            sent.decided,
            offered=[each.place for each in sending.places_offered(session, today)],
            said={was, *sending.disowned_by(session, row_id)},
        )
        decision = _decision(row_id, was, sent, actor=actor, now=now)
        session.add(decision)
        if sent.decided.to is not None:
            _ask(session, row, sent.decided.to, today)
        _note(session, row, campaign_id, decision, actor)
        return decision.version


def decide_rows(
    campaign_id: UUID, decisions: Mapping[UUID, DecisionSent], *, actor: Actor, today: date, now: datetime
) -> DecisionOutcomes:
    """Decide about several cases of a campaign. Each is saved whole or not at all, whatever comes of others.

    Raises Forbidden("role"), NotFound("campaign").
    """
    open_disowned(campaign_id, actor=actor, today=today)
    found = DecisionOutcomes()
    for row_id, sent in decisions.items():
        try:
            found.saved[row_id] = decide_row(campaign_id, row_id, sent, actor=actor, today=today, now=now)
        except DomainError as refusal:
            found.refused[row_id] = refusal
    return found


def _place(row: CampaignRow) -> Place:
    """Who is asked about a case now; only an agency is ever asked whether a case is theirs."""
    if row.agency_id is None:  # pragma: no cover  # such a case takes no answer "not ours"
        raise ValueError("a case that was said not to be theirs was asked of an agency")
    return Place(row.agency_id, row.establishment_id)


def _assessment(session: Session, row: CampaignRow) -> Assessment:
    return session.get_one(Assessment, row.assessment_id)


def _ask(session: Session, row: CampaignRow, place: Place, today: date) -> None:
    """Have somebody else answer for a case."""
    (case,) = finding.cases(session, today, only={_assessment(session, row).id})
    asked = asked_there(case, place)
    row.sqlmodel_update(
        {
            "agency_id": asked.agency_id,
            "establishment_id": asked.establishment_id,
            "practitioner_id": asked.practitioner_id,
        }
    )


def _decision(
    row_id: UUID, was: Place, sent: DecisionSent, *, actor: Actor, now: datetime
) -> CampaignDecision:
    to = sent.decided.to
    return CampaignDecision(
        row_id=row_id,
        version=sent.version + 1,
        decision=sent.decided.decision,
        from_agency_id=was.agency_id,
        from_establishment_id=was.establishment_id,
        agency_id=to.agency_id if to else None,
        establishment_id=to.establishment_id if to else None,
        words=sent.decided.words,
        decided_by=actor.user_id,
        decided_at=now,
    )


def _note(
    session: Session, row: CampaignRow, campaign_id: UUID, decision: CampaignDecision, actor: Actor
) -> None:
    is_sent_on = decision.decision is PointDecision.SEND_ON
    audit.record(
        session,
        actor,
        "campaign.sent-on" if is_sent_on else "campaign.point-closed",
        _assessment(session, row).family_id,
        campaign_id=str(campaign_id),
        row_id=str(row.id),
        from_agency_id=str(decision.from_agency_id),
        **({"agency_id": str(decision.agency_id)} if is_sent_on else {}),
        version=decision.version,
    )
