"""Shapes of reminders on the wire."""

from typing import Any

from apiflask import Schema
from marshmallow import fields

from app.http import word
from app.reminders.rules.notices import NoticeKind

YES_OR_NO: dict[str, Any] = {"invalid": "Choose yes or no.", "required": "Choose yes or no."}


class ChooseReminders(Schema):
    """Which reminders to take by e-mail."""

    daily = fields.Boolean(
        required=True,
        error_messages=YES_OR_NO,
        metadata={"description": "What has become due or overdue, on the mornings of workdays."},
    )
    weekly = fields.Boolean(
        required=True, error_messages=YES_OR_NO, metadata={"description": "On Mondays, all that is due."}
    )
    at_once = fields.Boolean(
        required=True,
        error_messages=YES_OR_NO,
        metadata={"description": "Invitations to team meetings, outcomes of your referrals, cover to give."},
    )


class ChosenOut(ChooseReminders):
    """Which reminders you take by e-mail, and the version of that choice."""

    version = fields.Integer(required=True)


class ReminderOut(Schema):
    """Something to be reminded of. day: the one that it is due on or about."""

    kind = word(NoticeKind, required=True)
    day = fields.Date(required=True)


class RemindersOut(Schema):
    """All that there is to remind you of today, the earliest day first, and counts of where you manage."""

    reminders = fields.List(fields.Nested(ReminderOut), required=True)
    overdue_where_you_manage = fields.Integer(required=True)
    due_where_you_manage = fields.Integer(required=True)
    without_oversight_where_you_manage = fields.Integer(required=True)


class SendingOut(Schema):
    """How reminders go out, in counts: waiting and being sent now, the others in the last seven days."""

    waiting = fields.Integer(required=True)
    being_sent = fields.Integer(required=True)
    sent = fields.Integer(required=True)
    failed = fields.Integer(required=True)
    uncertain = fields.Integer(required=True)
    failures = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    trouble = fields.String(required=True, allow_none=True)
