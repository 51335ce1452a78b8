"""The families that a rollout meeting decides on, what agencies answered of them, and what was decided."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.access.models import Practitioner
from app.cases.models.people import Family, HouseholdMember, Person, Residence, Ward
from app.cases.models.triage import Allocation, LeadProfessional, MeetingWard, TriageDecision
from app.cases.models.triage_meetings import AgencyAnswer, AgencyReply
from app.cases.queries.columns import columns
from app.cases.queries.laterals import agencies_of
from app.cases.queries.triage_plans import PlannedMeeting
from app.cases.rules.triage import Answer, DecidedBefore, MeetingState, strongest
from app.cases.rules.vocabulary import NotAllocatedReason, TriageOutcome
from app.db import in_force, rows
from app.periods import add_months, age_on
from app.programme.facts import MemberRole

OLDEST_YOUNG_PERSON = 25


@dataclass(frozen=True, slots=True)
class ChildSeen:
    """A child or young person of a family, by name and date of birth; None where it is not known."""

    forename: str
    surname: str
    born_on: date | None

    def age(self, on: date) -> int | None:
        """Whole years lived by a day; None where it is not known."""
        return age_on(self.born_on, on) if self.born_on and self.born_on <= on else None


@dataclass(frozen=True, slots=True)
class AnswerSeen:
    """What an agency says of a family, and the name of who works with it now."""

    answer: Answer
    who: str | None


@dataclass(frozen=True, slots=True)
class DecisionSeen:
    """What stands of the decision about a family. agencies, lead_name: of the allocation that it made."""

    id: UUID
    meeting_id: UUID
    decided_on: date
    outcome: TriageOutcome
    reason: NotAllocatedReason | None
    deferred_until: date | None
    revision_reason: str | None
    agencies: tuple[str, ...]
    lead_name: str | None

    @property
    def before(self) -> DecidedBefore:
        """The decision as the rules know it."""
        return DecidedBefore(self.meeting_id, self.decided_on, self.outcome, self.reason, self.deferred_until)


@dataclass(frozen=True, slots=True)
class FamilyAtMeeting:
    """A family before a meeting. latest: the latest decision about it, of this meeting or one before.

    answers: by agency, each the strongest of its places'.
    """

    id: UUID
    reference: str
    ward: str
    version: int
    children: tuple[ChildSeen, ...]
    latest: DecisionSeen | None
    answers: Mapping[UUID, AnswerSeen]


def families_at(
    session: Session, meeting: PlannedMeeting, *, family_id: UUID | None = None
) -> tuple[FamilyAtMeeting, ...]:
    """The families of a meeting, by reference: those of its wards that wait, and those it decided on.

    family_id: of one family only; nothing when it is not before this meeting.
    """
    statement = _families(meeting)
    if family_id is not None:
        statement = statement.where(col(Family.id) == family_id)
    found = rows(session, statement)
    ids = [row.id for row in found]
    children, answers = children_of(session, ids, meeting.held_on), _answers(session, meeting.id, ids)
    return tuple(
        FamilyAtMeeting(
            row.id,
            row.reference,
            row.ward or "Not known",
            row.version,
            children.get(row.id, ()),
            _decision(row),
            answers.get(row.id, {}),
        )
        for row in found
    )


def children_of(
    session: Session, family_ids: Collection[UUID], on: date
) -> Mapping[UUID, tuple[ChildSeen, ...]]:
    """The children and young people who live in families on a day, the eldest first."""
    statement = (
        sa.select(col(HouseholdMember.family_id), *columns(Person, "forename", "surname", "born_on"))
        .join(Person, col(Person.id) == HouseholdMember.person_id)
        .where(
            col(HouseholdMember.family_id).in_(list(family_ids)),
            col(HouseholdMember.role) == MemberRole.CHILD,
            in_force(col(HouseholdMember.starts_on), col(HouseholdMember.ends_on), on),
            sa.or_(
                col(Person.born_on).is_(None),
                col(Person.born_on) > add_months(on, -12 * (OLDEST_YOUNG_PERSON + 1)),
            ),
        )
        .order_by(col(Person.born_on).asc().nulls_last(), col(Person.forename), col(Person.id))
    )
    found: dict[UUID, list[ChildSeen]] = defaultdict(list)
    for row in rows(session, statement):
        found[row.family_id].append(ChildSeen(row.forename, row.surname, row.born_on))
    return {family_id: tuple(children) for family_id, children in found.items()}


def _families(meeting: PlannedMeeting) -> sa.Select[*tuple[Any, ...]]:
    decided = (
        sa.select(*columns(TriageDecision, *DECISION))
        .where(col(TriageDecision.family_id) == Family.id)
        .order_by(col(TriageDecision.decided_on).desc())
        .limit(1)
        .lateral("decided")
    )
    lives = (
        sa.select(col(Residence.ward_id))
        .where(
            col(Residence.family_id) == Family.id,
            in_force(col(Residence.starts_on), col(Residence.ends_on), meeting.held_on),
        )
        .order_by(col(Residence.starts_on).desc())
        .limit(1)
        .lateral("lives")
    )
    allocated = (
        sa.select(col(Allocation.id), col(Allocation.starts_on))
        .where(col(Allocation.family_id) == Family.id, decided.c.outcome == TriageOutcome.ALLOCATE)
        .order_by(col(Allocation.starts_on).desc())
        .limit(1)
        .lateral("allocated")
    )
    agencies, lead = agencies_of(allocated.c.id), _lead_of(allocated)
    was_decided_here = sa.exists().where(
        col(TriageDecision.family_id) == Family.id, col(TriageDecision.meeting_id) == meeting.id
    )
    return (
        sa.select(
            *columns(Family, "id", "reference", "version"),
            col(Ward.name).label("ward"),
            *(decided.c[name].label(f"decided_{name}") for name in DECISION),
            agencies.c.codes,
            lead.c.name.label("lead_name"),
        )
        .select_from(Family)
        .outerjoin(decided, sa.true())
        .outerjoin(lives, sa.true())
        .outerjoin(Ward, col(Ward.id) == lives.c.ward_id)
        .outerjoin(allocated, sa.true())
        .outerjoin(agencies, sa.true())
        .outerjoin(lead, sa.true())
        .where(
            col(Family.id).in_(_in_question(meeting)),
            sa.or_(was_decided_here, _waits(meeting, decided.c, lives.c)),
        )
        .order_by(col(Family.reference), col(Family.id))
    )


def _in_question(meeting: PlannedMeeting) -> sa.CompoundSelect[Any]:
    """The families of the meeting's wards and those that it decided on: few of all on file."""
    wards = sa.select(col(MeetingWard.ward_id)).where(col(MeetingWard.meeting_id) == meeting.id)
    return sa.union(
        sa.select(col(Residence.family_id)).where(
            col(Residence.ward_id).in_(wards),
            in_force(col(Residence.starts_on), col(Residence.ends_on), meeting.held_on),
        ),
        sa.select(col(TriageDecision.family_id)).where(col(TriageDecision.meeting_id) == meeting.id),
    )


