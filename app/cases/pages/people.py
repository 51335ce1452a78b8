"""People come, leave, move, are born, are corrected, and taken out where they never were: a form each."""

from typing import Any
from uuid import UUID

from flask import request

from app import clashes, clock, govuk
from app.access import sessions
from app.access.policies import check_may
from app.access.roles import Action
from app.cases.pages import household_forms as forms
from app.cases.pages import people_asked as asked
from app.cases.pages.blueprint import pages
from app.cases.pages.family_form import FamilyForm, show, take
from app.cases.rules.household import Membership, Spell
from app.cases.schemas.household import LONGEST, person_details
from app.cases.services import correcting, people, withdrawing
from app.clashes import Page
from app.govuk import Form

NONE_FOUND = "No family that you may open has this reference or somebody of this name in it."
TOO_SHORT = "Enter at least 2 letters of a name, or a reference like PF-000123T."


@pages.get("/families/<uuid:family_id>/people/new")
def add_person_form(family_id: UUID) -> str:
    """The form that adds somebody to a household."""
    return show(asked.adding(family_id))


@pages.post("/families/<uuid:family_id>/people/new")
def add_person(family_id: UUID) -> Page:
    """Add somebody to a household and go back to the record."""
    check_may(govuk.actor(), Action.UPDATE_A_FAMILY)

    def act(values: dict[str, Any]) -> None:
        people.add_person(
            family_id,
            person_details(values),
            role=values["role"],
            starts_on=values["starts_on"],
            version=values["version"],
            actor=govuk.actor(),
            today=clock.today(),
        )

    return take(
        forms.AddPersonForm(),
        act,
        lambda: asked.adding(family_id),
        done="The person has been added to the family.",
    )


@pages.get("/families/<uuid:family_id>/people/<uuid:member_id>/correct")
def correct_person_form(family_id: UUID, member_id: UUID) -> str:
    """The form that mends what was recorded of a person."""
    return show(asked.correcting(family_id, member_id))


@pages.post("/families/<uuid:family_id>/people/<uuid:member_id>/correct")
def correct_person(family_id: UUID, member_id: UUID) -> Page:
    """Mend what was recorded of a person and go back to the record."""
    check_may(govuk.actor(), Action.UPDATE_A_FAMILY)

    def act(values: dict[str, Any]) -> None:
        correcting.correct_person(
            family_id,
            member_id,
            person_details(values),
            Membership(Spell(values["starts_on"], values["ends_on"]), values["role"]),
            reason=values["reason"],
            version=values["version"],
            actor=govuk.actor(),
            today=clock.today(),
        )

    return take(
        forms.CorrectPersonForm(),
        act,
        lambda: asked.correcting(family_id, member_id),
        done="The record has been corrected. What it said before is kept under Corrections.",
    )


@pages.get("/families/<uuid:family_id>/people/<uuid:member_id>/leave")
def leave_form(family_id: UUID, member_id: UUID) -> str:
    """The form that records when somebody left."""
    return show(asked.leaving(family_id, member_id))


@pages.post("/families/<uuid:family_id>/people/<uuid:member_id>/leave")
def person_leaves(family_id: UUID, member_id: UUID) -> Page:
    """Record that somebody left and go back to the record."""
    check_may(govuk.actor(), Action.UPDATE_A_FAMILY)

    def act(values: dict[str, Any]) -> None:
        people.person_leaves(family_id, member_id, **values, actor=govuk.actor(), today=clock.today())

    return take(
        forms.PersonLeavesForm(),
        act,
        lambda: asked.leaving(family_id, member_id),
        done="It has been recorded that they left.",
    )


@pages.get("/families/<uuid:family_id>/people/<uuid:member_id>/move")
def move_person_form(family_id: UUID, member_id: UUID) -> str:
    """The form that records that somebody moved to another family."""
    return show(asked.moving(family_id, member_id))


