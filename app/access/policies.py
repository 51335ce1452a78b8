"""Who may do what: pure decisions about an actor and what they ask for.

Each action has `check_can_…`, which raises Forbidden with a sentence, and where a page needs to know
beforehand a twin `can_…`. Source: the table of roles in docs/reference/roles.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from uuid import UUID

from app.errors import Forbidden


class Role(StrEnum):
    """What a person may do; one person may hold several."""

    LEAD_PROFESSIONAL = "lead-professional"
    TEAM_MEMBER = "team-member"
    AGENCY_MANAGER = "agency-manager"
    PROGRAMME_COORDINATOR = "programme-coordinator"
    CAF_COORDINATOR = "caf-coordinator"
    INTERNAL_AUDITOR = "internal-auditor"
    AUTHORISING_OFFICER = "authorising-officer"
    ANALYST = "analyst"
    BOARD_READER = "board-reader"
    VISITING_READER = "visiting-reader"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        """The role as pages print it."""
        return (
            "CAF coordinator" if self is Role.CAF_COORDINATOR else self.value.replace("-", " ").capitalize()
        )


class Responsibility(StrEnum):
    """What a posting makes its holder responsible for."""

    OWN_CASELOAD = "own-caseload"
    ESTABLISHMENT = "establishment"
    AGENCY = "agency"


class Action(StrEnum):
    """What may be asked of Loxley, as the role table names it."""

    LIST_FAMILIES = "list-families"
    UPDATE_A_FAMILY = "update-a-family"
    ADD_TO_A_FAMILY = "add-to-a-family"
    WRITE_OVERSIGHT = "write-oversight"
    READ_ASSESSMENT_FORMS = "read-assessment-forms"
    REGISTER_A_FAMILY = "register-a-family"
    CORRECT_A_FAMILY = "correct-a-family"
    MERGE_RECORDS = "merge-records"
    REFER_A_FAMILY = "refer-a-family"
    DECIDE_REFERRALS = "decide-referrals"
    NAME_COVER = "name-cover"
    APPROVE_SHARING = "approve-sharing"
    SEE_WHO_OPENED = "see-who-opened"
    SEE_NOTED_RISKS = "see-noted-risks"
    NOTE_LEAD_CHANGES = "note-lead-changes"
    RUN_QUALITY_AUDITS = "run-quality-audits"
    AUDIT_ASSESSMENTS = "audit-assessments"
    FOLLOW_UP_AUDITS = "follow-up-audits"
    RUN_TRAINING = "run-training"
    BOOK_TRAINING = "book-training"
    SEE_TRAINING = "see-training"
    SEE_MEETINGS = "see-meetings"
    RUN_TRIAGE = "run-triage"
    ANSWER_TRIAGE = "answer-triage"
    SEE_DATA_SHEET = "see-data-sheet"
    SEE_DATA_QUALITY = "see-data-quality"
    SEE_CAF_REGISTER = "see-caf-register"
    RUN_CAMPAIGNS = "run-campaigns"
    RUN_CAMPAIGNS_OF_PEOPLE = "run-campaigns-of-people"
    ANSWER_CAMPAIGNS = "answer-campaigns"
    SEE_CLAIMS = "see-claims"
    REQUEST_A_REPORT = "request-a-report"
    REQUEST_A_RETURN = "request-a-return"
    SEE_RELEASES = "see-releases"
    OPEN_FIGURES = "open-figures"
    NAME_READERS = "name-readers"
    IMPORT = "import"
    MANAGE_USERS = "manage-users"


ROLES_MAY: dict[Action, frozenset[Role]] = {
    Action.LIST_FAMILIES: frozenset(
        {Role.LEAD_PROFESSIONAL, Role.TEAM_MEMBER, Role.AGENCY_MANAGER, Role.PROGRAMME_COORDINATOR}
    ),
    Action.UPDATE_A_FAMILY: frozenset(
        {Role.LEAD_PROFESSIONAL, Role.AGENCY_MANAGER, Role.PROGRAMME_COORDINATOR}
    ),
    # Team members add notes and actions of their own; what others wrote they leave alone.
    Action.ADD_TO_A_FAMILY: frozenset(
        {Role.LEAD_PROFESSIONAL, Role.TEAM_MEMBER, Role.AGENCY_MANAGER, Role.PROGRAMME_COORDINATOR}
    ),
    Action.WRITE_OVERSIGHT: frozenset({Role.AGENCY_MANAGER, Role.PROGRAMME_COORDINATOR}),
    Action.READ_ASSESSMENT_FORMS: frozenset(
        {
            Role.LEAD_PROFESSIONAL,
            Role.TEAM_MEMBER,
            Role.AGENCY_MANAGER,
            Role.PROGRAMME_COORDINATOR,
            Role.CAF_COORDINATOR,
        }
    ),
    # Whoever registers a family opens it next, and nobody leads it yet.
    Action.REGISTER_A_FAMILY: frozenset({Role.PROGRAMME_COORDINATOR}),
    Action.MERGE_RECORDS: frozenset({Role.PROGRAMME_COORDINATOR}),
    Action.CORRECT_A_FAMILY: frozenset({Role.PROGRAMME_COORDINATOR}),
    Action.REFER_A_FAMILY: frozenset(
        {
            Role.LEAD_PROFESSIONAL,
            Role.TEAM_MEMBER,
            Role.AGENCY_MANAGER,
            Role.CAF_COORDINATOR,
            Role.PROGRAMME_COORDINATOR,
        }
    ),
    Action.DECIDE_REFERRALS: frozenset({Role.PROGRAMME_COORDINATOR}),
    Action.NAME_COVER: frozenset({Role.LEAD_PROFESSIONAL, Role.AGENCY_MANAGER}),
    Action.APPROVE_SHARING: frozenset({Role.AGENCY_MANAGER, Role.PROGRAMME_COORDINATOR}),
    Action.SEE_WHO_OPENED: frozenset({Role.AGENCY_MANAGER, Role.PROGRAMME_COORDINATOR}),
    Action.SEE_NOTED_RISKS: frozenset({Role.CAF_COORDINATOR, Role.PROGRAMME_COORDINATOR}),
    Action.NOTE_LEAD_CHANGES: frozenset({Role.CAF_COORDINATOR}),
    Action.RUN_QUALITY_AUDITS: frozenset({Role.CAF_COORDINATOR}),
    # Whoever may be named as an auditor; being named, and consent, decide what they read.
    Action.AUDIT_ASSESSMENTS: frozenset(
        {
            Role.LEAD_PROFESSIONAL,
            Role.TEAM_MEMBER,
            Role.AGENCY_MANAGER,
            Role.CAF_COORDINATOR,
            Role.PROGRAMME_COORDINATOR,
        }
    ),
    Action.FOLLOW_UP_AUDITS: frozenset(
        {Role.LEAD_PROFESSIONAL, Role.TEAM_MEMBER, Role.AGENCY_MANAGER, Role.CAF_COORDINATOR}
    ),
    Action.RUN_TRAINING: frozenset({Role.CAF_COORDINATOR}),
    Action.BOOK_TRAINING: frozenset({Role.AGENCY_MANAGER, Role.CAF_COORDINATOR}),
    Action.SEE_TRAINING: frozenset(
        {Role.LEAD_PROFESSIONAL, Role.TEAM_MEMBER, Role.AGENCY_MANAGER, Role.CAF_COORDINATOR}
    ),
    Action.SEE_MEETINGS: frozenset({Role.PROGRAMME_COORDINATOR}),
    Action.RUN_TRIAGE: frozenset({Role.PROGRAMME_COORDINATOR}),
    Action.ANSWER_TRIAGE: frozenset({Role.AGENCY_MANAGER}),
    Action.SEE_DATA_SHEET: frozenset({Role.PROGRAMME_COORDINATOR}),
    Action.SEE_DATA_QUALITY: frozenset({Role.PROGRAMME_COORDINATOR, Role.ANALYST}),
    Action.SEE_CAF_REGISTER: frozenset({Role.CAF_COORDINATOR, Role.PROGRAMME_COORDINATOR}),
    Action.RUN_CAMPAIGNS: frozenset({Role.CAF_COORDINATOR, Role.PROGRAMME_COORDINATOR}),
    # Two people who may be one are told by their names and homes, which the register does not show.
    Action.RUN_CAMPAIGNS_OF_PEOPLE: frozenset({Role.PROGRAMME_COORDINATOR}),
    Action.ANSWER_CAMPAIGNS: frozenset(
        {Role.LEAD_PROFESSIONAL, Role.AGENCY_MANAGER, Role.CAF_COORDINATOR, Role.PROGRAMME_COORDINATOR}
    ),
    Action.SEE_CLAIMS: frozenset({Role.PROGRAMME_COORDINATOR}),
    Action.REQUEST_A_REPORT: frozenset({Role.PROGRAMME_COORDINATOR, Role.ANALYST}),
    Action.REQUEST_A_RETURN: frozenset({Role.PROGRAMME_COORDINATOR}),
    Action.SEE_RELEASES: frozenset(
        {Role.PROGRAMME_COORDINATOR, Role.AUTHORISING_OFFICER, Role.ANALYST, Role.BOARD_READER}
    ),
    Action.OPEN_FIGURES: frozenset({Role.PROGRAMME_COORDINATOR}),
    Action.NAME_READERS: frozenset({Role.PROGRAMME_COORDINATOR}),
    Action.IMPORT: frozenset({Role.ANALYST}),
    Action.MANAGE_USERS: frozenset({Role.ADMINISTRATOR}),
}

REFUSALS: dict[Action, str] = {
    Action.LIST_FAMILIES: "Your role does not include families' records.",
    Action.UPDATE_A_FAMILY: "Only those who lead or manage a family may change its record.",
    Action.ADD_TO_A_FAMILY: "Only those who work with a family may add to its record.",
    Action.WRITE_OVERSIGHT: "Only agency managers and the programme coordinator may write oversight notes.",
    Action.READ_ASSESSMENT_FORMS: "Your role does not include the forms of assessments.",
    Action.REGISTER_A_FAMILY: "Only the programme coordinator may register a family.",
    Action.MERGE_RECORDS: "Only the programme coordinator may merge records, or undo a merge.",
    Action.CORRECT_A_FAMILY: "Only the programme coordinator may correct a family's ward.",
    Action.REFER_A_FAMILY: "Your role does not include the referral of families.",
    Action.DECIDE_REFERRALS: "Only the programme coordinator may decide on referrals.",
    Action.NAME_COVER: "Only lead professionals and their managers may name cover.",
    Action.APPROVE_SHARING: "Only managers may decide about sharing without consent.",
    Action.SEE_WHO_OPENED: "Only managers may see who has opened a record.",
    Action.SEE_NOTED_RISKS: "Only the CAF and the programme coordinator may list risks noted at refusals.",
    Action.NOTE_LEAD_CHANGES: "Only the CAF coordinator is told of changes of lead professional.",
    Action.RUN_QUALITY_AUDITS: "Only the CAF coordinator may draw and run quality audits.",
    Action.AUDIT_ASSESSMENTS: "Your role does not include the audit of assessments.",
    Action.FOLLOW_UP_AUDITS: "Your role does not include what follows from quality audits.",
    Action.RUN_TRAINING: "Only the CAF coordinator may plan training and name mentors.",
    Action.BOOK_TRAINING: "Only agencies' managers and the CAF coordinator may book training.",
    Action.SEE_TRAINING: "Your role does not include training.",
    Action.SEE_MEETINGS: "Only the programme coordinator may open rollout meetings.",
    Action.RUN_TRIAGE: "Only the programme coordinator may plan and run rollout meetings.",
    Action.ANSWER_TRIAGE: "Only agencies' managers answer for them before a rollout meeting.",
    Action.SEE_DATA_SHEET: "Only the programme coordinator may open the live data sheet.",
    Action.SEE_DATA_QUALITY: "Only the programme coordinator and analysts may open data quality checks.",
    Action.SEE_CAF_REGISTER: "Only the CAF and the programme coordinator may open the CAF register.",
    Action.RUN_CAMPAIGNS: "Only the CAF and the programme coordinator may run data-cleansing campaigns.",
    Action.RUN_CAMPAIGNS_OF_PEOPLE: "Only the programme coordinator may ask about people who may be on file "
    "twice.",
    Action.ANSWER_CAMPAIGNS: "Your role does not include data-cleansing campaigns.",
    Action.SEE_CLAIMS: "Only the programme coordinator may open the evaluation of claims.",
    Action.REQUEST_A_REPORT: "Only the programme coordinator and analysts may ask for a report.",
    Action.REQUEST_A_RETURN: "Only the programme coordinator may ask for a return.",
    Action.SEE_RELEASES: "Your role does not include reports and returns.",
    Action.OPEN_FIGURES: "Only the programme coordinator may open the families behind a figure.",
    Action.NAME_READERS: "Only the programme coordinator may name readers of an internal report.",
    Action.IMPORT: "Only analysts may import data.",
    Action.MANAGE_USERS: "Only administrators may manage users.",
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever asks: a signed-in user, or a named system actor with no roles.

    managed_establishments and managed_agencies: what their postings make them responsible for today.
    covers: the practitioners for whom they stand in today.
    """

    user_id: UUID
    roles: frozenset[Role] = frozenset()
    practitioner_id: UUID | None = None
    managed_establishments: frozenset[UUID] = field(default_factory=frozenset)
    managed_agencies: frozenset[UUID] = field(default_factory=frozenset)
    covers: frozenset[UUID] = field(default_factory=frozenset)


