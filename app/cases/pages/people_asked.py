"""What each form about a person asks, and what the record answers to it now."""

from uuid import UUID

from flask import request

from app import clock, govuk
from app.cases.pages import household_questions as ask
from app.cases.pages import household_words as words
from app.cases.pages.family_form import FamilyForm
from app.cases.queries.record_parts import FamilyRecord, PersonInFamily
from app.cases.schemas.household import LONGEST
from app.cases.services import household, withdrawing
from app.cases.services.finding import Choice
from app.errors import NotFound
from app.govuk import Form
from app.questions import Kind, Question, filled

FIND = "find"
SHORTEST_SEARCH = 2


def adding(family_id: UUID) -> FamilyForm:
    """The form that adds somebody to a household."""
    record = _record(family_id)
    return FamilyForm(
        family_id,
        record.reference,
        record.version,
        "Add a person",
        "Add the person",
        (*ask.PERSON, ask.SINCE),
        _same_person(record),
        lead="Add somebody who is not on file yet. If they are in another family on file, open that one and"
        " record that they moved.",
        adds=True,
    )


def correcting(family_id: UUID, member_id: UUID) -> FamilyForm:
    """The form that mends what was recorded of a person."""
    record, person = _member(family_id, member_id)
    recorded = ask.person_recorded(person)
    return FamilyForm(
        family_id,
        record.reference,
        record.version,
        "Correct a person’s details",
        "Save the correction",
        (*ask.PERSON, ask.SINCE, ask.UNTIL, ask.WHY),
        recorded,
        recorded,
        lead=f"{_name(person)}. Change only what was wrong or missing. What has"
        " changed since, such as a move or a birth, has a form of its own.",
    )


def leaving(family_id: UUID, member_id: UUID) -> FamilyForm:
    """The form that records when somebody left."""
    record, person = _member(family_id, member_id)
    return FamilyForm(
        family_id,
        record.reference,
        record.version,
        "Record that somebody left",
        "Save",
        (ask.LAST_DAY,),
        filled({"last_day": person.ends_on}),
        lead=f"{_name(person)} has left the household. If they are now in another family on file,"
        " record that they moved there instead.",
    )


def moving(family_id: UUID, member_id: UUID) -> FamilyForm:
    """The form that records a move, with the families that the words sent with it find."""
    record, person = _member(family_id, member_id)
    has_left = person.ends_on is not None
    search = " ".join(request.form.get("search", "").split())
    found = (
        household.families_to_join(search, actor=govuk.actor(), today=clock.today())
        if SHORTEST_SEARCH <= len(search) <= LONGEST
        else ()
    )
    here = (Choice(str(family_id), "This family: they came back"),) if has_left else ()
    others = tuple(each for each in found if each.value != str(family_id))
    which = Question("to_family_id", "The family they are in", Kind.RADIOS, choices=(*here, *others))
    return FamilyForm(
        family_id,
        record.reference,
        record.version,
        "Record that somebody is in a family again" if has_left else "Record a move to another family",
        "Save",
        (
            Question(
                "search",
                "Find the other family",
                hint="By its reference, or by the name of somebody in it. Only families that you may open.",
                is_recorded=False,
            ),
            *([which] if which.choices else []),
            Question(
                "moves_on",
                "Their first day there",
                Kind.DATE,
                "The day before is their last here." if not has_left else "",
            ),
            ask.ROLE,
        ),
        filled({"role": person.role}),
        filled({"role": person.role}),
        lead=f"{_name(person)} {'is in a family again' if has_left else 'is in another family now'}.",
        finder=(FIND, "Find"),
    )


def birth(family_id: UUID, member_id: UUID) -> FamilyForm:
    """The form that records a birth."""
    record, person = _member(family_id, member_id)
    recorded = filled(
        {
            "born_on": person.born_on,
            "forename": person.forename,
            "surname": person.surname,
            "sex": person.sex,
        }
    )
    return FamilyForm(
        family_id,
        record.reference,
        record.version,
        "Record a birth",
        "Save the birth",
        (ask.BIRTHDAY, ask.FORENAME, ask.SURNAME, ask.SEX),
        recorded,
        recorded,
        lead=f"{_name(person)} is born. They stay the same person on file, and are a child"
        " of the family from the day of birth.",
    )


def never_here(family_id: UUID, member_id: UUID) -> FamilyForm:
    """The form that takes back a stay that never was, and says what goes with it."""
    found = withdrawing.to_withdraw(family_id, member_id, actor=govuk.actor(), today=clock.today())
    return FamilyForm(
        family_id,
        found.record.reference,
        found.record.version,
        "Take somebody out who was never in this family",
        "Take them out",
        (ask.WHY,),
        Form(),
        lead=f"{_name(found.person)}: {words.stay(found.person)}. Use this only where that never was so."
        " Who was here and has gone has “Has left” or “Has moved” instead. If their own family is on file,"
        " record first that they moved there.",
        effects=() if found.obstacle else words.taken_along(found),
        obstacle=found.obstacle.message if found.obstacle else "",
    )


def putting_back(family_id: UUID, withdrawal_id: UUID) -> FamilyForm:
    """The form that puts back a stay that was taken back."""
    found = withdrawing.to_put_back(family_id, withdrawal_id, actor=govuk.actor(), today=clock.today())
    undone = found.stay.put_back_at is not None
    return FamilyForm(
        family_id,
        found.record.reference,
        found.record.version,
        "Put somebody back in this family",
        "Put them back",
        (),
        Form(),
        lead=f"{words.who(found.stay)}: {words.stay(found.stay)}.",
        effects=() if undone else words.put_back(found),
        obstacle="They have been put back already." if undone else "",
    )


def _name(person: PersonInFamily) -> str:
    return f"{person.forename} {person.surname}"


def _record(family_id: UUID) -> FamilyRecord:
    return household.household_to_change(family_id, actor=govuk.actor(), today=clock.today()).record


def _member(family_id: UUID, member_id: UUID) -> tuple[FamilyRecord, PersonInFamily]:
    record = _record(family_id)
    person = next((each for each in record.people if each.member_id == member_id), None)
    if person is None:
        raise NotFound("member", "There is no such person in this family.")
    return record, person


def _same_person(record: FamilyRecord) -> Form:
    """Whoever somebody else has added meanwhile that may be the same person, as the record has them."""
    forename, surname = (request.form.get(name, "").strip().casefold() for name in ("forename", "surname"))
    same = (each for each in record.people if each.forename.casefold() == forename)
    found = next((each for each in same if each.surname.casefold() == surname), None)
    return ask.person_recorded(found) if found else Form()
