"""Rows for tests of merges: records of one person or family that have something in every table."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from app.access.models import UserAccount
from app.campaigns.models import Campaign, CampaignRow
from app.campaigns.rules.vocabulary import CampaignKind
from app.cases.models.assessments import Consent
from app.cases.models.corrections import Correction
from app.cases.models.evidence import CriterionEvidence, Measurement
from app.cases.models.notes import CaseNote, OversightNote
from app.cases.models.people import Residence
from app.cases.models.referrals import Referral
from app.cases.models.relationships import FamilyRelationship
from app.cases.models.teams import LeadChange, TeamMember
from app.cases.models.triage_meetings import AgencyAnswer, AgencyReply, ReplacedDecision
from app.cases.models.withdrawals import WithdrawnMembership
from app.cases.rules.household_words import CorrectedField, CorrectionReason
from app.cases.rules.notes import NoteCorrection, NoteKind, OversightKind
from app.cases.rules.referrals import ReferralConsent, ReferralState
from app.cases.rules.relationships import RelationshipKind, Responsibility, SetAsideWhy
from app.cases.rules.triage import Knowledge
from app.cases.rules.vocabulary import ConsentDecision, TriageOutcome
from app.claims.models.assurance import AssuranceCase, AssuranceVisit
from app.claims.models.claims import Claim, ClaimEvidence, ClaimLine, ClaimWindow
from app.claims.models.overrides import PartOverride
from app.claims.models.supplied import Document, EvidenceEntry, EvidenceRequest
from app.claims.rules.assurance import VisitKind
from app.claims.rules.documents import MediaType
from app.claims.rules.lifecycle import LineState
from app.programme.facts import Criterion, MeasurementKind, MemberRole
from app.programme.packs import Phase, Route
from tests.cases.builders import (
    DECIDED_ON,
    a_decision,
    a_family,
    a_lead,
    a_meeting,
    a_person,
    a_practitioner,
    a_ward,
    an_agency,
    an_allocation,
    an_assessment,
    an_establishment,
)
from tests.cases.sharing_builders import saved

NOW = datetime(2013, 6, 3, 10, 30, tzinfo=UTC)
EXTRACT = date(2013, 4, 30)


@dataclass
class Place:
    """What two records of a family have around them."""

    ward: UUID = field(default_factory=a_ward)
    agency: UUID = field(default_factory=an_agency)
    worker: UUID = field(default_factory=a_practitioner)

    def __post_init__(self) -> None:
        self.clinic = an_establishment(self.agency)
        self.meeting = a_meeting(self.ward)
        self.reply = saved(AgencyReply(meeting_id=self.meeting, agency_id=self.agency, replied_at=NOW))
        self.window = saved(
            ClaimWindow(
                label="2013 Q2",
                phase=Phase.PHASE_ONE,
                opens_on=date(2013, 7, 1),
                closes_on=date(2013, 7, 31),
            )
        )
        self.writer = saved(
            UserAccount(email=f"{uuid4()}@example.org", display_name="Wren Writer", created_at=NOW)
        )
        self.visit = saved(
            AssuranceVisit(
                kind=VisitKind.PEER,
                visited_on=date(2013, 5, 14),
                visitors="Two peers",
                rating="assured",
                recorded_at=NOW,
                recorded_by=self.writer,
            )
        )


def a_full_family(
    place: Place,
    *,
    allocated: tuple[date, date | None] | None = (DECIDED_ON, None),
    claim_state: LineState | None = LineState.DRAFT,
    surname: str = "Testcase",
) -> UUID:
    """A family that has a row in every table with a key to a family or a person."""
    family = a_family(place.ward, attached_on=date(2012, 12, 3))
    child = a_person(family, "Tansy", surname)
    decision = a_decision(family, place.meeting, TriageOutcome.ALLOCATE)
    saved(
        ReplacedDecision(
            decision_id=decision,
            outcome=TriageOutcome.CHECK_FOR_CLAIM,
            agencies=["HEALTH"],
            replaced_at=NOW,
            replaced_by=place.writer,
        )
    )
    if allocated:
        first, last = allocated
        allocation = an_allocation(family, place.agency, starts_on=first, ends_on=last)
        a_lead(allocation, place.worker, place.clinic, starts_on=first, ends_on=last)
    a_supply(place, family, child)
    assessment = an_assessment(family, child, agency_id=place.agency)
    saved(Consent(assessment_id=assessment, decided_on=date(2013, 1, 14), decision=ConsentDecision.GIVEN))
    for person in (None, child):
        saved(
            CriterionEvidence(
                family_id=family,
                person_id=person,
                criterion=next(iter(Criterion)),
                met=True,
                starts_on=date(2012, 9, 1),
                source="school census",
                extract_on=EXTRACT,
            )
        )
    a_measurement(child, 2)
    note = saved(
        CaseNote(
            family_id=family,
            kind=NoteKind.HOME_VISIT,
            happened_on=date(2013, 5, 1),
            text="All well.",
            written_by=place.writer,
            written_at=NOW,
        )
    )
    saved(
        CaseNote(
            family_id=family,
            kind=NoteKind.HOME_VISIT,
            happened_on=date(2013, 5, 2),
            text="All well indeed.",
            written_by=place.writer,
            written_at=NOW,
            corrects=note,
            correction=next(iter(NoteCorrection)),
        )
    )
    saved(
        OversightNote(
            family_id=family,
            kind=OversightKind.SUPERVISION,
            held_on=date(2013, 5, 3),
            direction="Carry on.",
            written_by=place.writer,
            written_at=NOW,
        )
    )
    _team_and_answers(place, family)
    a_relationship(place, family, None, child, RelationshipKind.PARENT)
    for whose in ({"family_id": family}, {"person_id": child}):
        saved(
            Correction(
                **whose,
                field=CorrectedField.WARD if "family_id" in whose else CorrectedField.SURNAME,
                was="Aspley",
                became="Basford",
                reason=next(iter(CorrectionReason)),
                corrected_at=NOW,
                corrected_by=place.writer,
            )
        )
    a_stay_taken_back(place, family, child)
    saved(AssuranceCase(visit_id=place.visit, family_id=family))
    if claim_state:
        a_claim(place, family, claim_state)
    a_part_to_let_pass(family, "education")
    return family


def a_stay_taken_back(place: Place, family: UUID, person: UUID) -> UUID:
    """Days of a person in a family that were taken back as a mistake."""
    return saved(
        WithdrawnMembership(
            family_id=family,
            person_id=person,
            member_id=uuid4(),
            role=MemberRole.CHILD,
            starts_on=date(2009, 1, 1),
            ends_on=date(2009, 6, 30),
            reason=next(iter(CorrectionReason)),
            withdrawn_at=NOW,
            withdrawn_by=place.writer,
        )
    )


def _team_and_answers(place: Place, family: UUID) -> None:
    a_place_in_the_team(place, family, date(2013, 3, 4))
    saved(
        LeadChange(
            family_id=family,
            to_practitioner_id=place.worker,
            establishment_id=place.clinic,
            starts_on=DECIDED_ON,
            changed_by=place.writer,
            changed_at=NOW,
        )
    )
    saved(AgencyAnswer(reply_id=place.reply, family_id=family, knowledge=Knowledge.NOT_KNOWN))
    saved(
        Referral(
            referred_by=place.writer,
            referred_on=date(2013, 5, 1),
            referred_at=NOW,
            ward_id=place.ward,
            why="Often absent.",
            consent=next(iter(ReferralConsent)),
            state=ReferralState.ACCEPTED,
            decided_on=date(2013, 5, 2),
            family_id=family,
        )
    )


def a_place_in_the_team(
    place: Place,
    family: UUID,
    starts_on: date,
    ends_on: date | None = None,
    *,
    practitioner: UUID | None = None,
    removed_at: datetime | None = None,
) -> UUID:
    return saved(
        TeamMember(
            family_id=family,
            practitioner_id=practitioner or place.worker,
            establishment_id=place.clinic,
            starts_on=starts_on,
            ends_on=ends_on,
            removed_at=removed_at,
        )
    )


def a_measurement(person: UUID, value: int, starts_on: date = date(2012, 9, 1)) -> UUID:
    return saved(
        Measurement(
            person_id=person,
            kind=MeasurementKind.FIXED_TERM_EXCLUSIONS,
            starts_on=starts_on,
            ends_on=starts_on + timedelta(days=100),
            value=value,
            source="school census",
            extract_on=EXTRACT,
        )
    )


def a_supply(place: Place, family: UUID, child: UUID) -> None:
    """A document, a figure entered by hand with it, and a request for another."""
    document = saved(
        Document(
            family_id=family,
            sha256="0" * 64,
            media_type=MediaType.PDF,
            name="letter.pdf",
            size_bytes=9,
            kept_by=place.writer,
            kept_at=NOW,
        )
    )
    saved(
        EvidenceEntry(
            family_id=family,
            person_id=child,
            kind=MeasurementKind.UNAUTHORISED_ABSENCE,
            value=1250,
            starts_on=date(2012, 9, 3),
            ends_on=date(2012, 12, 21),
            source="school office",
            extract_on=EXTRACT,
            document_id=document,
            entered_by=place.writer,
            entered_at=NOW,
        )
    )
    saved(
        EvidenceRequest(
            family_id=family,
            person_id=child,
            kind=MeasurementKind.UNAUTHORISED_ABSENCE,
            first_on=date(2013, 1, 7),
            last_on=date(2013, 3, 28),
            needed_by=date(2013, 7, 31),
            asked_by=place.writer,
            asked_at=NOW,
        )
    )


def a_part_to_let_pass(family: UUID, part: str) -> None:
    saved(
        PartOverride(
            family_id=family,
            part=part,
            pack_code="P1-2013",
            reason="Made good progress",
            asked_by=uuid4(),
            asked_at=NOW,
        )
    )


def a_claim(place: Place, family: UUID, state: LineState) -> UUID:
    claim = saved(Claim(family_id=family, phase=Phase.PHASE_ONE))
    line = saved(
        ClaimLine(
            claim_id=claim,
            route=next(iter(Route)),
            window_id=place.window,
            state=state,
            value_pence=70_000,
            drafted_on=date(2013, 7, 1),
        )
    )
    saved(ClaimEvidence(line_id=line, part="attendance", source="census", evidence_on=EXTRACT))
    return claim


def a_home(family: UUID, ward: UUID, starts_on: date, ends_on: date | None = None) -> UUID:
    return saved(Residence(family_id=family, ward_id=ward, starts_on=starts_on, ends_on=ends_on))


def a_relationship(
    place: Place,
    family: UUID,
    first: UUID | None,
    second: UUID,
    kind: RelationshipKind,
    *,
    is_set_aside: bool = False,
    corrects: UUID | None = None,
    responsibility: Responsibility | None = None,
) -> UUID:
    """What one is to the other; first None: a father who is not on file."""
    return saved(
        FamilyRelationship(
            family_id=family,
            kind=kind,
            first_person_id=first,
            first_label=None if first else "Father, lives elsewhere",
            second_person_id=second,
            recorded_at=NOW,
            recorded_by=place.writer,
            corrects=corrects,
            responsibility=responsibility,
            set_aside_at=NOW if is_set_aside else None,
            set_aside_by=place.writer if is_set_aside else None,
            set_aside_why=next(iter(SetAsideWhy)) if is_set_aside else None,
        )
    )


def a_suspected_duplicate(place: Place, first: UUID, second: UUID) -> UUID:
    """A campaign's case of two people who may be one."""
    campaign = saved(
        Campaign(
            kind=CampaignKind.DUPLICATES,
            started_on=date(2013, 6, 3),
            due_on=date(2013, 7, 3),
            year="2013/14",
            started_by=place.writer,
        )
    )
    one, other = sorted((first, second))
    return saved(CampaignRow(campaign_id=campaign, number=1, person_id=one, other_person_id=other))
