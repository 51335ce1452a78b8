"""Words planted in every record of the city, each of which says what it is of and whose, and who may read it.

A word that turns up in an answer to somebody who may not read it gives away where it came from.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session

from app import clock
from app.access import services as access
from app.access.policies import COMMAND_LINE, SYSTEM
from app.access.roles import Role
from app.cases.models.assessments import Consent
from app.cases.models.corrections import Correction
from app.cases.models.course import AssessmentReview, PlanAction, TeamMeeting, TeamMeetingInvitation
from app.cases.models.forms import FormAction, FormAnswer, SavedSection
from app.cases.models.notes import CaseNote, OversightNote
from app.cases.models.people import Family
from app.cases.models.sharing import NotedRisk, SharingWithoutConsent
from app.cases.models.teams import LeadChange, TeamMember
from app.cases.rules.course import Attendance
from app.cases.rules.form_boxes import Box, FormSection
from app.cases.rules.household_words import CorrectedField, CorrectionReason
from app.cases.rules.notes import NoteKind, OversightKind
from app.cases.rules.referrals import ReferralConsent
from app.cases.rules.referred import FamilyReferred, PersonReferred
from app.cases.rules.sharing import ConsentBy, LawfulReason, SharingState
from app.cases.rules.vocabulary import ConsentDecision
from app.cases.services import referral_decisions, referring, triage_board, triage_planning
from app.cases.services.triage_planning import Plan
from app.db import transaction
from app.programme.facts import MemberRole
from tests.cases.builders import an_assessment
from tests.conftest import COORDINATOR, TODAY
from tests.edges.programs import PASSWORD, a_user

AT = datetime(2013, 7, 1, 9, 0, tzinfo=UTC)
SOME_DAY = date(2013, 6, 3)
PRACTITIONERS = {
    Role.LEAD_PROFESSIONAL: "LP-0001",
    Role.AGENCY_MANAGER: "MGR-EWS",
    Role.TEAM_MEMBER: "LP-0002",
}
"""The lead professional and the manager of EWS; the team member works with one family, led from elsewhere."""

# Whose a planted word is: the record led by LP-0001, another led from EWS, one led from elsewhere that the
# team member works with, one that nobody leads, one on file for a CAF only, those that wait for a meeting at
# which EWS is asked, what somebody else referred, and everybody else's.
STORIES = ("led", "ews", "team", "unled", "unlisted")
WHOSE = (*STORIES, "waiting", "referred", "rest")

PLANTED = re.compile(r"vq([a-z]+)qv([a-z]+)qv", re.IGNORECASE)
REFERENCE = re.compile(r"PF-\d{6}[A-Z]")

WHOLE = frozenset(
    {"reference", "surname", "address", "source", "note", "oversight"}
    | {"correction", "form", "course", "present", "sharing"}
)
"""What those who hold a family's record read of it: all but the risks that others noted at a refusal."""

SHARED = frozenset({"reference", "surname", "address", "present", "course", "form"})
OF_THE_REGISTER = frozenset({"reference", "surname", "address", "form", "risk"})

MAY_READ: Mapping[Role, Mapping[str, frozenset[str]]] = {
    Role.LEAD_PROFESSIONAL: {"led": WHOLE},
    Role.AGENCY_MANAGER: {"led": WHOLE, "ews": WHOLE, "waiting": frozenset({"surname", "reference"})},
    Role.TEAM_MEMBER: {"team": SHARED},
    Role.PROGRAMME_COORDINATOR: dict.fromkeys(WHOSE, WHOLE | {"risk", "referral"}),
    Role.CAF_COORDINATOR: dict.fromkeys(WHOSE, OF_THE_REGISTER),
}
"""Of whom each role reads what; a role that is not named reads of nobody."""


class Word(NamedTuple):
    """What a planted word is of, and whose it is."""

    kind: str
    whose: str


@dataclass(frozen=True, slots=True)
class Planted:
    """What was planted.

    ids: by story and by the names of parameters. references: whose each is. versions: of each story's record,
    and of what else has one by the first part of its address.
    """

    ids: Mapping[str, Mapping[str, UUID | str]]
    references: Mapping[str, str]
    versions: Mapping[str, int]

    def words_in(self, text: str) -> set[Word]:
        """The planted words, and the references, in a text."""
        found = {Word(kind.lower(), whose.lower()) for kind, whose in PLANTED.findall(text)}
        return found | {
            Word("reference", self.references.get(each, "rest")) for each in REFERENCE.findall(text)
        }


