"""Rollout meetings: the list of them, and what each decided."""

from datetime import date
from uuid import UUID

from flask import render_template

from app import clock, govuk
from app.cases.pages.blueprint import pages
from app.cases.queries.meetings import MeetingTotals
from app.cases.services import meetings as services
from app.cases.services import triage_planning

SUNDAY = 6


@pages.get("/meetings")
def meetings() -> str:
    """Every rollout meeting, the latest first."""
    found = services.meetings(actor=govuk.actor())
    return render_template(
        "cases/meetings.html",
        meetings=found,
        on_a_sunday={meeting.id for meeting in found if _is_sunday(meeting.held_on)},
        today=clock.today(),
    )


@pages.get("/meetings/<uuid:meeting_id>")
def meeting(meeting_id: UUID) -> str:
    """One meeting with its decisions and totals."""
    record = services.open_meeting(meeting_id, actor=govuk.actor())
    return render_template(
        "cases/meeting.html",
        meeting=record.meeting,
        plan=triage_planning.open_plan(meeting_id, actor=govuk.actor(), today=clock.today()),
        decisions=record.decisions,
        totals=_totals(record.meeting.totals),
        is_sunday=_is_sunday(record.meeting.held_on),
    )


def _totals(totals: MeetingTotals) -> list[tuple[str, int]]:
    return [
        ("families decided on", totals.reviewed),
        ("to allocate", totals.allocate),
        ("to check for claim", totals.check_for_claim),
        ("not to be allocated", totals.not_to_be_allocated),
        ("waiting, with no decision or allocation", totals.undecided),
    ]


def _is_sunday(day: date) -> bool:
    return day.weekday() == SUNDAY
