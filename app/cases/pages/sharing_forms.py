"""The shapes of the forms about leads, teams and consent: the API's own, with the version that was seen."""

from marshmallow import Schema, fields

from app.cases.schemas import sharing as shapes


class ChangeLeadForm(shapes.ChangeLead):
    """Who leads the family from a day."""

    version = fields.Integer(required=True)


class JoinTeamForm(shapes.JoinTeam):
    """Who joins the team around the family."""

    version = fields.Integer(required=True)


class RecordConsentForm(shapes.RecordConsent):
    """What was decided about an assessment."""

    version = fields.Integer(required=True)


class AskToShareForm(shapes.AskToShare):
    """With which agency an assessment is to be shared without consent."""

    version = fields.Integer(required=True)


class OnlyVersionForm(Schema):
    """A button on the record: only the version that was seen."""

    version = fields.Integer(required=True)