def may_read(role: Role, found: Word) -> bool:
    """Whether a role may read a word."""
    return found.kind in MAY_READ.get(role, {}).get(found.whose, ())


def words_of_stories(role: Role) -> set[Word]:
    """All that a role may read of the records that it can be shown one by one."""
    may = MAY_READ.get(role, {})
    words = {Word(kind, whose) for whose in STORIES for kind in may.get(whose, ())}
    nowhere = {Word("reference", "unlisted"), Word("source", "unlisted")}
    return words - nowhere - {Word("referral", whose) for whose in STORIES}


def word(kind: str, whose: str) -> str:
    """The word that stands for what is of somebody."""
    return f"Vq{kind}qv{whose}qv"


def plant() -> Planted:
    """Plant words all over the city; an account for each role. Nothing is committed beyond the test."""
    author = a_user(Role.PROGRAMME_COORDINATOR, Role.BOARD_READER)
    sender = a_user(Role.TEAM_MEMBER, Role.BOARD_READER)
    for role in Role:
        access.create_user(
            email_of(role),
            "Lee Example",
            {role},
            PASSWORD,
            practitioner_key=PRACTITIONERS.get(role),
            actor=COMMAND_LINE,
        )
    with transaction(SYSTEM) as session:
        common = session.execute(sa.text(COMMON)).one()._asdict()
        families = session.execute(sa.text(FAMILIES), common).one()._asdict()
        ews = set(session.execute(sa.text(FROM_EWS), common).scalars())
    plan = Plan(TODAY, 4, frozenset({common["ward_id"]}), frozenset({common["agency_id"]}))
    meeting_id = triage_planning.plan_meeting(plan, actor=COMMAND_LINE, today=TODAY)
    waiting = [
        each.id for each in triage_board.open_board(meeting_id, actor=COMMAND_LINE, today=TODAY).families
    ]
    whose = {
        **dict.fromkeys(waiting, "waiting"),
        **dict.fromkeys(ews, "ews"),
        **{family_id: story for story, family_id in families.items()},
    }
    with transaction(SYSTEM) as session:
        whose |= dict.fromkeys(session.execute(sa.text(LED_BY_LEAD)).scalars(), "led")
        _name_everybody(session, whose)
    planted = {story: _plant_one(story, families[story], common, author.user_id) for story in STORIES}
    referral = _referral(sender, common)
    with transaction(SYSTEM) as session:
        references = {
            row.reference: whose.get(row.id, "rest")
            for row in session.execute(
                sa.text("select id, reference from family where reference is not null")
            )
        }
        shared = {**common, **session.execute(sa.text(OTHERS)).one()._asdict()}
    shared |= {"referral_id": referral, "rollout_meeting_id": meeting_id, "waiting_id": waiting[0]}
    versions = {"assessments": 1, "referrals": 2, "meetings": 1}
    with transaction(SYSTEM) as session:
        for story, family_id in {**families, "waiting": waiting[0]}.items():
            versions[story] = session.get_one(Family, family_id).version
    return Planted({story: {**shared, **found} for story, found in planted.items()}, references, versions)


def email_of(role: Role) -> str:
    """The address of the account that holds one role."""
    return f"planted-{role.value}@example.org"