DECISION = ("id", "meeting_id", "decided_on", "outcome", "reason", "deferred_until", "revision_reason")


def _waits(meeting: PlannedMeeting, decided: Any, lives: Any) -> sa.ColumnElement[bool]:
    """On the list in the meeting's wards that day, and not decided on or allocated; or deferred until then.

    Nobody waits for a meeting that has ended.
    """
    if meeting.state is MeetingState.HELD:
        return sa.false()
    wards = sa.select(col(MeetingWard.ward_id)).where(col(MeetingWard.meeting_id) == meeting.id)
    ever = sa.exists().where(col(Allocation.family_id) == Family.id)
    now = ever.where(sa.or_(col(Allocation.ends_on).is_(None), col(Allocation.ends_on) >= meeting.held_on))
    is_due = sa.and_(decided.reason == NotAllocatedReason.DEFERRED, decided.deferred_until <= meeting.held_on)
    return sa.and_(
        col(Family.identified_on) <= meeting.held_on,
        lives.ward_id.in_(wards),
        sa.or_(sa.and_(decided.id.is_(None), ~ever), sa.and_(is_due, ~now)),
    )


def _lead_of(allocated: Any) -> Any:
    """Who leads now, or led last, under an allocation: name."""
    return (
        sa.select(col(Practitioner.display_name).label("name"))
        .select_from(LeadProfessional)
        .join(Practitioner, col(Practitioner.id) == LeadProfessional.practitioner_id)
        .where(col(LeadProfessional.allocation_id) == allocated.c.id)
        .order_by(col(LeadProfessional.starts_on).desc())
        .limit(1)
        .lateral("lead")
    )


def _decision(row: sa.Row[Any]) -> DecisionSeen | None:
    if row.decided_id is None:
        return None
    return DecisionSeen(
        **{name: getattr(row, f"decided_{name}") for name in DECISION},
        agencies=tuple(row.codes or ()),
        lead_name=row.lead_name,
    )


def _answers(
    session: Session, meeting_id: UUID, family_ids: Collection[UUID]
) -> Mapping[UUID, Mapping[UUID, AnswerSeen]]:
    """What each agency says of each family: by family, then agency, the strongest of its places'."""
    statement = (
        sa.select(
            *columns(AgencyAnswer, "family_id", "knowledge", "practitioner_id", "relationship"),
            col(AgencyReply.agency_id),
            col(Practitioner.display_name),
        )
        .select_from(AgencyAnswer)
        .join(AgencyReply, col(AgencyReply.id) == AgencyAnswer.reply_id)
        .outerjoin(Practitioner, col(Practitioner.id) == AgencyAnswer.practitioner_id)
        .where(col(AgencyReply.meeting_id) == meeting_id, col(AgencyAnswer.family_id).in_(list(family_ids)))
        .order_by(col(AgencyReply.agency_id), col(AgencyAnswer.id))
    )
    said: dict[UUID, dict[UUID, list[AnswerSeen]]] = defaultdict(lambda: defaultdict(list))
    for row in rows(session, statement):
        answer = Answer(row.knowledge, row.practitioner_id, row.relationship)
        said[row.family_id][row.agency_id].append(AnswerSeen(answer, row.display_name))
    return {
        family_id: {agency_id: _strongest(answers) for agency_id, answers in by_agency.items()}
        for family_id, by_agency in said.items()
    }


def _strongest(answers: list[AnswerSeen]) -> AnswerSeen:
    best = strongest(each.answer for each in answers)
    return next(each for each in answers if each.answer is best)
