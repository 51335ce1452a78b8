"""Campaigns, how far they are, and the cases on their lists, each read only as far as an actor may see it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by, distinct_on
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.access.models import Agency, Establishment, Practitioner, UserAccount
from app.access.policies import FamilyScope
from app.campaigns.models import Campaign, CampaignAnswer, CampaignFigure, CampaignRow
from app.campaigns.queries.finding import cases
from app.campaigns.queries.parts import (
    AgencyProgress,
    AssessmentAsked,
    CampaignListed,
    CampaignRead,
    Counts,
    DisownedCase,
    LatestAnswer,
    MemberRead,
    OutstandingCase,
    PersonAsked,
    RowRead,
)
from app.campaigns.rules.answers import is_settled
from app.campaigns.rules.effect import Kept
from app.campaigns.rules.finding import date_faults
from app.campaigns.rules.vocabulary import CampaignKind, Moment, RowAnswer
from app.cases.models.assessments import AssessedChild, Assessment
from app.cases.models.people import Family, HouseholdMember, Person, Ward
from app.cases.queries.columns import columns, values
from app.cases.queries.families import held_within, led_within
from app.cases.queries.laterals import lives_in
from app.db import in_force, rows


def campaign_read(session: Session, campaign_id: UUID) -> CampaignRead | None:
    """A campaign; None when there is none."""
    found = values(CampaignRead, rows(session, _campaigns().where(col(Campaign.id) == campaign_id)))
    return found[0] if found else None


def campaign_for_update(session: Session, campaign_id: UUID) -> Campaign | None:
    """A campaign, locked for this transaction."""
    return session.exec(select(Campaign).where(Campaign.id == campaign_id).with_for_update()).one_or_none()


def campaign_to_answer(session: Session, campaign_id: UUID) -> Campaign | None:
    """A campaign, which nobody may close before this transaction ends; others may answer meanwhile."""
    statement = select(Campaign).where(Campaign.id == campaign_id).with_for_update(read=True)
    return session.exec(statement).one_or_none()


def row_for_update(session: Session, campaign_id: UUID, row_id: UUID) -> CampaignRow | None:
    """A case on a campaign's list, locked for this transaction."""
    return session.exec(
        select(CampaignRow)
        .where(CampaignRow.id == row_id, CampaignRow.campaign_id == campaign_id)
        .with_for_update()
    ).one_or_none()


def latest_answer(session: Session, row_id: UUID) -> CampaignAnswer | None:
    """The answer that holds for a case; None while there is none."""
    return session.exec(
        select(CampaignAnswer)
        .where(CampaignAnswer.row_id == row_id)
        .order_by(col(CampaignAnswer.version).desc())
        .limit(1)
    ).one_or_none()


def may_answer(session: Session, campaign_id: UUID, row_id: UUID, scope: FamilyScope, on: date) -> bool:
    """Whether a case of a campaign is one that is answered for within a scope."""
    statement = sa.select(col(CampaignRow.id)).where(
        col(CampaignRow.id) == row_id, col(CampaignRow.campaign_id) == campaign_id
    )
    return bool(rows(session, _within(statement, scope, on)))


def counts_within(session: Session, campaign: CampaignRead, scope: FamilyScope, on: date) -> Counts:
    """How far the cases of a campaign are that are answered for within a scope."""
    return _counts(_standing(session, campaign, scope, on))


def campaigns_within(
    session: Session, kinds: Mapping[CampaignKind, FamilyScope], on: date, *, all_of: Collection[CampaignKind]
) -> tuple[CampaignListed, ...]:
    """Campaigns with how far the cases are that are answered for within a scope: those open first.

    kinds: the scope for each kind. all_of: the kinds of which campaigns are listed although no case is in
    scope.
    """
    found = []
    for campaign in values(CampaignRead, rows(session, _campaigns())):
        counts = _counts(_standing(session, campaign, kinds[campaign.kind], on))
        if counts.asked or campaign.kind in all_of:
            found.append(CampaignListed(campaign, counts))
    return tuple(sorted(found, key=lambda each: each.campaign.closed_on is not None))


def campaigns_to_answer(
    session: Session, scope: FamilyScope, on: date
) -> tuple[tuple[CampaignRead, Counts], ...]:
    """The open campaigns in which cases wait for those whom a scope names, the soonest due first.

    Who sees every family is not asked as such: what waits for a coordinator stands on the campaign's page.
    """
    if scope.every_family:
        return ()
    statement = _campaigns().where(col(Campaign.closed_on).is_(None))
    found = [
        (campaign, _counts(_standing(session, campaign, scope, on)))
        for campaign in values(CampaignRead, rows(session, statement))
    ]
    waiting = [each for each in found if each[1].outstanding]
    return tuple(sorted(waiting, key=lambda each: (each[0].due_on, each[0].kind)))


