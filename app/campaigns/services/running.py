"""A campaign run by a coordinator: started with its list frozen, watched, and closed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from sqlmodel import Session

from app import audit
from app.access.family_access import FamilyScope, campaign_scope
from app.access.policies import Actor, check_may, may
from app.access.roles import Action
from app.campaigns.models import Campaign, CampaignFigure, CampaignRow
from app.campaigns.queries import finding, lists, sending
from app.campaigns.queries.parts import (
    AgencyProgress,
    CampaignListed,
    CampaignRead,
    DisownedCase,
    MemberRead,
    OutstandingCase,
)
from app.campaigns.rules.answers import check_due_on
from app.campaigns.rules.effect import Difference, Kept, differences, figures_of, year_of
from app.campaigns.rules.finding import LedFrom, is_asked_about, who_answers, who_answers_for_two
from app.campaigns.rules.vocabulary import CampaignKind, Moment
from app.cases.queries.rule_packs import editions
from app.db import reading, transaction
from app.errors import Conflict, NotFound, RuleRefused
from app.reports.queries.facts import assessment_rows, family_rows

Found = TypeVar("Found", Campaign, CampaignRead)


@dataclass(frozen=True, slots=True)
class CampaignOpened:
    """A campaign as its coordinator sees it: who has answered, what is outstanding, and the figures.

    compared_on: the day of the later figures: today, or the day on which it was closed.
    """

    campaign: CampaignRead
    agencies: tuple[AgencyProgress, ...]
    outstanding: tuple[OutstandingCase, ...]
    disowned: tuple[DisownedCase, ...]
    effect: tuple[Difference, ...]
    compared_on: date


@dataclass(frozen=True, slots=True)
class DifferenceOpened:
    """A figure of a campaign with the cases that have left it since the start, and those that have joined."""

    campaign: CampaignRead
    figure: Difference
    compared_on: date
    left: tuple[MemberRead, ...]
    joined: tuple[MemberRead, ...]


def start_campaign(kind: CampaignKind, due_on: date, note: str | None, *, actor: Actor, today: date) -> UUID:
    """Ask agencies about the cases of a kind, as they are today. Returns the campaign's id.

    The list is frozen, each case with who has to answer, and so are the figures that it may change. Writes
    campaign, campaign_row, campaign_figure, audit_event. Raises Forbidden("role"),
    Conflict("campaign-open"), RuleRefused("due-too-early" | "nothing-found").
    """
    check_may_run(actor, kind)
    check_due_on(due_on, today)
    with transaction(actor) as session:
        campaign = Campaign(
            kind=kind,
            started_on=today,
            started_by=actor.user_id,
            due_on=due_on,
            note=note or None,
            year=year_of(today),
        )
        session.add(campaign)
        session.flush()
        make_list = _people if kind is CampaignKind.DUPLICATES else _assessments
        found = list(make_list(session, campaign, today))
        if not found:
            raise RuleRefused(
                "nothing-found", "There is no case of this kind today, so nobody has to be asked."
            )
        session.add_all(found)
        _keep(session, campaign.id, Moment.START, _figures(session, today, campaign.year), today)
        audit.record(
            session,
            actor,
            "campaign.started",
            campaign.id,
            kind=kind.value,
            cases=len(found),
            due_on=due_on.isoformat(),
        )
        return campaign.id


def list_campaigns(*, actor: Actor, today: date) -> tuple[CampaignListed, ...]:
    """The campaigns that an actor runs or is asked by, with how far their own cases are, those open first.

    Raises Forbidden("role").
    """
    check_may(actor, Action.ANSWER_CAMPAIGNS)
    with reading(actor) as session:
        return lists.campaigns_within(session, scopes(actor), today, all_of=kinds_run_by(actor))


def open_campaign(campaign_id: UUID, *, actor: Actor, today: date) -> CampaignOpened:
    """Open a campaign: how far each agency is, what is outstanding, and the figures before it and since.

    Raises Forbidden("role"), NotFound("campaign").
    """
    check_may(actor, Action.RUN_CAMPAIGNS)
    with reading(actor) as session:
        campaign = run_by(lists.campaign_read(session, campaign_id), actor)
        return CampaignOpened(
            campaign,
            lists.progress(session, campaign, today),
            lists.outstanding(session, campaign, today),
            sending.disowned(session, campaign, today),
            _effect(session, campaign, today),
            campaign.closed_on or today,
        )


def open_difference(campaign_id: UUID, number: int, *, actor: Actor, today: date) -> DifferenceOpened:
    """Open a figure of a campaign to the cases that have left it and joined it. Writes audit_event.

    number: its place among the figures, from 1. Raises Forbidden("role"), NotFound("campaign" | "figure").
    """
    check_may(actor, Action.OPEN_FIGURES)
    with transaction(actor) as session:
        campaign = on_file(lists.campaign_read(session, campaign_id))
        effect = _effect(session, campaign, today)
        if not 1 <= number <= len(effect):
            raise NotFound("figure", "This campaign has no such figure.")
        figure = effect[number - 1]
        left, joined = (
            lists.members_read(session, ids, are_families=figure.counts_families)
            for ids in (figure.who_left, figure.who_joined)
        )
        audit.record(
            session, actor, "campaign-figure.opened", campaign_id, figure=figure.measure, number=number
        )
        return DifferenceOpened(campaign, figure, campaign.closed_on or today, left, joined)


def close_campaign(campaign_id: UUID, *, actor: Actor, today: date) -> None:
    """End a campaign: it takes no more answers, and its figures are kept as they are now.

    Writes campaign, campaign_figure, audit_event. Raises Forbidden("role"), NotFound("campaign"),
    Conflict("campaign-closed").
    """
    check_may(actor, Action.RUN_CAMPAIGNS)
    with transaction(actor) as session:
        campaign = run_by(lists.campaign_for_update(session, campaign_id), actor)
        if campaign.closed_on is not None:
            raise Conflict("campaign-closed", "This campaign has been closed already.")
        campaign.sqlmodel_update({"closed_on": today, "closed_by": actor.user_id})
        _keep(session, campaign.id, Moment.CLOSING, _figures(session, today, campaign.year), today)
        audit.record(session, actor, "campaign.closed", campaign.id)


def kinds_run_by(actor: Actor) -> tuple[CampaignKind, ...]:
    """The kinds of campaigns that an actor may start, watch and close."""
    return tuple(kind for kind in CampaignKind if may(actor, _action_of(kind)))


def scopes(actor: Actor) -> dict[CampaignKind, FamilyScope]:
    """The cases that an actor may answer for, by the kind of campaign."""
    return {
        kind: campaign_scope(actor, about_people=kind is CampaignKind.DUPLICATES) for kind in CampaignKind
    }


def no_such_campaign() -> NotFound:
    """What is said of a campaign that there is not, or that asks somebody nothing."""
    return NotFound("campaign", "There is no such campaign among those that you may open.")


def on_file(campaign: Found | None) -> Found:
    """A campaign that was looked up. Raises NotFound("campaign") where there is none."""
    if campaign is None:
        raise no_such_campaign()
    return campaign


def run_by(campaign: Found | None, actor: Actor) -> Found:
    """A campaign that was looked up, for who runs it. Raises NotFound("campaign"), Forbidden("role")."""
    found = on_file(campaign)
    check_may_run(actor, found.kind)
    return found


def check_may_run(actor: Actor, kind: CampaignKind) -> None:
    """Raises Forbidden("role") unless an actor may start, watch and close campaigns of a kind."""
    check_may(actor, _action_of(kind))


def _action_of(kind: CampaignKind) -> Action:
    return Action.RUN_CAMPAIGNS_OF_PEOPLE if kind is CampaignKind.DUPLICATES else Action.RUN_CAMPAIGNS


def _assessments(session: Session, campaign: Campaign, today: date) -> Iterator[CampaignRow]:
    """The list of a campaign about assessments, by the day of initiation."""
    found = (case for case in finding.cases(session, today) if is_asked_about(case, campaign.kind, today))
    for number, case in enumerate(found, 1):
        asked = who_answers(case)
        yield CampaignRow(
            campaign_id=campaign.id,
            number=number,
            assessment_id=case.id,
            agency_id=asked.agency_id,
            establishment_id=asked.establishment_id,
            practitioner_id=asked.practitioner_id,
        )


def _people(session: Session, campaign: Campaign, today: date) -> Iterator[CampaignRow]:
    """The list of a campaign about people who may be on file twice."""
    led, nowhere = finding.led_from(session, today), LedFrom(None, None)
    for number, pair in enumerate(finding.people_who_may_be_one(session, today), 1):
        asked = who_answers_for_two(led.get(pair.family_id, nowhere), led.get(pair.other_family_id, nowhere))
        yield CampaignRow(
            campaign_id=campaign.id,
            number=number,
            person_id=pair.person_id,
            other_person_id=pair.other_person_id,
            agency_id=asked.agency_id,
            establishment_id=asked.establishment_id,
        )


def _effect(session: Session, campaign: CampaignRead, today: date) -> tuple[Difference, ...]:
    """The figures kept at the start beside those kept at the closing, or else those of today."""
    before = lists.figures_kept(session, campaign.id, Moment.START)
    if campaign.closed_on is not None:
        return differences(before, lists.figures_kept(session, campaign.id, Moment.CLOSING))
    return differences(before, _figures(session, today, campaign.year))


def _figures(session: Session, as_at: date, year: str) -> tuple[Kept, ...]:
    """The figures that a campaign may change, counted as the board report counts them."""
    register = assessment_rows(session, as_at)
    # Whether its criteria are confirmed changes none of these figures, so nobody evaluates them.
    listed = family_rows(session, as_at, frozenset(), editions(session).on(as_at))
    return figures_of(register, listed, as_at=as_at, year=year)


def _keep(
    session: Session, campaign_id: UUID, moment: Moment, figures: tuple[Kept, ...], as_at: date
) -> None:
    session.add_all(
        CampaignFigure(
            campaign_id=campaign_id,
            moment=moment,
            position=position,
            as_at=as_at,
            measure=each.measure,
            coordinates=[[axis, value] for axis, value in each.coordinates],
            value=each.value,
            members=list(each.members),
        )
        for position, each in enumerate(figures, 1)
    )