# The agency is EWS, the ward has families that wait for their meeting.
COMMON = """
select
    (select id from ward where name = 'Wollaton West') as ward_id,
    (select id from agency where code = 'EWS') as agency_id,
    (select id from claim_window order by opens_on desc limit 1) as window_id,
    (select establishment_id from posting join practitioner on practitioner.id = practitioner_id
     where import_key = 'LP-0001' and ends_on is null limit 1) as establishment_id,
    (select posting.id from posting join practitioner on practitioner.id = practitioner_id
     where import_key = 'LP-0001' and ends_on is null limit 1) as posting_id,
    (select id from practitioner where import_key = 'LP-0001') as practitioner_id,
    (select id from practitioner where import_key = 'LP-0002') as teammate_id
"""
LED_NOW = """
from allocation
join lead_professional on allocation_id = allocation.id and lead_professional.ends_on is null
join practitioner on practitioner.id = lead_professional.practitioner_id
join establishment on establishment.id = lead_professional.establishment_id
where allocation.ends_on is null
"""
LED_BY_LEAD = f"select allocation.family_id {LED_NOW} and practitioner.import_key = 'LP-0001'"
FROM_EWS = f"""
select allocation.family_id {LED_NOW} and establishment.agency_id = :agency_id
union select allocation.family_id from allocation join allocation_agency on allocation_id = allocation.id
where allocation.ends_on is null and agency_id = :agency_id
"""
FAMILIES = f"""
with of_ews as ({FROM_EWS}), of_lead as ({LED_BY_LEAD})
select
    (select family_id from of_lead order by 1 limit 1) as led,
    (select family_id from of_ews where family_id not in (select family_id from of_lead)
     order by 1 limit 1) as ews,
    (select allocation.family_id {LED_NOW} and allocation.family_id not in (select family_id from of_ews)
     order by 1 limit 1) as team,
    (select family.id from family where reference is not null
     and id not in (select family_id from allocation) order by reference limit 1) as unled,
    (select family.id from family where reference is null order by id limit 1) as unlisted
"""
OTHERS = """
select
    (select id from release order by id limit 1) as release_id,
    (select id from job order by id limit 1) as job_id,
    (select id from user_account order by email limit 1) as user_id,
    (select id from lead_change limit 1) as change_id
"""
REFERENCES = "select id, reference from family where reference is not null"
MEMBER = """
select household_member.id as member_id, household_member.person_id from household_member
where family_id = :family_id and ends_on is null order by role, id limit 1
"""
HOME = "select id from residence where family_id = :family_id order by starts_on desc limit 1"


def _name_everybody(session: Session, whose: Mapping[UUID, str]) -> None:
    """Give everybody, every address and all evidence of the city the word of whose family it is.

    Somebody who was in two families has the word of the one that more may read.
    """
    rows = [{"id": family_id, "whose": each} for family_id, each in whose.items()]
    session.execute(sa.text("create temporary table whose (id uuid primary key, whose text) on commit drop"))
    session.execute(sa.text("insert into whose values (:id, :whose)"), rows)
    for statement in NAMING:
        session.execute(sa.text(statement))
    session.execute(
        sa.text("insert into known_name (key) values (:key) on conflict do nothing"),
        [{"key": word("surname", each).lower()} for each in WHOSE],
    )


NAMING = (
    """update person set surname = 'Vqsurnameqv' || named.whose || 'qv',
        surname_key = 'vqsurnameqv' || named.whose || 'qv'
    from (select person_id, (array_agg(coalesce(whose.whose, 'rest') order by
              array_position(array['led', 'ews', 'team', 'waiting'], whose.whose)))[1] as whose
          from household_member left join whose on whose.id = family_id group by person_id) as named
    where person.id = named.person_id""",
    *(
        f"""update {table} set {column} = 'Vq{kind}qv' || coalesce(
            (select whose from whose where whose.id = {table}.family_id), 'rest') || 'qv'"""
        for table, column, kind in (
            ("residence", "address", "address"),
            ("criterion_evidence", "source", "source"),
        )
    ),
)


def _plant_one(story: str, family_id: UUID, common: Mapping[str, Any], author: UUID) -> dict[str, UUID | str]:
    """A note, a form, a review and whatever else a record may hold, each with its own word."""
    with transaction(SYSTEM) as session:
        member = session.execute(sa.text(MEMBER), {"family_id": family_id}).one()
        home = session.execute(sa.text(HOME), {"family_id": family_id}).scalar_one()
    agency = common["agency_id"]
    open_one = an_assessment(family_id, member.person_id, agency_id=agency, consented_on=SOME_DAY)
    refused = an_assessment(family_id, member.person_id, agency_id=agency, first_team_meeting_on=None)
    made = _Made(story, family_id, open_one, refused, member.person_id, author, common)
    with transaction(SYSTEM) as session:
        found: dict[str, UUID | str] = dict(_rows(session, made))
    return {
        "family_id": family_id,
        "assessment_id": open_one,
        "refused_id": refused,
        "member_id": member.member_id,
        "person_id": member.person_id,
        "residence_id": home,
        "section": FormSection.CONCLUSIONS.value,
        **found,
    }


@dataclass(frozen=True, slots=True)
class _Made:
    story: str
    family_id: UUID
    open_one: UUID
    refused: UUID
    person_id: UUID
    author: UUID
    common: Mapping[str, Any]

    def word(self, kind: str) -> str:
        return word(kind, self.story)