def progress(session: Session, campaign: CampaignRead, on: date) -> tuple[AgencyProgress, ...]:
    """How far each agency is, by code; what the coordinator has to answer comes last."""
    by_agency: dict[tuple[bool, str, UUID | None], list[_Standing]] = defaultdict(list)
    for row in _standing(session, campaign, FamilyScope(every_family=True), on):
        by_agency[(row.agency is None, row.agency or "", row.agency_id)].append(row)
    return tuple(
        AgencyProgress(
            agency_id,
            code or None,
            _counts(found),
            dict(Counter(row.answer for row in found if row.answer is not None)),
        )
        for (_, code, agency_id), found in sorted(by_agency.items(), key=lambda each: each[0][:2])
    )


def outstanding(session: Session, campaign: CampaignRead, on: date) -> tuple[OutstandingCase, ...]:
    """The cases that nobody has answered, in the order of the list."""
    return tuple(
        OutstandingCase(
            row.number, row.agency, row.establishment, row.lead, row.initiated_on, row.assessment_id
        )
        for row in _standing(session, campaign, FamilyScope(every_family=True), on)
        if not row.is_settled
    )


def disowned(session: Session, campaign: CampaignRead, on: date) -> tuple[DisownedCase, ...]:
    """The cases that those who were asked say are not theirs, in the order of the list."""
    standing = [
        row
        for row in _standing(session, campaign, FamilyScope(every_family=True), on)
        if row.answer is RowAnswer.NOT_OURS
    ]
    said = _latest(session, [row.id for row in standing])
    return tuple(
        DisownedCase(row.number, row.agency, row.establishment, said[row.id].words) for row in standing
    )


def list_page(
    session: Session,
    campaign: CampaignRead,
    scope: FamilyScope,
    on: date,
    *,
    whole: FamilyScope,
    with_settled: bool,
    after: int,
    limit: int,
    only: Collection[UUID] | None = None,
    agency_id: UUID | None = None,
) -> tuple[RowRead, ...]:
    """Cases of a campaign that are answered for within a scope, in the order of the list.

    whole: the families whose whole record may be seen, so that children are named. after: the number of the
    last case before. only: these cases, settled or not. agency_id: those that this agency is asked about.
    """
    standing = [
        row
        for row in _standing(session, campaign, scope, on)
        if (row.id in only if only is not None else row.number > after)
        and (with_settled or only is not None or not row.is_settled)
        and agency_id in (None, row.agency_id)
    ][:limit]
    latest = _latest(session, [row.id for row in standing])
    asked = [row.assessment_id for row in standing if row.assessment_id is not None]
    assessments = _assessments(session, campaign.kind, asked, whole, on)
    pairs = [each for row in standing for each in (row.person_id, row.other_person_id)]
    people = _people(session, pairs, whole, on) if any(pairs) else {}
    return tuple(
        RowRead(
            id=row.id,
            number=row.number,
            version=row.version,
            agency=row.agency,
            establishment=row.establishment,
            lead=row.lead,
            is_settled=row.is_settled,
            latest=latest.get(row.id),
            assessment=assessments.get(row.assessment_id) if row.assessment_id else None,
            people=tuple(people[each] for each in (row.person_id, row.other_person_id) if each in people),
        )
        for row in standing
    )


def figures_kept(session: Session, campaign_id: UUID, moment: Moment) -> tuple[Kept, ...]:
    """The figures that were kept with a campaign at a moment, in their order; none before it has come."""
    found = session.exec(
        select(CampaignFigure)
        .where(CampaignFigure.campaign_id == campaign_id, CampaignFigure.moment == moment)
        .order_by(col(CampaignFigure.position))
    )
    return tuple(
        Kept(
            each.measure,
            tuple((axis, value) for axis, value in each.coordinates),
            each.value,
            tuple(each.members),
        )
        for each in found
    )


def members_read(session: Session, ids: Collection[UUID], *, are_families: bool) -> tuple[MemberRead, ...]:
    """The members of a figure: families by reference, or assessments by the day of initiation."""
    family: list[Any] = [col(Family.id).label("family_id"), col(Family.reference)]
    if are_families:
        statement = (
            sa.select(*family).where(col(Family.id).in_(ids)).order_by(*columns(Family, "reference", "id"))
        )
        return values(MemberRead, rows(session, statement))
    of_assessments = (
        sa.select(
            *family,
            col(Assessment.id).label("assessment_id"),
            *columns(Assessment, "kind", "initiated_on", "closed_on"),
        )
        .join(Family, col(Family.id) == Assessment.family_id)
        .where(col(Assessment.id).in_(ids))
        .order_by(*columns(Assessment, "initiated_on", "id"))
    )
    return values(MemberRead, rows(session, of_assessments))


