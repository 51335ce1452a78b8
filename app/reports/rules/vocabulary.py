"""The words of releases and figures."""

from enum import StrEnum


class ReleaseKind(StrEnum):
    """What is released."""

    BOARD_REPORT = "board-report"
    GOVERNMENT_RETURN = "government-return"

    @property
    def label(self) -> str:
        """The kind as pages print it."""
        return self.value.replace("-", " ").capitalize()


class Profile(StrEnum):
    """Whom a release is protected for: internal is exact, public is protected."""

    INTERNAL = "internal"
    PUBLIC = "public"


class Unit(StrEnum):
    """What a figure's value is measured in; money is whole pence."""

    COUNT = "count"
    PERCENT = "percent"
    PENCE = "pence"
    DAYS = "days"


class CountOf(StrEnum):
    """What a count's members are."""

    FAMILIES = "families"
    ASSESSMENTS = "assessments"
    AUDITED_LINES = "audited-lines"
    ASSURANCE_VISITS = "assurance-visits"
    ASSURANCE_ACTIONS = "assurance-actions"
    CONSENTS = "consents"
    QUALITY_REVIEWS = "quality-reviews"
    REVIEW_ACTIONS = "review-actions"
    CHILDREN = "children"
    INVITATIONS = "invitations"
    REFERRALS = "referrals"
    TRAINING_PLACES = "training-places"
    PRACTITIONERS = "practitioners"
    AGREEMENTS = "agreements"