SYSTEM = Actor(UUID("00000000-0000-4000-8000-000000000001"))
"""The actor of work that nobody asked for: sweeping, scheduled runs."""

COMMAND_LINE = Actor(
    UUID("00000000-0000-4000-8000-000000000002"),
    frozenset({Role.ANALYST, Role.PROGRAMME_COORDINATOR, Role.ADMINISTRATOR}),
)
"""The actor of the `loxley` command: whoever runs it already holds the database."""


class FamilyAccess(StrEnum):
    """As what somebody opens a family's record; the audit trail keeps it."""

    COORDINATOR = "coordinator"
    LEAD = "lead"
    MANAGER = "manager"
    COVER = "cover"
    TEAM_MEMBER = "team-member"

    @property
    def label(self) -> str:
        """The way of access as pages print it."""
        return self.value.replace("-", " ").capitalize()


@dataclass(frozen=True, slots=True)
class FamilyLedBy:
    """Who leads a family now: practitioners, their establishments, and the agencies of the allocation.

    lead_agencies: the agency that the family is led from, and the first one of the allocation. team: the
    practitioners in its Team Around the Family today, each with the agency that they were in on joining.
    """

    practitioners: frozenset[UUID]
    establishments: frozenset[UUID]
    agencies: frozenset[UUID]
    lead_agencies: frozenset[UUID] = frozenset()
    team: Mapping[UUID, UUID] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FamilyScope:
    """The families an actor may see: every one, or those led in one of these ways.

    teams: practitioners whose place in a family's team lets it be seen, though not whole.
    """

    every_family: bool
    practitioners: frozenset[UUID] = frozenset()
    establishments: frozenset[UUID] = frozenset()
    agencies: frozenset[UUID] = frozenset()
    teams: frozenset[UUID] = frozenset()

    def includes(self, led_by: FamilyLedBy) -> bool:
        """Whether a family led in this way may be seen."""
        return self.includes_whole(led_by) or not self.teams.isdisjoint(led_by.team)

    def includes_whole(self, led_by: FamilyLedBy) -> bool:
        """Whether the whole record of a family led in this way may be seen."""
        return (
            self.every_family
            or bool(self.practitioners & led_by.practitioners)
            or bool(self.establishments & led_by.establishments)
            or bool(self.agencies & led_by.agencies)
        )

    def without_teams(self) -> "FamilyScope":
        """Only the families whose whole record may be seen."""
        return replace(self, teams=frozenset())