def _rows(session: Session, made: _Made) -> Iterator[tuple[str, UUID]]:
    """The rows of one record by the names of the parameters that stand for them."""

    def added(row: Any) -> UUID:
        session.add(row)
        session.flush()
        return row.id  # type: ignore[no-any-return]  # every row here has one

    by, family = {"written_by": made.author, "written_at": AT}, {"family_id": made.family_id}
    yield (
        "note_id",
        added(
            CaseNote(**family, kind=NoteKind.HOME_VISIT, happened_on=SOME_DAY, text=made.word("note"), **by)
        ),
    )
    added(
        OversightNote(
            **family,
            kind=OversightKind.SUPERVISION,
            held_on=SOME_DAY,
            direction=made.word("oversight"),
            **by,
        )
    )
    added(
        Correction(
            **family,
            field=CorrectedField.ADDRESS,
            was=made.word("correction"),
            became="2 Alder Example Road",
            reason=CorrectionReason.TYPED_WRONG,
            corrected_at=AT,
            corrected_by=made.author,
        )
    )
    section = added(
        SavedSection(
            assessment_id=made.open_one, section=FormSection.CONCLUSIONS, saved_at=AT, saved_by=made.author
        )
    )
    added(FormAnswer(section_id=section, box=Box.CONCLUSIONS, words=made.word("form")))
    plan = added(
        SavedSection(assessment_id=made.open_one, section=FormSection.PLAN, saved_at=AT, saved_by=made.author)
    )
    added(
        FormAction(
            section_id=plan,
            position=1,
            desired_outcome=made.word("form"),
            action=made.word("form"),
            who=made.word("form"),
            by_when=made.word("form"),
        )
    )
    review = AssessmentReview(
        assessment_id=made.open_one,
        reviewed_on=SOME_DAY,
        works_well=made.word("course"),
        worries=made.word("course"),
        needs_to_happen=made.word("course"),
        childs_words=made.word("course"),
        next_review_on=date(2013, 7, 9),
    )
    yield "review_id", added(review)
    yield (
        "action_id",
        added(
            PlanAction(
                assessment_id=made.open_one,
                what=made.word("course"),
                who=made.word("course"),
                agreed_on=SOME_DAY,
                due_on=date(2013, 7, 8),
            )
        ),
    )
    meeting = added(TeamMeeting(assessment_id=made.open_one, meets_on=SOME_DAY, held=True))
    yield "team_meeting_id", meeting
    added(
        TeamMeetingInvitation(
            meeting_id=meeting,
            agency_id=made.common["agency_id"],
            role=made.word("course"),
            attendance=Attendance.ATTENDED,
        )
    )
    added(_consent(made, made.open_one, ConsentDecision.GIVEN))
    no = added(_consent(made, made.refused, ConsentDecision.REFUSED, risk_noted=True))
    yield (
        "risk_id",
        added(
            NotedRisk(
                consent_id=no, risk=made.word("risk"), follow_up_on=date(2013, 7, 8), recorded_by=made.author
            )
        ),
    )
    yield (
        "sharing_id",
        added(
            SharingWithoutConsent(
                assessment_id=made.refused,
                agency_id=made.common["agency_id"],
                reason=LawfulReason.LEGAL_DUTY,
                explanation=made.word("sharing"),
                asked_by=made.author,
                asked_at=AT,
                state=SharingState.ASKED,
            )
        ),
    )
    mate, there = made.common["teammate_id"], made.common["establishment_id"]
    added(
        LeadChange(
            **family,
            to_practitioner_id=made.common["practitioner_id"],
            establishment_id=there,
            starts_on=SOME_DAY,
            changed_by=made.author,
            changed_at=AT,
        )
    )
    if made.story == "team":
        yield (
            "team_member_id",
            added(TeamMember(**family, practitioner_id=mate, establishment_id=there, starts_on=SOME_DAY)),
        )


def _consent(made: _Made, assessment_id: UUID, decision: ConsentDecision, **more: Any) -> Consent:
    return Consent(
        assessment_id=assessment_id,
        decided_on=SOME_DAY,
        decision=decision,
        decided_by=ConsentBy.BOTH,
        present=made.word("present"),
        recorded_by=made.author,
        recorded_at=AT,
        **more,
    )


def _referral(sender: Any, common: Mapping[str, Any]) -> UUID:
    """A family that somebody else has referred, with a question asked."""
    said = word("referral", "referred")
    family = FamilyReferred(
        (PersonReferred("Fennel", said, MemberRole.CHILD),),
        common["ward_id"],
        said,
        ReferralConsent.AGREES,
        address=said,
    )
    sent = referring.refer(family, actor=sender, today=TODAY, now=clock.now())
    referral_decisions.ask(sent.id, said, version=1, actor=COORDINATOR, now=clock.now())
    return sent.id
