"""A rollout meeting of the demonstration's day, planned and partly answered, for somebody to run."""

from datetime import date
from uuid import UUID

from app import clock
from app.access.policies import Actor
from app.cases.rules.triage import Answer, Knowledge, Relationship
from app.cases.services import triage_answers, triage_planning
from app.cases.services.triage_answers import OpenedList
from app.cases.services.triage_planning import Plan

ROLLOUT = 4
WARDS = frozenset({"Bulwell Forest", "Leen Valley"})
"""Two wards that no meeting of the year considered."""

ANSWERED = frozenset({"EWS", "FCT", "HOUSING", "POLICE", "YOT"})
"""The agencies that have answered; the others have not, and are named."""

WORKS_WITH_EVERY = 7
KNOWS_EVERY = 3


def plan_a_meeting(*, actor: Actor, today: date) -> UUID:
    """Plan the meeting, and answer for some of the agencies invited."""
    offered = triage_planning.to_plan(actor=actor)
    plan = Plan(
        today,
        ROLLOUT,
        frozenset(ward.id for ward in offered.wards if ward.name in WARDS),
        frozenset(agency.id for agency in offered.agencies),
    )
    meeting_id = triage_planning.plan_meeting(plan, actor=actor, today=today)
    for number, agency in enumerate(offered.agencies):
        if agency.code in ANSWERED:
            opened = triage_answers.open_list(meeting_id, agency.id, actor=actor, today=today)
            triage_answers.answer_list(
                meeting_id,
                agency.id,
                _answers(opened, number),
                version=opened.version,
                actor=actor,
                today=today,
                now=clock.now(),
            )
    return meeting_id


def _answers(opened: OpenedList, number: int) -> dict[UUID, Answer]:
    """Each agency works with some families and knows others, by their places on the list."""
    found: dict[UUID, Answer] = {}
    for place, family in enumerate(opened.families, number):
        if place % WORKS_WITH_EVERY == 0 and opened.practitioners:
            who = opened.practitioners[place % len(opened.practitioners)].practitioner_id
            how_good = (Relationship.GOOD, Relationship.FAIR, None, Relationship.POOR)[place % 4]
            found[family.id] = Answer(Knowledge.WORKING_NOW, who, how_good)
        else:
            is_known = (place + number) % KNOWS_EVERY == 0
            found[family.id] = Answer(Knowledge.KNOWN if is_known else Knowledge.NOT_KNOWN)
    return found
