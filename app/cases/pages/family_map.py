"""A family's map, drawn and as tables, and the forms that keep its relationships."""

from typing import Any
from uuid import UUID

from flask import render_template

from app import clock, govuk
from app.access.policies import check_may, may
from app.access.roles import Action
from app.cases.pages import map_questions as asked
from app.cases.pages import map_words as words
from app.cases.pages.blueprint import pages
from app.cases.pages.family_form import show, take
from app.cases.pages.map_forms import (
    CorrectRelationshipForm,
    EndRelationshipForm,
    RelationshipForm,
    WithdrawRelationshipForm,
)
from app.cases.pages.record import family_name
from app.cases.printing.map_boxes import boxes, key_of
from app.cases.rules.family_map import BOX_HEIGHT, BOX_WIDTH, SLASH
from app.cases.rules.relationships import Tie, end_of
from app.cases.services import relationships as services
from app.clashes import Page
from app.errors import RuleRefused
from app.govuk import FormRefused


@pages.get("/families/<uuid:family_id>/map")
def family_map(family_id: UUID) -> str:
    """A family's map, and the same in tables. Opening it is noted."""
    found = services.open_map(family_id, actor=govuk.actor(), today=clock.today())
    return render_template(
        "cases/map.html",
        found=found,
        name=family_name(found.reference),
        may_see_claims=may(govuk.actor(), Action.SEE_CLAIMS),
        drawing=found.drawing,
        boxes=boxes(found),
        lines=[(line, words.points(line)) for line in found.drawing.lines],
        key=key_of(found.drawing),
        about=words.about(found),
        relationships=words.relationships(found),
        people=words.people(found),
        set_aside=words.set_aside(found),
        box=(BOX_WIDTH, BOX_HEIGHT),
        slash=SLASH,
    )


@pages.get("/families/<uuid:family_id>/relationships/new")
def relationship_form(family_id: UUID) -> str:
    """The form that records a relationship."""
    return show(asked.adding(family_id))


@pages.post("/families/<uuid:family_id>/relationships/new")
def record_relationship(family_id: UUID) -> Page:
    """Record a relationship and go back to the map."""
    check_may(govuk.actor(), Action.UPDATE_A_FAMILY)

    def act(values: dict[str, Any]) -> None:
        services.record_relationship(
            family_id,
            _tie_of(values),
            version=values["version"],
            actor=govuk.actor(),
            today=clock.today(),
        )

    return take(
        RelationshipForm(),
        act,
        lambda: asked.adding(family_id),
        done="The relationship has been added.",
        part=asked.MAP,
    )


@pages.get("/families/<uuid:family_id>/relationships/<uuid:relationship_id>/correct")
def correct_relationship_form(family_id: UUID, relationship_id: UUID) -> str:
    """The form that mends what was recorded of a relationship."""
    return show(asked.correcting(family_id, relationship_id))


@pages.post("/families/<uuid:family_id>/relationships/<uuid:relationship_id>/correct")
def correct_relationship(family_id: UUID, relationship_id: UUID) -> Page:
    """Put the right relationship in the place of the wrong one and go back to the map."""
    check_may(govuk.actor(), Action.UPDATE_A_FAMILY)

    def act(values: dict[str, Any]) -> None:
        services.correct_relationship(
            family_id,
            relationship_id,
            _tie_of(values),
            why=values["why"],
            version=values["version"],
            actor=govuk.actor(),
            today=clock.today(),
        )

    return take(
        CorrectRelationshipForm(),
        act,
        lambda: asked.correcting(family_id, relationship_id),
        done="The relationship has been corrected. What it said before is kept.",
        part=asked.MAP,
    )


@pages.get("/families/<uuid:family_id>/relationships/<uuid:relationship_id>/end")
def end_relationship_form(family_id: UUID, relationship_id: UUID) -> str:
    """The form that records that a relationship is over."""
    return show(asked.ending(family_id, relationship_id))


@pages.post("/families/<uuid:family_id>/relationships/<uuid:relationship_id>/end")
def end_relationship(family_id: UUID, relationship_id: UUID) -> Page:
    """Record that a relationship is over and go back to the map."""
    check_may(govuk.actor(), Action.UPDATE_A_FAMILY)

    def act(values: dict[str, Any]) -> None:
        services.end_relationship(
            family_id, relationship_id, **values, actor=govuk.actor(), today=clock.today()
        )

    return take(
        EndRelationshipForm(),
        act,
        lambda: asked.ending(family_id, relationship_id),
        done="It has been recorded that this is over.",
        part=asked.MAP,
    )


@pages.get("/families/<uuid:family_id>/relationships/<uuid:relationship_id>/withdraw")
def withdraw_relationship_form(family_id: UUID, relationship_id: UUID) -> str:
    """The form that takes back a relationship that never was."""
    return show(asked.withdrawing(family_id, relationship_id))


@pages.post("/families/<uuid:family_id>/relationships/<uuid:relationship_id>/withdraw")
def withdraw_relationship(family_id: UUID, relationship_id: UUID) -> Page:
    """Take back a relationship and go back to the map."""
    check_may(govuk.actor(), Action.UPDATE_A_FAMILY)

    def act(values: dict[str, Any]) -> None:
        services.withdraw_relationship(
            family_id, relationship_id, **values, actor=govuk.actor(), today=clock.today()
        )

    return take(
        WithdrawRelationshipForm(),
        act,
        lambda: asked.withdrawing(family_id, relationship_id),
        done="The relationship has been withdrawn. It is kept as withdrawn.",
        part=asked.MAP,
    )


def _tie_of(values: dict[str, Any]) -> Tie:
    """What the form says of a relationship. Raises FormRefused where one of the two is nobody, or two."""
    ends, wrong = {}, {}
    for which in ("first", "second"):
        try:
            ends[which] = end_of(values[f"{which}_id"], values[f"{which}_label"])
        except RuleRefused as refusal:
            wrong[f"{which}_id"] = refusal.message
    if wrong:
        raise FormRefused(wrong)
    return Tie(
        kind=values["kind"],
        **ends,
        starts_on=values["starts_on"],
        ends_on=values["ends_on"],
        described=values["described"],
        responsibility=values["responsibility"],
    )