def may(actor: Actor, action: Action) -> bool:
    """Whether one of the actor's roles includes an action."""
    return not actor.roles.isdisjoint(ROLES_MAY[action])


def check_may(actor: Actor, action: Action) -> None:
    """Raises Forbidden("role") when none of the actor's roles includes the action."""
    if not may(actor, action):
        raise Forbidden("role", REFUSALS[action])


def family_scope(actor: Actor) -> FamilyScope:
    """The families whose records an actor may see, by role, posting, cover and team.

    A coordinator sees every family; a lead professional those they lead, or for whose lead they stand in
    today; a manager those led from the establishments, or allocated to the whole agencies, that their
    posting names. Whoever is in a Team Around the Family today sees of that family what is shared with
    their agency.
    """
    if Role.PROGRAMME_COORDINATOR in actor.roles:
        return FamilyScope(every_family=True)
    return own_scope(actor)


def own_scope(actor: Actor) -> FamilyScope:
    """The families that an actor answers for themselves, leaving out what a coordinator sees beside them."""
    leads = Role.LEAD_PROFESSIONAL in actor.roles or Role.AGENCY_MANAGER in actor.roles
    manages = Role.AGENCY_MANAGER in actor.roles
    own = frozenset([actor.practitioner_id] if actor.practitioner_id else [])
    return FamilyScope(
        every_family=False,
        practitioners=_only(leads, own | actor.covers),
        establishments=_only(manages, actor.managed_establishments),
        agencies=_only(manages, actor.managed_agencies),
        teams=_only(leads or Role.TEAM_MEMBER in actor.roles, own),
    )


