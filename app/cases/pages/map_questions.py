"""What each form about a relationship asks, and what the record answers to it now."""

from uuid import UUID

from flask import request, url_for

from app import clock, govuk
from app.access.policies import check_may
from app.access.roles import Action
from app.cases.pages import map_words
from app.cases.pages.family_form import FamilyForm
from app.cases.queries.map_parts import MapOnFile, RelationshipOnFile
from app.cases.rules.relationships import RelationshipKind, Responsibility, SetAsideWhy
from app.cases.services import relationships as services
from app.cases.services.finding import Choice
from app.errors import NotFound
from app.govuk import Form
from app.questions import Kind, Question, filled

MAP = "cases_pages.family_map"
WHY = Question(
    "why",
    "Why it was wrong",
    Kind.RADIOS,
    choices=tuple(Choice(why.value, why.label) for why in SetAsideWhy),
    is_recorded=False,
)
KIND = Question(
    "kind",
    "Is the",
    Kind.SELECT,
    choices=(
        Choice("", "Choose what they are"),
        *(Choice(kind.value, f"{kind.label} of") for kind in RelationshipKind),
    ),
)
DESCRIBED = Question(
    "described", "If “Other of”: what exactly", hint="For example, aunt or family friend.", width=20
)
RESPONSIBILITY = Question(
    "responsibility",
    "Parental responsibility (optional)",
    Kind.RADIOS,
    hint="Of an adult, for a child.",
    choices=tuple(Choice(each.value, each.label) for each in Responsibility),
)
SINCE = Question(
    "starts_on",
    "Since (optional)",
    Kind.DATE,
    "Leave it blank if it has been so from birth, or if it is not known.",
)
UNTIL = Question("ends_on", "Until (optional)", Kind.DATE, "Leave it blank if it is so still.")
LAST_DAY = Question("ends_on", "The last day", Kind.DATE, "For example, 30 6 2013.")


def adding(family_id: UUID) -> FamilyForm:
    """The form that records a relationship."""
    found = _opened(family_id)
    return FamilyForm(
        family_id,
        found.reference,
        found.version,
        "Add a relationship",
        "Add the relationship",
        _questions(found),
        _same_two(found),
        lead="Say it in one direction: a mother is the parent of her child. Brothers, sisters and partners"
        " may be named in either order.",
        part=MAP,
        adds=True,
    )


def correcting(family_id: UUID, relationship_id: UUID) -> FamilyForm:
    """The form that mends what was recorded of a relationship."""
    found, each = _standing(family_id, relationship_id)
    recorded = _recorded(each)
    return FamilyForm(
        family_id,
        found.reference,
        found.version,
        "Correct a relationship",
        "Save the correction",
        (*_questions(found), WHY),
        recorded,
        recorded,
        lead="Change only what was wrong or missing. If it was right and is over now, go back and end it.",
        part=MAP,
        address=_sent_to(family_id, relationship_id, each),
    )


def ending(family_id: UUID, relationship_id: UUID) -> FamilyForm:
    """The form that records that a relationship is over."""
    found, each = _standing(family_id, relationship_id)
    return FamilyForm(
        family_id,
        found.reference,
        found.version,
        "Record that a relationship is over",
        "Save",
        (LAST_DAY,),
        filled({"ends_on": each.ends_on}),
        lead=f"{_sentence(found, each)}.",
        part=MAP,
        address=_sent_to(family_id, relationship_id, each),
    )


def withdrawing(family_id: UUID, relationship_id: UUID) -> FamilyForm:
    """The form that takes back a relationship that never was."""
    found, each = _standing(family_id, relationship_id)
    return FamilyForm(
        family_id,
        found.reference,
        found.version,
        "Withdraw a relationship",
        "Withdraw it",
        (WHY,),
        Form(),
        lead=f"{_sentence(found, each)}. Withdraw it only if this never was so. It is kept under"
        " “Corrected and withdrawn”.",
        part=MAP,
        address=_sent_to(family_id, relationship_id, each),
    )


def _questions(found: MapOnFile) -> tuple[Question, ...]:
    choices = (
        Choice("", "Choose, or name them below"),
        *(
            Choice(str(each.person_id), _with_birth(each.name, govuk.long_date(each.born_on)))
            for each in found.choosable
        ),
    )
    label = "If they are not on the list: what the family calls them"
    return (
        Question("first_id", "Who", Kind.SELECT, choices=choices),
        Question("first_label", label, hint="For example, “Father, lives elsewhere”."),
        KIND,
        DESCRIBED,
        Question("second_id", "Of whom", Kind.SELECT, choices=choices),
        Question("second_label", f"{label} (second person)"),
        RESPONSIBILITY,
        SINCE,
        UNTIL,
    )


def _recorded(each: RelationshipOnFile) -> Form:
    """The answers of the record about a relationship."""
    return filled(
        {
            "first_id": str(each.first_person_id) if each.first_person_id else None,
            "first_label": each.first_label,
            "kind": each.kind,
            "described": each.described,
            "second_id": str(each.second_person_id) if each.second_person_id else None,
            "second_label": each.second_label,
            "responsibility": each.responsibility,
            "starts_on": each.starts_on,
            "ends_on": each.ends_on,
        }
    )


def _same_two(found: MapOnFile) -> Form:
    """What somebody else may have recorded meanwhile of the two people whom a form names."""
    named = {request.form.get(name) or None for name in ("first_id", "second_id")}
    same = (each for each in found.relationships if _ends(each) == named)
    return next((_recorded(each) for each in same), Form())


def _ends(each: RelationshipOnFile) -> set[str | None]:
    return {str(end) if end else None for end in (each.first_person_id, each.second_person_id)}


def _with_birth(name: str, born_on: str) -> str:
    return f"{name}, born {born_on}" if born_on else name


def _opened(family_id: UUID) -> MapOnFile:
    check_may(govuk.actor(), Action.UPDATE_A_FAMILY)
    return services.open_to_change(family_id, actor=govuk.actor(), today=clock.today())


def _standing(family_id: UUID, relationship_id: UUID) -> tuple[MapOnFile, RelationshipOnFile]:
    """A relationship that stands. Where a form is about one that was corrected meanwhile: what stands now.

    Raises NotFound("relationship").
    """
    found = _opened(family_id)
    wanted: UUID | None = relationship_id
    if request.method == "POST":
        instead = {each.corrects: each.id for each in (*found.relationships, *found.set_aside)}
        while wanted in instead:
            wanted = instead[wanted]
    each = next((each for each in found.relationships if each.id == wanted), None)
    if each is None:
        raise NotFound("relationship", "There is no such relationship on this family’s map.")
    return found, each


def _sent_to(family_id: UUID, asked: UUID, each: RelationshipOnFile) -> str:
    """Where a form goes on, once another relationship stands in the place of the one that it was about."""
    if each.id == asked:
        return ""
    return url_for(str(request.endpoint), family_id=family_id, relationship_id=each.id)


def _sentence(found: MapOnFile, each: RelationshipOnFile) -> str:
    told = map_words.told(found, each.id)
    return told.sentence if told else ""
