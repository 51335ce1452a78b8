"""One's own reminders, and how they go out, for programs."""

from typing import Any

from flask import Response

from app import clock, http
from app.openapi import refused_by
from app.reminders import schemas as shapes
from app.reminders import services
from app.reminders.rules.notices import Choices

api = http.api_blueprint("reminders_api", __name__, tag="Reminders")


@api.get("/reminders")
@api.output(shapes.RemindersOut)
def list_reminders() -> dict[str, Any]:
    """List all that there is to remind you of today, as your home page does."""
    what = services.what_is_due(actor=http.current_actor(), today=clock.today())
    managed = what.managed
    return {
        "reminders": sorted(what.reminders(), key=lambda each: (each.day, each.kind, each.subject_id)),
        "overdue_where_you_manage": managed.overdue,
        "due_where_you_manage": managed.due,
        "without_oversight_where_you_manage": managed.unseen,
    }


@api.get("/reminders/choice")
@api.output(shapes.ChosenOut)
def open_choice() -> Response:
    """See which reminders you take by e-mail."""
    return _answered(services.chosen(actor=http.current_actor()))


@api.put("/reminders/choice")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.ChooseReminders)
@api.output(shapes.ChosenOut)
@api.doc(responses=refused_by(services.choose))
def choose(json_data: dict[str, Any], headers_data: dict[str, Any]) -> Response:
    """Say which reminders you take by e-mail."""
    version = http.expected_version()
    actor = http.current_actor()
    services.choose(Choices(**json_data), version=version, actor=actor)
    return _answered(services.chosen(actor=actor))


@api.get("/reminders/sending")
@api.output(shapes.SendingOut)
@api.doc(responses=refused_by(services.sending))
def open_sending() -> Any:
    """See how reminders go out, in counts; for administrators."""
    return services.sending(actor=http.current_actor(), now=clock.now())


def _answered(chosen: services.Chosen) -> Response:
    return http.answer(shapes.ChosenOut().dump(chosen), etag=chosen.version)
