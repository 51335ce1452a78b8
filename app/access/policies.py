"""Who may do what: pure decisions about an actor and what they ask for.

Each action has `check_can_…`, which raises Forbidden with a sentence, and where a page needs to know
beforehand a twin `can_…`. Source: the table of roles in docs/reference/roles.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from app.access.roles import REFUSALS, ROLES_MAY, Action, Role
from app.errors import Forbidden


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


BY_LINK = Actor(UUID("00000000-0000-4000-8000-000000000003"))
"""The actor of whoever opens a public report by a link, without signing in."""


def may(actor: Actor, action: Action) -> bool:
    """Whether one of the actor's roles includes an action."""
    return not actor.roles.isdisjoint(ROLES_MAY[action])


def check_may(actor: Actor, action: Action) -> None:
    """Raises Forbidden("role") when none of the actor's roles includes the action."""
    if not may(actor, action):
        raise Forbidden("role", REFUSALS[action])


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
    return manages_one_of(actor, establishments) and manages_one_of(actor, of_cover)


def check_can_name_cover(
    actor: Actor, practitioner_id: UUID, establishments: Mapping[UUID, UUID], *, of_cover: Mapping[UUID, UUID]
) -> None:
    """Raises Forbidden("not-your-staff") unless the actor may have one covered by the other."""
    if not can_name_cover(actor, practitioner_id, establishments, of_cover=of_cover):
        raise Forbidden(
            "not-your-staff", "You can name a colleague of your own establishment, or cover for your staff."
        )


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
    return may(actor, Action.BOOK_TRAINING) and manages_one_of(actor, establishments)


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


def can_open_brief(actor: Actor, agency_id: UUID, establishment_id: UUID | None) -> bool:
    """Whether an actor may open the brief of an agency, or of one establishment of it.

    The coordinator any; a manager those of the agencies and of the establishments that they manage.
    """
    if not may(actor, Action.SEE_BRIEFS):
        return False
    if Role.PROGRAMME_COORDINATOR in actor.roles:
        return True
    if establishment_id is None:
        return agency_id in actor.managed_agencies
    return manages(actor, establishment_id=establishment_id, agency_id=agency_id)


def check_can_see_release(
    actor: Actor, *, is_public: bool, is_return: bool, is_approved: bool, named_reader: bool
) -> None:
    """Raises Forbidden when a release is not for this actor.

    Returns are for those who prepare and sign them. A board reader has the public profile of board reports
    that were approved for release, and an internal one only when named for it. Those who make and approve
    reports see them before.
    """
    check_may(actor, Action.SEE_RELEASES)
    if Role.PROGRAMME_COORDINATOR in actor.roles or Role.AUTHORISING_OFFICER in actor.roles:
        return
    if is_return:
        raise Forbidden("return", "Only those who prepare, audit and sign returns may open them.")
    if Role.ANALYST in actor.roles:
        return
    if not is_public and not named_reader:
        raise Forbidden(
            "internal-profile", "This report is for named readers only. Ask the programme coordinator."
        )
    if not is_approved:
        raise Forbidden(
            "not-approved", "This report has not been approved for release, or its release was taken back."
        )


def manages(actor: Actor, *, establishment_id: UUID, agency_id: UUID) -> bool:
    return Role.AGENCY_MANAGER in actor.roles and (
        establishment_id in actor.managed_establishments or agency_id in actor.managed_agencies
    )


def manages_one_of(actor: Actor, postings: Mapping[UUID, UUID]) -> bool:
    return any(
        manages(actor, establishment_id=establishment, agency_id=agency)
        for establishment, agency in postings.items()
    )