def _campaigns() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            *columns(Campaign, "id", "kind", "started_on", "due_on", "note", "year", "closed_on"),
            col(UserAccount.display_name).label("started_by"),
        )
        .outerjoin(UserAccount, col(UserAccount.id) == Campaign.started_by)
        .order_by(col(Campaign.started_on).desc(), col(Campaign.kind), col(Campaign.id))
    )


@dataclass(frozen=True, slots=True)
class _Standing:
    """How a case stands: who is asked, the answer that holds, and whether anything more is asked."""

    id: UUID
    number: int
    assessment_id: UUID | None
    person_id: UUID | None
    other_person_id: UUID | None
    agency_id: UUID | None
    agency: str | None
    establishment: str | None
    lead: str | None
    initiated_on: date | None
    closed_on: date | None
    answer: RowAnswer | None
    version: int
    kind: CampaignKind

    @property
    def is_settled(self) -> bool:
        return is_settled(self.kind, is_answered=self.answer is not None, closed_on=self.closed_on)


def _standing(
    session: Session, campaign: CampaignRead, scope: FamilyScope, on: date
) -> tuple[_Standing, ...]:
    """How each case of a campaign in scope stands, in the order of the list."""
    lead = aliased(Practitioner)
    answer = (
        sa.select(*columns(CampaignAnswer, "row_id", "version", "answer"))
        .ext(distinct_on(col(CampaignAnswer.row_id)))
        .join(CampaignRow, col(CampaignRow.id) == CampaignAnswer.row_id)
        .where(col(CampaignRow.campaign_id) == campaign.id)
        .order_by(col(CampaignAnswer.row_id), col(CampaignAnswer.version).desc())
        .subquery("answer")
    )
    statement = (
        sa.select(
            *columns(CampaignRow, "id", "number", "assessment_id", "person_id", "other_person_id"),
            col(CampaignRow.agency_id),
            col(Agency.code).label("agency"),
            col(Establishment.name).label("establishment"),
            col(lead.display_name).label("lead"),
            *columns(Assessment, "initiated_on", "closed_on"),
            answer.c.answer,
            sa.func.coalesce(answer.c.version, 0).label("version"),
        )
        .select_from(CampaignRow)
        .outerjoin(Agency, col(Agency.id) == CampaignRow.agency_id)
        .outerjoin(Establishment, col(Establishment.id) == CampaignRow.establishment_id)
        .outerjoin(lead, col(lead.id) == CampaignRow.practitioner_id)
        .outerjoin(Assessment, col(Assessment.id) == CampaignRow.assessment_id)
        .outerjoin(answer, answer.c.row_id == CampaignRow.id)
        .where(col(CampaignRow.campaign_id) == campaign.id)
        .order_by(col(CampaignRow.number))
    )
    found = rows(session, _within(statement, scope, on))
    return tuple(_Standing(**row._asdict(), kind=campaign.kind) for row in found)


def _counts(found: Iterable[_Standing]) -> Counts:
    cases_found = list(found)
    return Counts(
        asked=len(cases_found),
        answered=sum(each.answer is not None for each in cases_found),
        outstanding=sum(not each.is_settled for each in cases_found),
    )


def _latest(session: Session, ids: Collection[UUID]) -> Mapping[UUID, LatestAnswer]:
    """The answer that holds for each of these cases that has one."""
    statement = (
        sa.select(
            *columns(CampaignAnswer, "row_id", "answer", "closed_on", "closure_reason", "words"),
            col(CampaignAnswer.answered_at).label("at"),
            col(UserAccount.display_name).label("by"),
        )
        .ext(distinct_on(col(CampaignAnswer.row_id)))
        .outerjoin(UserAccount, col(UserAccount.id) == CampaignAnswer.answered_by)
        .where(col(CampaignAnswer.row_id).in_(ids))
        .order_by(col(CampaignAnswer.row_id), col(CampaignAnswer.version).desc())
    )
    found = {}
    for row in rows(session, statement):
        held = row._asdict()
        row_id = held.pop("row_id")
        found[row_id] = LatestAnswer(**held)
    return found


