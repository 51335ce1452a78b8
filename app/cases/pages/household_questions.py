"""The questions that are asked about people and homes, in the words of the pages."""

from collections.abc import Iterable, Sequence

from app.cases.queries.record_parts import PersonInFamily, ResidenceSpell
from app.cases.rules.household_words import REASONS
from app.cases.rules.vocabulary import Ethnicity, Sex, Word
from app.cases.services.finding import Choice
from app.govuk import Form
from app.programme.facts import MemberRole
from app.questions import Kind, Question, filled


def _choices(words: Iterable[Word | MemberRole]) -> tuple[Choice, ...]:
    return tuple(Choice(word.value, word.label) for word in words)


FORENAME = Question("forename", "Forename", width=20)
SURNAME = Question("surname", "Surname", width=20)
SEX = Question("sex", "Sex", Kind.RADIOS, choices=_choices(Sex))
ROLE = Question("role", "Place in the family", Kind.RADIOS, choices=_choices(MemberRole))
BORN_ON = Question(
    "born_on", "Date of birth", Kind.DATE, "For example, 9 5 2001. Leave it blank if it is not known."
)
EXPECTED_ON = Question(
    "expected_on", "Expected date of birth", Kind.DATE, "Only for a child who was not born yet."
)
ABOUT = (
    Question(
        "ethnicity", "Ethnicity", Kind.SELECT, choices=(Choice("", "Not recorded"), *_choices(Ethnicity))
    ),
    Question("first_language", "First language", width=20),
    Question(
        "is_disabled",
        "Disabled",
        Kind.RADIOS,
        choices=(Choice("yes", "Yes"), Choice("no", "No"), Choice("", "Not known")),
    ),
)
PERSON = (FORENAME, SURNAME, ROLE, BORN_ON, EXPECTED_ON, SEX, *ABOUT)
SINCE = Question("starts_on", "First day in the household", Kind.DATE, "For example, 1 6 2013.")
UNTIL = Question("ends_on", "Last day in the household", Kind.DATE, "Leave it blank if they are in it still.")
SINCE_IF_KNOWN = Question(
    "starts_on",
    "In the household since",
    Kind.DATE,
    "Leave it blank if they have been in it as long as the family has lived there, or since birth.",
)
WHY = Question("reason", "Why it was wrong", Kind.RADIOS, choices=_choices(REASONS), is_recorded=False)
LAST_DAY = Question("last_day", "Their last day in the household", Kind.DATE, "For example, 30 6 2013.")
BIRTHDAY = Question("born_on", "Date of birth", Kind.DATE, "For example, 9 7 2013.")
ADDRESS = (
    Question("address", "Address (optional)", hint="House number and street."),
    Question("postcode", "Postcode (optional)", width=10),
)


def home_questions(wards: Sequence[Choice], since: str) -> tuple[Question, ...]:
    """Where a family lives from a day on. since: how to ask for the day."""
    return (
        *ADDRESS,
        Question("ward_id", "Ward", Kind.SELECT, choices=(Choice("", "Choose a ward"), *wards)),
        Question("starts_on", since, Kind.DATE, "For example, 1 6 2013."),
    )


def address_questions() -> tuple[Question, ...]:
    """What may be corrected of an address."""
    return (
        *ADDRESS,
        Question("starts_on", "First day there", Kind.DATE),
        Question("ends_on", "Last day there", Kind.DATE, "Leave it blank if they live there still."),
        WHY,
    )


def person_recorded(person: PersonInFamily) -> Form:
    """The answers of the record about a person and their days in the household."""
    return filled(
        {
            "forename": person.forename,
            "surname": person.surname,
            "role": person.role,
            "born_on": person.born_on,
            "expected_on": person.expected_on,
            "sex": person.sex,
            "ethnicity": person.ethnicity,
            "first_language": person.first_language,
            "is_disabled": person.is_disabled,
            "starts_on": person.starts_on,
            "ends_on": person.ends_on,
        }
    )


def home_recorded(home: ResidenceSpell | None) -> Form:
    """The answers of the record about an address; none where none is recorded."""
    if home is None:
        return Form()
    return filled(
        {
            "address": home.address,
            "postcode": home.postcode,
            "ward_id": str(home.ward_id),
            "starts_on": home.starts_on,
            "ends_on": home.ends_on,
        }
    )