@pages.post("/families/<uuid:family_id>/people/<uuid:member_id>/move")
@sessions.limiter.limit(sessions.SEARCHES, key_func=sessions.signed_in_id)
def person_moves(family_id: UUID, member_id: UUID) -> Page:
    """Find the other family; or record that somebody moved there and go back to the record."""
    check_may(govuk.actor(), Action.UPDATE_A_FAMILY)
    if asked.FIND in request.form:
        return _found(asked.moving(family_id, member_id))

    def act(values: dict[str, Any]) -> None:
        people.person_moves(
            family_id,
            member_id,
            values["to_family_id"],
            on=values["moves_on"],
            role=values["role"],
            version=values["version"],
            actor=govuk.actor(),
            today=clock.today(),
        )

    return take(
        forms.PersonMovesForm(),
        act,
        lambda: asked.moving(family_id, member_id),
        done="It has been recorded that they moved.",
    )


@pages.get("/families/<uuid:family_id>/people/<uuid:member_id>/birth")
def birth_form(family_id: UUID, member_id: UUID) -> str:
    """The form that records a birth."""
    return show(asked.birth(family_id, member_id))


@pages.post("/families/<uuid:family_id>/people/<uuid:member_id>/birth")
def child_is_born(family_id: UUID, member_id: UUID) -> Page:
    """Record a birth and go back to the record."""
    check_may(govuk.actor(), Action.UPDATE_A_FAMILY)

    def act(values: dict[str, Any]) -> None:
        people.child_is_born(family_id, member_id, **values, actor=govuk.actor(), today=clock.today())

    return take(
        forms.ChildIsBornForm(),
        act,
        lambda: asked.birth(family_id, member_id),
        done="The birth has been recorded.",
    )


@pages.get("/families/<uuid:family_id>/people/<uuid:member_id>/never-here")
def never_here_form(family_id: UUID, member_id: UUID) -> str:
    """The form that takes somebody out who was never in the household."""
    return show(asked.never_here(family_id, member_id))


@pages.post("/families/<uuid:family_id>/people/<uuid:member_id>/never-here")
def never_here(family_id: UUID, member_id: UUID) -> Page:
    """Take somebody out who was never in the household and go back to the record."""
    check_may(govuk.actor(), Action.UPDATE_A_FAMILY)

    def act(values: dict[str, Any]) -> None:
        withdrawing.withdraw_membership(
            family_id, member_id, **values, actor=govuk.actor(), today=clock.today()
        )

    return take(
        forms.WithdrawMembershipForm(),
        act,
        lambda: asked.never_here(family_id, member_id),
        done="They have been taken out. You can put them back under Corrections.",
    )


@pages.get("/families/<uuid:family_id>/withdrawals/<uuid:withdrawal_id>/put-back")
def put_back_form(family_id: UUID, withdrawal_id: UUID) -> str:
    """The form that puts back somebody who was taken out."""
    return show(asked.putting_back(family_id, withdrawal_id))


@pages.post("/families/<uuid:family_id>/withdrawals/<uuid:withdrawal_id>/put-back")
def put_back(family_id: UUID, withdrawal_id: UUID) -> Page:
    """Put back somebody who was taken out and go back to the record."""
    check_may(govuk.actor(), Action.UPDATE_A_FAMILY)

    def act(values: dict[str, Any]) -> None:
        withdrawing.put_back(family_id, withdrawal_id, **values, actor=govuk.actor(), today=clock.today())

    return take(
        forms.PutBackForm(),
        act,
        lambda: asked.putting_back(family_id, withdrawal_id),
        done="They have been put back, as they were.",
    )


def _found(searching: FamilyForm) -> Page:
    """The form after a search, with the families that were found, or why none was."""
    form = clashes.entered()
    if not asked.SHORTEST_SEARCH <= len(form.value("search").strip()) <= LONGEST:
        return show(searching, Form(form.entered, {"search": TOO_SHORT})), 422
    if not any(question.name == "to_family_id" for question in searching.questions):
        return show(searching, Form(form.entered, {"search": NONE_FOUND})), 422
    return show(searching, form)