def access_to_family(actor: Actor, led_by: FamilyLedBy) -> FamilyAccess | None:
    """As what an actor may open a family led in this way; None: they may not.

    A team member opens only what is shared with their agency; everybody else the whole record.
    """
    scope = family_scope(actor)
    if not may(actor, Action.LIST_FAMILIES) or not scope.includes(led_by):
        return None
    if scope.every_family:
        return FamilyAccess.COORDINATOR
    if actor.practitioner_id in scope.practitioners & led_by.practitioners:
        return FamilyAccess.LEAD
    if scope.establishments & led_by.establishments or scope.agencies & led_by.agencies:
        return FamilyAccess.MANAGER
    return FamilyAccess.COVER if scope.practitioners & led_by.practitioners else FamilyAccess.TEAM_MEMBER


def check_can_open_family(actor: Actor, led_by: FamilyLedBy) -> None:
    """Raises Forbidden("not-your-family") unless the actor may open the family's whole record."""
    if not can_open_family(actor, led_by):
        raise Forbidden(
            "not-your-family", "You can open the records of families that you lead or manage now."
        )


def can_open_family(actor: Actor, led_by: FamilyLedBy) -> bool:
    """Whether an actor may open the whole record of a family led in this way; a team member may not."""
    return access_to_family(actor, led_by) not in (None, FamilyAccess.TEAM_MEMBER)


