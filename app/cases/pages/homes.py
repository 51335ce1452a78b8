"""Where a family lives: it moves house, an address or a ward is corrected."""

from typing import Any
from uuid import UUID

from app import clock, govuk
from app.access.policies import check_may
from app.access.roles import Action
from app.cases.pages import household_forms as forms
from app.cases.pages import household_questions as ask
from app.cases.pages.blueprint import pages
from app.cases.pages.family_form import FamilyForm, show, take
from app.cases.pages.forms import CorrectWardForm
from app.cases.rules.corrections import WardCorrection
from app.cases.schemas.household import home
from app.cases.services import families, finding, homes, household
from app.cases.services.finding import Choice
from app.clashes import Page
from app.errors import NotFound
from app.questions import Kind, Question, filled


@pages.get("/families/<uuid:family_id>/home")
def move_form(family_id: UUID) -> str:
    """The form that records that a family moved house."""
    return show(_moving(family_id))


@pages.post("/families/<uuid:family_id>/home")
def family_moves(family_id: UUID) -> Page:
    """Record that a family moved house and go back to the record."""
    check_may(govuk.actor(), Action.UPDATE_A_FAMILY)

    def act(values: dict[str, Any]) -> None:
        homes.family_moves(
            family_id,
            home(values),
            version=values["version"],
            actor=govuk.actor(),
            today=clock.today(),
        )

    return take(
        forms.FamilyMovesForm(), act, lambda: _moving(family_id), done="The new address has been recorded."
    )


@pages.get("/families/<uuid:family_id>/residences/<uuid:residence_id>/correct")
def address_form(family_id: UUID, residence_id: UUID) -> str:
    """The form that mends an address."""
    return show(_correcting(family_id, residence_id))


@pages.post("/families/<uuid:family_id>/residences/<uuid:residence_id>/correct")
def correct_address(family_id: UUID, residence_id: UUID) -> Page:
    """Mend an address and go back to the record."""
    check_may(govuk.actor(), Action.UPDATE_A_FAMILY)

    def act(values: dict[str, Any]) -> None:
        right = homes.AddressRecorded(
            address=values["address"],
            postcode=values["postcode"],
            starts_on=values["starts_on"],
            ends_on=values["ends_on"],
        )
        homes.correct_address(
            family_id,
            residence_id,
            right,
            reason=values["reason"],
            version=values["version"],
            actor=govuk.actor(),
            today=clock.today(),
        )

    return take(
        forms.CorrectAddressForm(),
        act,
        lambda: _correcting(family_id, residence_id),
        done="The address has been corrected. What it said before is kept under Corrections.",
    )


@pages.get("/families/<uuid:family_id>/ward")
def ward_form(family_id: UUID) -> str:
    """The form that corrects a ward which was wrong on the list."""
    return show(_ward(family_id))


@pages.post("/families/<uuid:family_id>/ward")
def correct_ward(family_id: UUID) -> Page:
    """Correct the ward and go back to the record."""
    check_may(govuk.actor(), Action.CORRECT_A_FAMILY)

    def act(values: dict[str, Any]) -> None:
        families.correct_ward(family_id, **values, actor=govuk.actor(), today=clock.today())

    return take(CorrectWardForm(), act, lambda: _ward(family_id), done="The ward has been corrected.")


def _moving(family_id: UUID) -> FamilyForm:
    found = household.household_to_change(family_id, actor=govuk.actor(), today=clock.today())
    record = found.record
    latest = record.residences[0] if record.residences else None
    return FamilyForm(
        family_id,
        record.reference,
        record.version,
        "The family moved house" if latest else "Record an address",
        "Save the new address" if latest else "Save the address",
        ask.home_questions(found.wards, "First day there"),
        ask.home_recorded(latest),
        lead="The day before is the last at the old address, which stays on the record. If the family has not"
        " moved and the old address was wrong, correct that one instead."
        if latest
        else "",
    )


def _correcting(family_id: UUID, residence_id: UUID) -> FamilyForm:
    found = household.household_to_change(family_id, actor=govuk.actor(), today=clock.today())
    record = found.record
    residence = next((each for each in record.residences if each.id == residence_id), None)
    if residence is None:
        raise NotFound("residence", "There is no such address of this family.")
    recorded = ask.home_recorded(residence)
    return FamilyForm(
        family_id,
        record.reference,
        record.version,
        "Correct an address",
        "Save the correction",
        ask.address_questions(),
        recorded,
        recorded,
        lead="Change only what was wrong or missing. If the family has moved, record the new address.",
    )


def _ward(family_id: UUID) -> FamilyForm:
    found = finding.ward_to_correct(family_id, actor=govuk.actor(), today=clock.today())
    reasons = tuple(Choice(reason.value, reason.label) for reason in WardCorrection)
    now = next(ward.value for ward in found.wards if ward.text == found.ward)
    return FamilyForm(
        family_id,
        found.reference,
        found.version,
        "Correct the ward",
        "Correct the ward",
        (
            Question(
                "ward_id",
                "The right ward",
                Kind.SELECT,
                choices=(Choice("", "Choose a ward"), *found.wards),
            ),
            Question("reason", "Why it was wrong", Kind.RADIOS, choices=reasons, is_recorded=False),
        ),
        filled({"ward_id": now}),
        lead=f"The family is recorded in {found.ward}. Correct it only if that was a mistake: a family"
        " that has moved gets a new address instead. Reports already made do not change.",
    )
