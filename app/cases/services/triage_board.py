"""A rollout meeting while it runs: its families, who has answered, and one family to decide on."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app import audit
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.queries import triage_leads, triage_lists, triage_plans
from app.cases.queries.triage_leads import DecisionReplaced, LeadToChoose
from app.cases.queries.triage_lists import DecisionSeen, FamilyAtMeeting
from app.cases.queries.triage_plans import Named, PlannedMeeting
from app.cases.rules.cells import SHARED
from app.cases.rules.vocabulary import TriageOutcome
from app.cases.services.triage_planning import no_such_meeting
from app.db import transaction
from app.errors import RuleRefused


@dataclass(frozen=True, slots=True)
class Totals:
    """How far a meeting is. by_agency: families allocated there, by the data sheet's columns."""

    families: int
    undecided: int
    by_outcome: Mapping[TriageOutcome, int]
    by_agency: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Board:
    """A meeting while it runs: its families, who has not answered, totals, and one family to decide on.

    selected: the family asked for, else the next without a decision; None when there is no family.
    """

    meeting: PlannedMeeting
    families: tuple[FamilyAtMeeting, ...]
    not_answered: tuple[Named, ...]
    totals: Totals
    selected: FamilyAtMeeting | None
    replaced: tuple[DecisionReplaced, ...]
    agencies: tuple[Named, ...]
    leads: tuple[LeadToChoose, ...]

    def decided(self, family: FamilyAtMeeting) -> DecisionSeen | None:
        """What this meeting decided about a family; None while it has not."""
        return decided_at(self.meeting, family)


def decided_at(meeting: PlannedMeeting, family: FamilyAtMeeting) -> DecisionSeen | None:
    """What stands of a family's decision at this meeting; one of a meeting before does not count."""
    return family.latest if family.latest and family.latest.meeting_id == meeting.id else None


def open_board(
    meeting_id: UUID,
    family_id: UUID | None = None,
    *,
    after: UUID | None = None,
    actor: Actor,
    today: date,
) -> Board:
    """Open a meeting to run it, with one family to decide on. Writes audit_event.

    family_id: that family. after: the next one without a decision after this family.
    Raises Forbidden("role"), NotFound("meeting"), RuleRefused("not-on-the-list").
    """
    check_may(actor, Action.RUN_TRIAGE)
    with transaction(actor) as session:
        meeting = triage_plans.planned_meeting(session, meeting_id, today)
        if meeting is None:
            raise no_such_meeting()
        families = triage_lists.families_at(session, meeting)
        wanted = family_id or _next(meeting, families, after)
        selected = next((family for family in families if family.id == wanted), None)
        if family_id is not None and selected is None:
            raise not_on_the_list()
        audit.record(
            session,
            actor,
            "triage.opened",
            meeting_id,
            family_id=str(selected.id) if selected else None,
            families=len(families),
        )
        answered = {reply.agency_id for reply in triage_plans.replies(session, meeting_id)}
        agencies = triage_plans.agencies_on_the_sheet(session)
        return Board(
            meeting=meeting,
            families=families,
            not_answered=tuple(agency for agency in meeting.invited if agency.id not in answered),
            totals=_totals(meeting, families),
            selected=selected,
            replaced=triage_leads.replaced_decisions(session, selected.id) if selected else (),
            agencies=agencies,
            leads=triage_leads.leads_to_choose(session, today, agencies={each.id for each in agencies}),
        )


def not_on_the_list() -> RuleRefused:
    return RuleRefused("not-on-the-list", "This family is not on the meeting's list.")


def _next(meeting: PlannedMeeting, families: tuple[FamilyAtMeeting, ...], after: UUID | None) -> UUID | None:
    """The next family without a decision, from the top again after the last.

    When every family has one, the one that was just decided on, else the first; None when there is none.
    """
    ids = [family.id for family in families]
    at = ids.index(after) + 1 if after in ids else 0
    in_turn = (*families[at:], *families[:at])
    waiting = next((family.id for family in in_turn if decided_at(meeting, family) is None), None)
    return waiting or (after if after in ids else next(iter(ids), None))


def _totals(meeting: PlannedMeeting, families: tuple[FamilyAtMeeting, ...]) -> Totals:
    decided = [made for family in families if (made := decided_at(meeting, family))]
    outcomes = Counter(made.outcome for made in decided)
    columns = Counter(
        made.agencies[0] if len(made.agencies) == 1 else SHARED
        for made in decided
        if made.outcome is TriageOutcome.ALLOCATE and made.agencies
    )
    return Totals(
        families=len(families),
        undecided=len(families) - len(decided),
        by_outcome={outcome: outcomes[outcome] for outcome in TriageOutcome},
        by_agency=dict(sorted(columns.items())),
    )