def holds_record(actor: Actor, led_by: FamilyLedBy) -> bool:
    """Whether an actor reads a family's assessments whatever consent says of other agencies.

    Those who lead the family, stand in for its lead, manage where it is led from, or coordinate the
    programme do. A manager of another agency of a joint allocation reads for that agency, within consent.
    """
    seen_as = access_to_family(actor, led_by)
    if seen_as is not FamilyAccess.MANAGER:
        return seen_as not in (None, FamilyAccess.TEAM_MEMBER)
    scope = family_scope(actor)
    return bool(
        scope.establishments & led_by.establishments
        or scope.agencies & led_by.lead_agencies
        or scope.practitioners & led_by.practitioners
    )


def reads_for(actor: Actor, led_by: FamilyLedBy) -> frozenset[UUID]:
    """The agencies for which an actor who does not hold a family's record reads its assessments."""
    scope = family_scope(actor)
    managed = scope.agencies & led_by.agencies
    return managed | {agency for member, agency in led_by.team.items() if member in scope.teams}


def can_name_lead(actor: Actor, led_by: FamilyLedBy, *, establishment_id: UUID, agency_id: UUID) -> bool:
    """Whether an actor may give a family a lead professional posted to this establishment.

    A coordinator may anywhere, a manager where they manage, and a lead professional hands over within the
    establishment that they lead the family from. Whoever only stands in may not.
    """
    seen_as = access_to_family(actor, led_by)
    if seen_as is FamilyAccess.COORDINATOR:
        return True
    if seen_as is FamilyAccess.LEAD and establishment_id in led_by.establishments:
        return True
    leads_or_manages = seen_as in (FamilyAccess.LEAD, FamilyAccess.MANAGER) and holds_record(actor, led_by)
    return leads_or_manages and _manages(actor, establishment_id=establishment_id, agency_id=agency_id)


def check_can_name_lead(
    actor: Actor, led_by: FamilyLedBy, *, establishment_id: UUID, agency_id: UUID
) -> None:
    """Raises Forbidden("not-your-establishment") unless the actor may name a lead posted there."""
    if not can_name_lead(actor, led_by, establishment_id=establishment_id, agency_id=agency_id):
        raise Forbidden(
            "not-your-establishment",
            "You can hand a family over within your establishment. Ask the coordinator for another.",
        )


def can_name_cover(
    actor: Actor, practitioner_id: UUID, establishments: Mapping[UUID, UUID], *, of_cover: Mapping[UUID, UUID]
) -> bool:
    """Whether an actor may have a practitioner covered by a colleague.

    establishments, of_cover: where the two are posted, each with its agency. A lead professional names a
    colleague of an establishment of theirs; a manager names any of their staff for any other of them.
    """
    if not may(actor, Action.NAME_COVER):
        return False
    if actor.practitioner_id == practitioner_id and not establishments.keys().isdisjoint(of_cover):
        return True
    return _manages_one_of(actor, establishments) and _manages_one_of(actor, of_cover)


def check_can_name_cover(
    actor: Actor, practitioner_id: UUID, establishments: Mapping[UUID, UUID], *, of_cover: Mapping[UUID, UUID]
) -> None:
    """Raises Forbidden("not-your-staff") unless the actor may have one covered by the other."""
    if not can_name_cover(actor, practitioner_id, establishments, of_cover=of_cover):
        raise Forbidden(
            "not-your-staff", "You can name a colleague of your own establishment, or cover for your staff."
        )


