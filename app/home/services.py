"""What each person's home page shows, put together from every package in one look at the database."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from sqlmodel import Session

from app.access import queries as access
from app.access.family_access import FamilyScope, family_scope, own_scope
from app.access.policies import Actor, may
from app.access.roles import Action, Role
from app.campaigns.queries.lists import campaigns_to_answer, campaigns_to_decide
from app.campaigns.queries.parts import CampaignRead, Counts
from app.cases.queries import changes, forms, overview, referrals
from app.cases.queries.cells import status_counts
from app.cases.queries.changes import NewChange
from app.cases.queries.due import DueItem
from app.cases.queries.families import FamilyFilters, FamilyListRow, families_page
from app.cases.queries.form_parts import DraftToFinish
from app.cases.queries.invitations import MeetingToCome
from app.cases.queries.leads_to_settle import LeadToSettle, leads_to_settle
from app.cases.queries.meetings import MeetingSummary, meetings_to_come
from app.cases.queries.notes import FamilySeen
from app.cases.queries.overview import Caseload
from app.cases.queries.posted import CoverNamed
from app.cases.queries.referral_parts import ReferralListed
from app.cases.queries.teams import FamilyToApprove, LeadChanged, families_to_approve, lead_changes_to_note
from app.cases.rules.register import RegisterSummary, register_summary
from app.cases.rules.standing import FamilyStatus
from app.claims.queries import requests
from app.claims.queries.concerns import concern_count
from app.claims.queries.requests import Requested
from app.claims.queries.returns import ReturnRead, returns
from app.claims.rules.returns import ReturnState
from app.db import reading
from app.home.claim_audits import ClaimAudits, claim_audits
from app.home.practice import Practice, practice
from app.reminders.queries import Sending, managed_by, sending_of, what_is_due
from app.reports import freezing, opening
from app.reports.queries import approvals, work
from app.reports.queries.approvals import NotMade, ReleaseStanding, Standings
from app.reports.rules.against_target import AgainstTarget
from app.reports.views import JobView, ReleaseSummary

MOST_FAMILIES = 20
MOST_RELEASES = 5


@dataclass(frozen=True, slots=True)
class Home:
    """A home page's parts; None for a part that none of the actor's roles has.

    led: families that the actor leads, the latest changed first; due: what is overdue or due soon of them
    and of those that they cover. meetings: team meetings that they are invited to. covering: whom they stand
    in for, now or soon. with_me: actions that are with them in teams of other families.
    managed: those of the establishments or
    agencies that the actor's postings name; due_where_managed: what is overdue or due soon of them; caseloads
    of those who lead them. funnel: families on the list
    by standing. register: the CAF register. released: what the actor may open, the newest first.
    quiet: families that the actor leads, without contact noted for weeks. unseen: those where they manage,
    without oversight noted for weeks.
    asked_for: the actor's own latest work. accounts: how many accounts hold each role. claim_audits:
    internal audit and assurance.
    news: the actor's own referrals that stand otherwise than when they last saw them. waiting: how many
    referrals wait for a decision.
    drafts: forms of assessments that the actor has begun to fill in.
    covered: families for whose lead the actor stands in. teamed: those
    whose team names them. to_approve: those for which somebody has asked to share without consent.
    lead_changes: changes of lead professional that the CAF coordinator is told. practice: quality audits.
    campaigns: those in which cases wait for the answer of the actor or of where they manage.
    campaigns_to_decide: those that the actor runs, and in each how many cases were said not to be theirs.
    sending: how reminders go out by e-mail. changes: the newest by others to families that the actor leads,
    stands in for or manages. to_settle: families where they manage without a lead, or with one who has left
    or leads by default. programme: its measures against the target; None too on a day on which no rules of
    it are in force. rollout_meetings: today's, or the next one. figures: those that the actor is asked for;
    figures_asked: how many the actor has asked of others, and where they stand, if any. to_sign: returns
    that wait for signature. returns_in_hand: returns that the actor prepares or has still to submit.
    undermined: lines of claims that what is recorded now no longer bears out. reports_to_approve: board
    reports that wait for the approval of the actor. reports_to_submit: drafts that the actor may submit.
    reports_not_made: those that the schedule asked for in vain.
    """

    roles: tuple[Role, ...]
    led: tuple[FamilyListRow, ...] | None
    due: tuple[DueItem, ...] | None
    with_me: tuple[DueItem, ...]
    meetings: tuple[MeetingToCome, ...]
    covering: tuple[CoverNamed, ...]
    managed: tuple[FamilyListRow, ...] | None
    quiet: tuple[FamilySeen, ...] | None
    unseen: tuple[FamilySeen, ...] | None
    due_where_managed: tuple[DueItem, ...] | None
    caseloads: tuple[Caseload, ...] | None
    funnel: Mapping[FamilyStatus, int] | None
    register: RegisterSummary | None
    released: tuple[ReleaseSummary, ...] | None
    asked_for: tuple[JobView, ...] | None
    accounts: Mapping[Role, int] | None
    claim_audits: ClaimAudits
    news: tuple[ReferralListed, ...] | None
    waiting: int | None
    drafts: tuple[DraftToFinish, ...] | None
    covered: tuple[FamilyListRow, ...]
    teamed: tuple[FamilyListRow, ...] | None
    to_approve: tuple[FamilyToApprove, ...]
    lead_changes: tuple[LeadChanged, ...] | None
    practice: Practice
    campaigns: tuple[tuple[CampaignRead, Counts], ...]
    campaigns_to_decide: tuple[tuple[CampaignRead, int], ...]
    sending: Sending | None
    changes: tuple[NewChange, ...] | None
    to_settle: tuple[LeadToSettle, ...] | None
    programme: AgainstTarget | None
    rollout_meetings: tuple[MeetingSummary, ...]
    figures: tuple[Requested, ...]
    figures_asked: requests.Counts | None
    to_sign: tuple[ReturnRead, ...] | None
    returns_in_hand: tuple[ReturnRead, ...]
    undermined: int | None
    reports_to_approve: tuple[ReleaseStanding, ...] | None
    reports_to_submit: tuple[ReleaseStanding, ...]
    reports_not_made: tuple[NotMade, ...]


def home(*, actor: Actor, today: date, now: datetime) -> Home:
    """The home page of whoever asks. A part that their roles do not include is not read."""
    with reading(actor) as session:
        leads = Role.LEAD_PROFESSIONAL in actor.roles
        manages = Role.AGENCY_MANAGER in actor.roles
        reminded = what_is_due(session, actor, today)
        standings = approvals.standings(session) if may(actor, Action.SEE_RELEASES) else {}
        return Home(
            roles=tuple(role for role in Role if role in actor.roles),
            led=_families(session, _led_by(actor), today) if leads else None,
            due=reminded.due,
            with_me=reminded.with_me,
            meetings=reminded.meetings,
            covering=reminded.covering,
            managed=_families(session, managed_by(actor), today) if manages else None,
            quiet=reminded.quiet,
            unseen=reminded.unseen,
            due_where_managed=reminded.due_where_managed,
            caseloads=overview.caseloads(session, family_scope(actor).without_teams(), today)
            if manages
            else None,
            funnel=_funnel(session, today) if may(actor, Action.SEE_DATA_SHEET) else None,
            register=_register(session, today) if may(actor, Action.SEE_CAF_REGISTER) else None,
            released=_released(session, actor, standings) if may(actor, Action.SEE_RELEASES) else None,
            asked_for=_asked_for(session, actor, now) if may(actor, Action.REQUEST_A_REPORT) else None,
            accounts=_accounts(session) if may(actor, Action.MANAGE_USERS) else None,
            claim_audits=claim_audits(session, actor, today),
            news=reminded.news,
            waiting=referrals.waiting_count(session) if may(actor, Action.DECIDE_REFERRALS) else None,
            drafts=_drafts(session, actor, today) if may(actor, Action.UPDATE_A_FAMILY) else None,
            covered=_families(session, _covered_by(actor), today) if actor.covers else (),
            teamed=_teamed(session, actor, today),
            to_approve=_to_approve(session, actor, today),
            lead_changes=lead_changes_to_note(session) if may(actor, Action.NOTE_LEAD_CHANGES) else None,
            practice=practice(session, actor, today),
            campaigns=campaigns_to_answer(session, family_scope(actor).without_teams(), today),
            campaigns_to_decide=campaigns_to_decide(session, today)
            if may(actor, Action.RUN_CAMPAIGNS)
            else (),
            sending=sending_of(session, now) if may(actor, Action.MANAGE_USERS) else None,
            changes=_changes(session, actor, today, now) if leads or manages else None,
            to_settle=leads_to_settle(session, managed_by(actor), today) if manages else None,
            programme=freezing.programme_now(session, as_at=today)
            if may(actor, Action.SEE_DATA_SHEET)
            else None,
            rollout_meetings=meetings_to_come(session, today) if may(actor, Action.RUN_TRIAGE) else (),
            figures=reminded.figures,
            figures_asked=_figures_asked(session, today) if may(actor, Action.ASK_FOR_EVIDENCE) else None,
            to_sign=returns(session, states=(ReturnState.WAITING,))
            if may(actor, Action.SIGN_RETURNS)
            else None,
            returns_in_hand=returns(session, states=(ReturnState.PREPARING, ReturnState.SIGNED))
            if may(actor, Action.PREPARE_RETURNS)
            else (),
            undermined=concern_count(session) if may(actor, Action.PREPARE_CLAIMS) else None,
            reports_to_approve=approvals.to_approve(session, standings, besides=actor.user_id)
            if may(actor, Action.APPROVE_REPORTS)
            else None,
            reports_to_submit=approvals.to_submit(standings) if may(actor, Action.SUBMIT_REPORTS) else (),
            reports_not_made=approvals.quarter_not_made(session) if may(actor, Action.SUBMIT_REPORTS) else (),
        )


def _figures_asked(session: Session, today: date) -> requests.Counts | None:
    found = requests.counts(session, today)
    return found if found.waiting or found.answered or found.without else None


def _changes(session: Session, actor: Actor, today: date, now: datetime) -> tuple[NewChange, ...]:
    return changes.newest_changes(session, own_scope(actor).without_teams(), actor.user_id, today, now)


def _led_by(actor: Actor) -> FamilyScope:
    leads = frozenset([actor.practitioner_id] if actor.practitioner_id else [])
    return FamilyScope(every_family=False, practitioners=leads)


def _covered_by(actor: Actor) -> FamilyScope:
    return FamilyScope(every_family=False, practitioners=family_scope(actor).practitioners & actor.covers)


def _teamed(session: Session, actor: Actor, today: date) -> tuple[FamilyListRow, ...] | None:
    """Families whose team names the actor; None for those who are in none and have no role for it."""
    scope = FamilyScope(every_family=False, teams=family_scope(actor).teams)
    found = _families(session, scope, today) if scope.teams else ()
    return found if found or Role.TEAM_MEMBER in actor.roles else None


def _to_approve(session: Session, actor: Actor, today: date) -> tuple[FamilyToApprove, ...]:
    if not may(actor, Action.APPROVE_SHARING):
        return ()
    return families_to_approve(session, family_scope(actor).without_teams(), actor.user_id, today)


def _families(session: Session, scope: FamilyScope, today: date) -> tuple[FamilyListRow, ...]:
    return families_page(session, FamilyFilters(), scope, after=None, limit=MOST_FAMILIES, on=today).families


def _funnel(session: Session, today: date) -> Mapping[FamilyStatus, int]:
    counts = status_counts(session, today)
    return {
        status: counts.get(status, 0)
        for status in FamilyStatus
        if status is not FamilyStatus.NOT_ON_PROGRAMME
    }


def _register(session: Session, today: date) -> RegisterSummary:
    return register_summary(overview.register_alike(session, today), today)


def _released(session: Session, actor: Actor, standings: Standings) -> tuple[ReleaseSummary, ...]:
    return tuple(islice(opening.seen_of_all(session, actor, standings), MOST_RELEASES))


def _asked_for(session: Session, actor: Actor, now: datetime) -> tuple[JobView, ...]:
    return tuple(work.jobs_of(session, actor.user_id, now=now))[:MOST_RELEASES]


def _drafts(session: Session, actor: Actor, today: date) -> tuple[DraftToFinish, ...]:
    return forms.drafts_of(session, actor.user_id, family_scope(actor).without_teams(), today)


def _accounts(session: Session) -> Mapping[Role, int]:
    held = Counter(
        role for account in access.accounts(session) if account.left_on is None for role in account.roles
    )
    return {role: held[role] for role in Role}
