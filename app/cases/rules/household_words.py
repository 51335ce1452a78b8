"""The words in which a mistake on a family's record is mended: what was wrong, and why."""

from app.cases.rules.vocabulary import Word


class CorrectionReason(Word):
    """Why what was recorded was wrong, or not known. The last three are those of a ward."""

    TYPED_WRONG = "typed-wrong"
    TOLD_WRONG = "told-wrong"
    SOURCE_WRONG = "source-wrong"
    NOT_KNOWN_BEFORE = "not-known-before"
    MISTAKE_ON_THE_LIST = "mistake-on-the-list"
    ADDRESS_MISREAD = "address-misread"
    BOUNDARY_MISREAD = "boundary-misread"

    @property
    def label(self) -> str:
        """The reason in plain words."""
        return _REASONS.get(self) or super().label


REASONS = (
    CorrectionReason.TYPED_WRONG,
    CorrectionReason.TOLD_WRONG,
    CorrectionReason.SOURCE_WRONG,
    CorrectionReason.NOT_KNOWN_BEFORE,
)
"""What a correction of people and addresses may have as its reason."""

_REASONS = {
    CorrectionReason.TYPED_WRONG: "It was typed or read wrongly",
    CorrectionReason.TOLD_WRONG: "We were told wrongly",
    CorrectionReason.SOURCE_WRONG: "The list or system that it came from was wrong",
    CorrectionReason.NOT_KNOWN_BEFORE: "It was not known before",
}


class CorrectedField(Word):
    """What on a family's record was corrected."""

    FORENAME = "forename"
    SURNAME = "surname"
    BORN_ON = "born-on"
    EXPECTED_ON = "expected-on"
    SEX = "sex"
    ETHNICITY = "ethnicity"
    FIRST_LANGUAGE = "first-language"
    IS_DISABLED = "is-disabled"
    ROLE = "role"
    JOINED_ON = "joined-on"
    LEFT_ON = "left-on"
    ADDRESS = "address"
    POSTCODE = "postcode"
    LIVED_FROM = "lived-from"
    LIVED_UNTIL = "lived-until"
    WARD = "ward"

    @property
    def label(self) -> str:
        """What was corrected in plain words."""
        return _FIELDS.get(self) or super().label

    @property
    def is_date(self) -> bool:
        """Whether its values are days."""
        return self.value.endswith(("-on", "-from", "-until"))


_FIELDS = {
    CorrectedField.BORN_ON: "Date of birth",
    CorrectedField.EXPECTED_ON: "Expected date of birth",
    CorrectedField.IS_DISABLED: "Disability",
    CorrectedField.JOINED_ON: "First day in the household",
    CorrectedField.LEFT_ON: "Last day in the household",
    CorrectedField.LIVED_FROM: "First day at the address",
    CorrectedField.LIVED_UNTIL: "Last day at the address",
}