def can_read_forms(actor: Actor, led_by: FamilyLedBy) -> bool:
    """Whether an actor may read the whole of the assessments' forms of a family led in this way.

    The CAF coordinator reads every form of the register; others those of families whose record they hold.
    Whoever else may open the family reads what consent opens to their agency.
    """
    return Role.CAF_COORDINATOR in actor.roles or holds_record(actor, led_by)


def can_read_sampled(actor: Actor, *, auditor_id: UUID | None, is_waiting: bool) -> bool:
    """Whether an actor may read an assessment that was drawn for a quality audit, as its auditor.

    Only whoever is named for it, while it waits to be reviewed in an open audit, and as far as consent lets
    their agency read it. Nothing else of the family is opened by it.
    """
    return is_waiting and actor.user_id == auditor_id and may(actor, Action.AUDIT_ASSESSMENTS)


def can_book_for(actor: Actor, establishments: Mapping[UUID, UUID]) -> bool:
    """Whether an actor may book training for a practitioner, and give up the place again.

    establishments: where the practitioner is posted, each with its agency. The CAF coordinator may for
    everybody, a manager for those posted where they manage. Who came, the CAF coordinator records.
    """
    if may(actor, Action.RUN_TRAINING):
        return True
    return may(actor, Action.BOOK_TRAINING) and _manages_one_of(actor, establishments)


def can_follow_up_audit(actor: Actor, practitioner_id: UUID) -> bool:
    """Whether an actor may say that an action of a quality audit is done: whose it is, or the coordinator."""
    if may(actor, Action.RUN_QUALITY_AUDITS):
        return True
    return may(actor, Action.FOLLOW_UP_AUDITS) and actor.practitioner_id == practitioner_id


def can_answer_for(actor: Actor, agency_id: UUID, establishment_id: UUID | None) -> bool:
    """Whether an actor may answer for an agency, or for one establishment of it, before a rollout meeting.

    A manager answers for the whole agencies, and for the establishments, that their posting names; the
    coordinator for any of them, for those that ring up.
    """
    if may(actor, Action.RUN_TRIAGE):
        return True
    if not may(actor, Action.ANSWER_TRIAGE):
        return False
    if establishment_id is None:
        return agency_id in actor.managed_agencies
    return establishment_id in actor.managed_establishments


def campaign_scope(actor: Actor, *, about_people: bool) -> FamilyScope:
    """The cases of a data-cleansing campaign that an actor may answer for, by who is asked about them.

    A coordinator who may run the campaign answers for anybody who rings up; a manager for the agencies and
    establishments that their posting names; a lead professional for the cases that they led when the list
    was made, or for whose lead they stand in.
    """
    runs = Action.RUN_CAMPAIGNS_OF_PEOPLE if about_people else Action.RUN_CAMPAIGNS
    if may(actor, runs):
        return FamilyScope(every_family=True)
    return family_scope(actor).without_teams()


def check_can_see_release(actor: Actor, *, is_public: bool, is_return: bool, named_reader: bool) -> None:
    """Raises Forbidden when a release is not for this actor.

    Returns are for those who prepare and sign them. A board reader has the public profile of released
    board reports, and an internal one only when named for it.
    """
    check_may(actor, Action.SEE_RELEASES)
    if Role.PROGRAMME_COORDINATOR in actor.roles or Role.AUTHORISING_OFFICER in actor.roles:
        return
    if is_return:
        raise Forbidden("return", "Only those who prepare, audit and sign returns may open them.")
    if Role.ANALYST in actor.roles or is_public or named_reader:
        return
    raise Forbidden(
        "internal-profile", "This report is for named readers only. Ask the programme coordinator."
    )


def _only(allowed: bool, ids: Iterable[UUID]) -> frozenset[UUID]:
    return frozenset(ids) if allowed else frozenset()


def _manages(actor: Actor, *, establishment_id: UUID, agency_id: UUID) -> bool:
    return Role.AGENCY_MANAGER in actor.roles and (
        establishment_id in actor.managed_establishments or agency_id in actor.managed_agencies
    )


def _manages_one_of(actor: Actor, postings: Mapping[UUID, UUID]) -> bool:
    return any(
        _manages(actor, establishment_id=establishment, agency_id=agency)
        for establishment, agency in postings.items()
    )
