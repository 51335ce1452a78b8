"""Why a family is found: how what was entered fits its records, and how good a fit that is."""

from app.cases.rules.vocabulary import Word


class Match(Word):
    """How a family was found, the best fit first."""

    REFERENCE = "reference"
    SAME_NAME = "same-name"
    BORN = "born"
    POSTCODE = "postcode"
    OTHER_FORM = "other-form"
    NAME_BEGINS = "name-begins"
    ADDRESS = "address"
    NEARLY_SPELLED = "nearly-spelled"
    LEAD = "lead"
    WORKPLACE = "workplace"
    SOUNDS_LIKE = "sounds-like"
    ADDRESS_NEARLY = "address-nearly"
    PART_OF_THE_NAME = "part-of-the-name"

    @property
    def sentence(self) -> str:
        """Why, as it is read beside a family."""
        return _SENTENCES[self]


_SENTENCES = {
    Match.REFERENCE: "has this reference",
    Match.SAME_NAME: "same name",
    Match.BORN: "born on this day",
    Match.POSTCODE: "lives or lived at this postcode",
    Match.OTHER_FORM: "another form of the name",
    Match.NAME_BEGINS: "name begins like this",
    Match.ADDRESS: "lives or lived at this address",
    Match.NEARLY_SPELLED: "name is spelled nearly like this",
    Match.LEAD: "led by somebody of this name",
    Match.WORKPLACE: "led from a place of this name",
    Match.SOUNDS_LIKE: "name sounds like this",
    Match.ADDRESS_NEARLY: "lives or lived at an address spelled nearly like this",
    Match.PART_OF_THE_NAME: "part of the name fits",
}

# How well one word that was entered fits a word of a name. Each stands for one kind of fit, so that the
# weakest word of a name says why the whole of it was found.
SAME, OTHER_FORM, BEGINS, NEARLY, SOUNDS, ROUGHLY = 100, 90, 80, 70, 60, 50
ABSENT = 0

_BY_STRENGTH = {
    SAME: Match.SAME_NAME,
    OTHER_FORM: Match.OTHER_FORM,
    BEGINS: Match.NAME_BEGINS,
    NEARLY: Match.NEARLY_SPELLED,
    SOUNDS: Match.SOUNDS_LIKE,
    ROUGHLY: Match.NEARLY_SPELLED,
    ABSENT: Match.PART_OF_THE_NAME,
}

# What a family scores that is found otherwise than by a person's name, of 100.
OF_A_REFERENCE, OF_A_BIRTHDAY, OF_A_POSTCODE = 100, 90, 85
OF_AN_ADDRESS, OF_A_LEAD, OF_A_WORKPLACE, OF_AN_ADDRESS_NEARLY = 75, 65, 62, 58


def name_match(weakest: int) -> Match:
    """Why a name was found whose weakest word fits so well."""
    return _BY_STRENGTH[weakest]