def _assessments(
    session: Session, kind: CampaignKind, ids: Collection[UUID], whole: FamilyScope, on: date
) -> Mapping[UUID, AssessmentAsked]:
    """What the register has of these assessments, and of families in the scope whom they cover."""
    initiating, leading = aliased(Agency), aliased(Agency)
    held = sa.true() if whole.every_family else col(Assessment.family_id).in_(held_within(whole, on))
    children = (
        sa.select(
            sa.func.array_agg(
                aggregate_order_by(
                    sa.func.concat(col(Person.forename), " ", col(Person.surname)),
                    col(Person.born_on),
                    col(Person.id),
                )
            )
        )
        .join(AssessedChild, col(AssessedChild.person_id) == Person.id)
        .where(col(AssessedChild.assessment_id) == Assessment.id)
        .correlate(Assessment)
        .scalar_subquery()
    )
    register = columns(
        Assessment,
        "id",
        "kind",
        "initiated_on",
        "assessment_started_on",
        "assessment_completed_on",
        "first_team_meeting_on",
        "first_reviewed_on",
        "next_review_on",
        "closed_on",
        "closure_reason",
    )
    statement = (
        sa.select(
            *register,
            col(initiating.code).label("initiating_agency"),
            col(leading.code).label("lead_agency"),
            col(Practitioner.display_name).label("lead"),
            col(Family.version).label("record_version"),
            # Whatever was registered here is called by its own id, which tells nobody anything.
            sa.func.nullif(Assessment.import_key, sa.cast(Assessment.id, sa.String)).label("register_key"),
            sa.case((held, Assessment.family_id)).label("family_id"),
            sa.case((held, Family.reference)).label("reference"),
            sa.case((held, children)).label("children"),
        )
        .select_from(Assessment)
        .join(Family, col(Family.id) == Assessment.family_id)
        .join(initiating, col(initiating.id) == Assessment.initiating_agency_id)
        .outerjoin(leading, col(leading.id) == Assessment.lead_agency_id)
        .outerjoin(Practitioner, col(Practitioner.id) == Assessment.lead_practitioner_id)
        .where(col(Assessment.id).in_(ids))
    )
    wrong = _faults(session, ids, on) if kind is CampaignKind.CONTRADICTORY_DATES else {}
    return {
        row.id: AssessmentAsked(
            **{**row._asdict(), "children": tuple(row.children or ())}, date_faults=wrong.get(row.id, ())
        )
        for row in rows(session, statement)
    }


def _faults(session: Session, ids: Collection[UUID], on: date) -> Mapping[UUID, tuple[str, ...]]:
    return {case.id: date_faults(case.course, on) for case in cases(session, on, only=ids)}


def _people(
    session: Session, ids: Collection[UUID | None], whole: FamilyScope, on: date
) -> Mapping[UUID | None, PersonAsked]:
    """These people, each with a family that they live in on a day and that may be seen."""
    lives = lives_in(col(Family.id), on)
    statement = (
        sa.select(
            *columns(Person, "id", "forename", "surname", "born_on"),
            col(Family.id).label("family_id"),
            col(Family.reference),
            col(Ward.name).label("ward"),
        )
        .ext(distinct_on(col(Person.id)))
        .select_from(Person)
        .join(HouseholdMember, col(HouseholdMember.person_id) == Person.id)
        .join(Family, col(Family.id) == HouseholdMember.family_id)
        .outerjoin(lives, sa.true())
        .outerjoin(Ward, col(Ward.id) == lives.c.ward_id)
        .where(
            col(Person.id).in_([each for each in ids if each is not None]),
            in_force(col(HouseholdMember.starts_on), col(HouseholdMember.ends_on), on),
            sa.true() if whole.every_family else col(Family.id).in_(led_within(whole, on)),
        )
        .order_by(col(Person.id), col(Family.id))
    )
    return {row.id: PersonAsked(**row._asdict()) for row in rows(session, statement)}


def _within(
    statement: sa.Select[*tuple[Any, ...]], scope: FamilyScope, on: date
) -> sa.Select[*tuple[Any, ...]]:
    """Only the cases that are answered for within a scope.

    Of two people who may be one only somebody may answer who may open the records of both.
    """
    if scope.every_family:
        return statement
    seen = led_within(scope, on)
    return statement.where(
        sa.or_(
            col(CampaignRow.practitioner_id).in_(scope.practitioners),
            col(CampaignRow.establishment_id).in_(scope.establishments),
            col(CampaignRow.agency_id).in_(scope.agencies),
        ),
        *(
            sa.or_(
                person.is_(None),
                sa.exists().where(
                    col(HouseholdMember.person_id) == person,
                    in_force(col(HouseholdMember.starts_on), col(HouseholdMember.ends_on), on),
                    col(HouseholdMember.family_id).in_(seen),
                ),
            )
            for person in columns(CampaignRow, "person_id", "other_person_id")
        ),
    )
