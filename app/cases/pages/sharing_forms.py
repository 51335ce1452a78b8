"""The shapes of the forms about leads, teams and consent: the API's own, with the version that was seen."""

from typing import Any
from uuid import UUID

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from app.cases.rules.consent_items import ConsentItem
from app.cases.rules.vocabulary import ConsentDecision
from app.cases.schemas import sharing as shapes

UUID_SENT = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
FROM_THE_LIST = "Choose from the list."


class ChangeLeadForm(shapes.ChangeLead):
    """Who leads the family from a day."""

    version = fields.Integer(required=True)


class JoinTeamForm(shapes.JoinTeam):
    """Who joins the team around the family."""

    version = fields.Integer(required=True)


EVERY = "every"
"""What is sent for every agency, and for all of an assessment."""

GROUPS = ("", "_2", "_3")
"""The ends of the names of the boxes: agencies, and what they may read; then others, and what those may."""


def _agencies() -> fields.List[Any]:
    agency = fields.String(validate=validate.Regexp(rf"{EVERY}|{UUID_SENT}", error=FROM_THE_LIST))
    return fields.List(agency, load_default=list, validate=validate.Length(max=100, error="Choose fewer."))


def _items() -> fields.List[Any]:
    offered = validate.OneOf((EVERY, *ConsentItem), error=FROM_THE_LIST)
    return fields.List(fields.String(validate=offered), load_default=list)


class RecordConsentForm(shapes.DecideConsent):
    """What was decided about an assessment; where it is limited, agencies and items in up to three groups."""

    version = fields.Integer(required=True)
    agencies = _agencies()
    items = _items()
    agencies_2 = _agencies()
    items_2 = _items()
    agencies_3 = _agencies()
    items_3 = _items()

    @validates_schema(skip_on_field_errors=True)
    def check_the_limits(self, values: dict[str, Any], **kwargs: Any) -> None:
        """Say by its box what a limited consent does not say, or says twice."""
        if values["decision"] is not ConsentDecision.LIMITED:
            return
        wrong: dict[str, list[str]] = {}
        named: set[str] = set()
        for end in GROUPS:
            agencies, items = values[f"agencies{end}"], values[f"items{end}"]
            if end and not agencies and not items:
                continue
            for name, ticked, missing in (
                (f"agencies{end}", agencies, "Choose the agencies that may read it, or every agency."),
                (f"items{end}", items, "Choose what they may read, or all of it."),
            ):
                if not ticked:
                    wrong[name] = [missing]
                elif EVERY in ticked and len(ticked) > 1:
                    wrong[name] = ["Choose either the first, or some of those below it."]
            if named & set(agencies):
                wrong[f"agencies{end}"] = ["An agency is ticked here that is ticked above. Tick each once."]
            named |= set(agencies)
        if wrong:
            raise ValidationError(wrong)


def limits_of(values: dict[str, Any]) -> list[dict[str, Any]]:
    """What was ticked about a limited consent, in the API's own shape."""
    groups = ((values[f"agencies{end}"], values[f"items{end}"]) for end in GROUPS)
    return [
        {
            "agencies": None if EVERY in agencies else [UUID(each) for each in agencies],
            "items": None if EVERY in items else [ConsentItem(each) for each in items],
        }
        for agencies, items in groups
        if agencies
    ]


class AskToShareForm(shapes.AskToShare):
    """With which agency an assessment is to be shared without consent."""

    version = fields.Integer(required=True)


class OnlyVersionForm(Schema):
    """A button on the record: only the version that was seen."""

    version = fields.Integer(required=True)
