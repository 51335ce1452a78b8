"""The shapes of the forms about relationships: those of the API, with the version that was seen."""

from app.cases.pages.household_forms import version_seen
from app.cases.schemas.relationships import (
    CorrectRelationship,
    EndRelationship,
    RecordRelationship,
    WithdrawRelationship,
)


class RelationshipForm(RecordRelationship):
    """A relationship to record."""

    version = version_seen()


class CorrectRelationshipForm(CorrectRelationship):
    """All that should be recorded of a relationship; an empty box says that it is not known."""

    version = version_seen()


class EndRelationshipForm(EndRelationship):
    """The last day of a relationship."""

    version = version_seen()


class WithdrawRelationshipForm(WithdrawRelationship):
    """Why a relationship that never was had been recorded."""

    version = version_seen()
