"""Lead professionals, teams around families and cover: the forms that change who works with a family."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clashes, clock, govuk
from app.access.policies import check_may
from app.access.roles import Action
from app.cases.pages import record as words
from app.cases.pages.blueprint import pages
from app.cases.pages.sharing_forms import ChangeLeadForm, JoinTeamForm, OnlyVersionForm
from app.cases.queries.posted import Posted
from app.cases.rules.vocabulary import LeadChosen
from app.cases.schemas.sharing import NameCover
from app.cases.services import covering, families, leading, teaming
from app.cases.services.finding import Choice
from app.cases.services.leading import HandedOver, PeopleToChoose
from app.clashes import Page, Standing
from app.errors import RuleRefused
from app.govuk import Form
from app.questions import Kind, Question, filled

CHOSEN = tuple(Choice(each.value, each.label) for each in LeadChosen)
STANDS = "stands"
"""What is chosen on record, where it is no longer one of those that may be."""


@pages.get("/families/<uuid:family_id>/lead")
def lead_form(family_id: UUID) -> str:
    """The form that gives a family another lead professional."""
    return _lead_page(family_id, govuk.form_of_dates(starts_on=clock.today()))


@pages.post("/families/<uuid:family_id>/lead")
def change_lead(family_id: UUID) -> Page:
    """Change the lead professional, and go where the person may still go."""
    check_may(govuk.actor(), Action.UPDATE_A_FAMILY)

    def act() -> HandedOver:
        values = govuk.load_form(ChangeLeadForm(), request.form)
        return leading.change_lead(family_id, **values, actor=govuk.actor(), today=clock.today())

    def done(handed_over: HandedOver) -> AnyResponse:
        flash("The lead professional has been changed. The CAF coordinator is told.")
        if handed_over.is_open:
            return _to_record(family_id)
        return redirect(url_for("cases_pages.families"), 303)

    return clashes.take(
        act,
        shown=lambda form: _lead_page(family_id, form),
        standing=lambda: _lead_standing(family_id),
        done=done,
        field_of={"lead-follows": "starts_on", "outside-allocation": "starts_on", "same-lead": "posting_id"},
    )


@pages.post("/lead-changes/<uuid:change_id>/noted")
def note_lead_change(change_id: UUID) -> AnyResponse:
    """Note a change of lead professional, which then leaves the home page."""
    leading.note_lead_change(change_id, actor=govuk.actor())
    flash("The change of lead professional has been noted.")
    return redirect(url_for("home_pages.home"), 303)


@pages.get("/families/<uuid:family_id>/team")
def team_form(family_id: UUID) -> str:
    """The form that adds somebody to the team around a family."""
    return _team_page(family_id, govuk.form_of_dates(starts_on=clock.today()))


@pages.post("/families/<uuid:family_id>/team")
def add_to_team(family_id: UUID) -> Page:
    """Add somebody to the team, and go back to the record."""
    check_may(govuk.actor(), Action.UPDATE_A_FAMILY)

    def act() -> None:
        values = govuk.load_form(JoinTeamForm(), request.form)
        teaming.add_to_team(family_id, **values, actor=govuk.actor(), today=clock.today())

    def done(_: None) -> AnyResponse:
        flash("The team around the family has one member more.")
        return _to_record(family_id, "team")

    return clashes.take(
        act,
        shown=lambda form: _team_page(family_id, form),
        standing=lambda: _team_standing(family_id),
        done=done,
        field_of={"team-dates": "ends_on", "already-in-team": "starts_on"},
    )


@pages.post("/families/<uuid:family_id>/team/<uuid:member_id>/remove")
def remove_from_team(family_id: UUID, member_id: UUID) -> Page:
    """Take somebody out of the team, and go back to the record."""
    check_may(govuk.actor(), Action.UPDATE_A_FAMILY)
    version = version_sent()
    teaming.remove_from_team(family_id, member_id, version=version, actor=govuk.actor(), today=clock.today())
    flash("They are no longer in the team around the family.")
    return _to_record(family_id, "team")


@pages.get("/cover")
def cover_form() -> str:
    """Who stands in for whom, and the form that names somebody."""
    return _cover_page(govuk.form_of_dates(starts_on=clock.today()))


@pages.post("/cover")
def name_cover() -> Page:
    """Name somebody who stands in."""
    check_may(govuk.actor(), Action.NAME_COVER)
    try:
        values = govuk.load_form(NameCover(), request.form)
        covering.name_cover(**values, actor=govuk.actor(), today=clock.today())
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(
            refusal,
            _cover_page,
            field_of={
                "cover-dates": "ends_on",
                "cover-over": "ends_on",
                "cover-long": "ends_on",
                "own-cover": "posting_id",
                "already-covered": "posting_id",
            },
        )
    flash("The cover has been recorded.")
    return redirect(url_for("cases_pages.cover_form"), 303)


@pages.post("/cover/<uuid:cover_id>/end")
def end_cover(cover_id: UUID) -> AnyResponse:
    """End a cover at once."""
    covering.end_cover(cover_id, actor=govuk.actor(), today=clock.today())
    flash("The cover has ended.")
    return redirect(url_for("cases_pages.cover_form"), 303)


def version_sent() -> int:
    """The version that a button of the record carries.

    Raises RuleRefused("no-version") when there is none.
    """
    try:
        return int(govuk.load_form(OnlyVersionForm(), request.form)["version"])
    except govuk.FormRefused:
        raise RuleRefused("no-version", "Open the family's record again, and use its button.") from None


def _lead_page(family_id: UUID, form: Form) -> str:
    chosen_items = govuk.choices(CHOSEN, form.value("chosen"))
    return _people_page("cases/lead.html", _leads(family_id), form, with_caseload, chosen_items=chosen_items)


def _lead_standing(family_id: UUID) -> Standing:
    """Who leads the family now, for whoever wanted to change it and was overtaken."""
    record = families.open_record(family_id, actor=govuk.actor(), today=clock.today())
    people = [Choice(str(each.posting_id), with_place(each)) for each in _leads(family_id).people]
    leads = record.allocations[0].leads if record.allocations else ()
    recorded = Form()
    if leads:
        now = leads[-1]
        people.append(Choice(STANDS, f"{now.name}, {now.establishment}"))
        recorded = filled({"posting_id": STANDS, "starts_on": now.starts_on, "chosen": now.chosen.value})
    return Standing(
        (
            Question("posting_id", "Lead professional", Kind.SELECT, choices=people),
            Question("starts_on", "From which day", Kind.DATE),
            Question("chosen", "How they were chosen", Kind.RADIOS, choices=CHOSEN),
        ),
        recorded,
        record.version,
        "Change the lead professional",
        words.family_name(record.reference),
        url_for("cases_pages.family", family_id=family_id, _anchor="allocations"),
    )


def _leads(family_id: UUID) -> PeopleToChoose:
    return leading.leads_to_choose(
        family_id, request.args.get("agency"), actor=govuk.actor(), today=clock.today()
    )


def _team_page(family_id: UUID, form: Form) -> str:
    return _people_page("cases/team_member.html", _for_team(family_id), form, with_place)


def _team_standing(family_id: UUID) -> Standing:
    """The place in the team, if by now they have one, of whoever was to be added to it."""
    record = families.open_record(family_id, actor=govuk.actor(), today=clock.today())
    found = _for_team(family_id)
    offered = (*found.people, *found.taken)
    people = [Choice(str(each.posting_id), with_place(each)) for each in offered]
    wanted = {each.practitioner_id for each in offered if str(each.posting_id) == request.form["posting_id"]}
    places = (each for each in record.team if each.practitioner_id in wanted and not each.is_over)
    recorded = next(
        (
            filled(
                {
                    "posting_id": request.form["posting_id"],
                    "starts_on": place.starts_on,
                    "ends_on": place.ends_on,
                }
            )
            for place in places
        ),
        Form(),
    )
    return Standing(
        (
            Question("posting_id", "Who joins the team", Kind.SELECT, choices=people),
            Question("starts_on", "First day", Kind.DATE),
            Question("ends_on", "Last day", Kind.DATE),
        ),
        recorded,
        record.version,
        "Add somebody to the team around the family",
        words.family_name(record.reference),
        url_for("cases_pages.family", family_id=family_id, _anchor="team"),
        adds=True,
    )


def _for_team(family_id: UUID) -> PeopleToChoose:
    return teaming.people_for_team(
        family_id, request.args.get("agency"), actor=govuk.actor(), today=clock.today()
    )


def _people_page(
    template: str,
    found: PeopleToChoose,
    form: Form,
    text: Callable[[Posted], str],
    **more: Any,
) -> str:
    agencies = tuple(Choice(each.code, each.name) for each in found.agencies)
    # Whoever was chosen stays chosen, even where somebody else has given them the place meanwhile.
    chosen = (each for each in found.taken if str(each.posting_id) == form.value("posting_id"))
    people = tuple(Choice(str(each.posting_id), text(each)) for each in (*found.people, *chosen))
    return render_template(
        template,
        family=found,
        name=words.family_name(found.reference),
        form=form,
        version=form.value("version") or found.version,
        agency_items=govuk.choices((Choice("", "Choose an agency"), *agencies), found.agency),
        person_items=govuk.choices((Choice("", "Choose a person"), *people), form.value("posting_id")),
        **more,
    )


def _cover_page(form: Form) -> str:
    found = covering.covering(actor=govuk.actor(), today=clock.today())
    covered = {str(each.practitioner_id): each.name for each in found.covered}
    whom = tuple(Choice(value, text) for value, text in covered.items())
    who = tuple(Choice(str(each.posting_id), with_place(each)) for each in found.colleagues)
    return render_template(
        "cases/cover.html",
        form=form,
        found=found,
        whom=whom,
        whom_items=govuk.choices((Choice("", "Choose a person"), *whom), form.value("practitioner_id")),
        who_items=govuk.choices((Choice("", "Choose a colleague"), *who), form.value("posting_id")),
    )


def with_place(person: Posted) -> str:
    """A person as a list offers them: with where they are posted."""
    return f"{person.name}, {person.establishment}"


def with_caseload(person: Posted) -> str:
    """A person as a list offers them: with how many families they lead, of how many they may."""
    of = f" of {person.limit}" if person.limit is not None else ""
    full = " (at limit)" if person.is_full else ""
    families = "family" if person.families == 1 and not of else "families"
    return f"{with_place(person)}: leads {person.families}{of} {families}{full}"


def _to_record(family_id: UUID, part: str = "allocations") -> AnyResponse:
    return redirect(url_for("cases_pages.family", family_id=family_id, _anchor=part), 303)
