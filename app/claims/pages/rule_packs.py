"""Rule packs: those in force, and the council's editions from draft to approval."""

from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clashes, clock, govuk
from app.access.policies import check_may, may
from app.access.roles import Action
from app.cases.services.finding import Choice
from app.claims.pages.blueprint import pages
from app.claims.pages.pack_forms import (
    ApproveForm,
    DiscretionForm,
    ProblemForm,
    ReturnForm,
    StartForm,
    VersionForm,
    measure_form,
)
from app.claims.pages.pack_words import STATE_COLOURS, pack_in_words
from app.claims.rules.drafting import criteria_to_choose, own_groups, own_parts, settings_of, unasked
from app.claims.rules.trial import TrialFigure
from app.claims.services import pack_trials
from app.claims.services import rule_packs as services
from app.claims.services.rule_packs import EditionOpened
from app.clashes import Page, Standing
from app.errors import NotFound, RuleRefused
from app.govuk import Form
from app.money import Pence, format_pounds
from app.programme.facts import Criterion, CriterionGroup
from app.programme.packs import NeedPart, Part, Source
from app.programme.reading import LONGEST_DOCUMENT, PackRefused, pack_from_text
from app.programme.writing import as_document, as_text
from app.questions import Kind, Question, filled

APPROVED_AT = {
    "day-past": "in_force_from",
    "day-taken": "in_force_from",
    "after-its-end": "in_force_from",
    "drafted-from-another": "in_force_from",
}
PROBLEM_AT = {
    "no-criteria": "criteria",
    "counted-elsewhere": "criteria",
    "nothing-asked-about": "criteria",
    "too-many-needed": "needed",
}
MEASURE_AT = {"nothing-asked-about": "applies_to", "not-counted": "applies_to", "days-and-months": "days-1"}
FIGURES = (
    ("Eligible", TrialFigure.ELIGIBLE_BEFORE, TrialFigure.ELIGIBLE_AFTER),
    ("Turned around", TrialFigure.TURNED_AROUND_BEFORE, TrialFigure.TURNED_AROUND_AFTER),
    ("May be claimed", TrialFigure.CLAIMABLE_BEFORE, TrialFigure.CLAIMABLE_AFTER),
)
CHANGES = (
    (TrialFigure.BECOMES_ELIGIBLE, "would become eligible"),
    (TrialFigure.NO_LONGER_ELIGIBLE, "would be eligible no longer"),
    (TrialFigure.BECOMES_CLAIMABLE, "could be claimed, and cannot now"),
    (TrialFigure.NO_LONGER_CLAIMABLE, "could be claimed no longer"),
    (TrialFigure.OTHER_VALUE, "would be claimed at another value"),
)
FIGURE_TITLES = {
    TrialFigure.ELIGIBLE_BEFORE: "Eligible by the rules that stand",
    TrialFigure.ELIGIBLE_AFTER: "Eligible by this edition",
    TrialFigure.TURNED_AROUND_BEFORE: "Turned around by the rules that stand",
    TrialFigure.TURNED_AROUND_AFTER: "Turned around by this edition",
    TrialFigure.CLAIMABLE_BEFORE: "May be claimed by the rules that stand",
    TrialFigure.CLAIMABLE_AFTER: "May be claimed by this edition",
    **{figure: f"Families that {words}" for figure, words in CHANGES},
}


@pages.get("/rule-packs")
def rule_packs() -> str:
    """The rules in force, and the council's editions of them."""
    return _list_page(Form())


@pages.post("/rule-packs")
def start_draft() -> Page:
    """Start a draft from a pack or from a document, and go to it."""
    check_may(govuk.actor(), Action.DRAFT_RULE_PACKS)
    try:
        values = govuk.load_form(StartForm(), request.form)
        document = request.files.get("document")
        if document is None or not document.filename:
            edition_id = services.start_draft(**values, actor=govuk.actor(), now=clock.now())
        else:
            content = _document(document.stream.read(4 * LONGEST_DOCUMENT))
            edition_id = services.start_from_document(content, **values, actor=govuk.actor(), now=clock.now())
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(
            refusal, _list_page, field_of={"pack-not-valid": "document", "edition-code-taken": "document"}
        )
    flash("The draft is made. Nothing changes until it is approved.")
    return _to(edition_id)


@pages.get("/rule-packs/in-force/<code>")
def rule_pack(code: str) -> str:
    """A pack in force, or an outcome plan to start from, in words."""
    pack = services.rule_pack(code, actor=govuk.actor())
    return render_template("claims/rule_pack.html", pack=pack, words=pack_in_words(pack))


@pages.get("/rule-packs/<uuid:edition_id>")
def edition(edition_id: UUID) -> str:
    """An edition in words, with what may be done with it."""
    return _edition_page(edition_id, Form())


@pages.get("/rule-packs/<uuid:edition_id>/document")
def edition_document(edition_id: UUID) -> Response:
    """An edition as a document, to keep or to change elsewhere."""
    found = services.open_edition(edition_id, actor=govuk.actor()).edition
    response = Response(as_text(found.pack), mimetype="application/json")
    response.headers.set("Content-Disposition", "attachment", filename=f"{found.code}.json")
    return response


@pages.get("/rule-packs/<uuid:edition_id>/problems/<group>")
def problem_form(edition_id: UUID, group: str) -> str:
    """The form that says what shows a problem."""
    return _problem_page(*_own_problem(edition_id, group), None)


@pages.post("/rule-packs/<uuid:edition_id>/problems/<group>")
def change_problem(edition_id: UUID, group: str) -> Page:
    """Say what shows a problem, and go back to the edition."""
    check_may(govuk.actor(), Action.DRAFT_RULE_PACKS)
    _, of = _own_problem(edition_id, group)

    def act() -> int:
        values = govuk.load_form(ProblemForm(), request.form)
        criteria = frozenset(values.pop("criteria"))
        return services.change_problem(edition_id, of, criteria=criteria, **values, actor=govuk.actor())

    return clashes.take(
        act,
        shown=lambda form: _problem_page(*_own_problem(edition_id, group), form),
        standing=lambda: _problem_standing(*_own_problem(edition_id, group)),
        done=lambda _: _saved(edition_id),
        field_of=PROBLEM_AT,
    )


@pages.get("/rule-packs/<uuid:edition_id>/measures/<code>")
def measure_page(edition_id: UUID, code: str) -> str:
    """The form that says what counts as a result."""
    return _measure_page(*_own_part(edition_id, code), None)


@pages.post("/rule-packs/<uuid:edition_id>/measures/<code>")
def change_measure(edition_id: UUID, code: str) -> Page:
    """Say what counts as a result, and go back to the edition."""
    check_may(govuk.actor(), Action.DRAFT_RULE_PACKS)
    _, part = _own_part(edition_id, code)
    settings = settings_of(part)

    def act() -> int:
        values = govuk.load_form(measure_form(settings), request.form)
        numbers = {setting.name: values[setting.name] for setting in settings}
        return services.change_measure(
            edition_id,
            code,
            question=values["question"],
            numbers=numbers,
            applies_to=frozenset(values["applies_to"]),
            decided_in=values["decided_in"],
            version=values["version"],
            actor=govuk.actor(),
        )

    return clashes.take(
        act,
        shown=lambda form: _measure_page(*_own_part(edition_id, code), form),
        standing=lambda: _measure_standing(*_own_part(edition_id, code)),
        done=lambda _: _saved(edition_id),
        field_of=MEASURE_AT,
    )


@pages.get("/rule-packs/<uuid:edition_id>/discretion")
def discretion_form(edition_id: UUID) -> str:
    """The form that says whether a failed part may be let pass."""
    return _discretion_page(_to_edit(edition_id), None)


@pages.post("/rule-packs/<uuid:edition_id>/discretion")
def change_discretion(edition_id: UUID) -> Page:
    """Say whether a failed part may be let pass, and go back to the edition."""
    check_may(govuk.actor(), Action.DRAFT_RULE_PACKS)

    def act() -> int:
        values = govuk.load_form(DiscretionForm(), request.form)
        return services.change_discretion(edition_id, **values, actor=govuk.actor())

    return clashes.take(
        act,
        shown=lambda form: _discretion_page(_to_edit(edition_id), form),
        standing=lambda: _discretion_standing(_to_edit(edition_id)),
        done=lambda _: _saved(edition_id),
    )


@pages.get("/rule-packs/<uuid:edition_id>/trial")
def trial(edition_id: UUID) -> str:
    """What an edition would change, in numbers."""
    tried = pack_trials.try_edition(edition_id, on=clock.today(), actor=govuk.actor())
    return render_template(
        "claims/trial.html",
        tried=tried,
        trial=tried.trial,
        figures=FIGURES,
        changes=CHANGES,
        opens=may(govuk.actor(), Action.SEE_CLAIMS),
        pounds=format_pounds,
        difference=Pence(tried.trial.value_after - tried.trial.value_before),
    )


@pages.get("/rule-packs/<uuid:edition_id>/trial/<figure>")
def trial_families(edition_id: UUID, figure: str) -> str:
    """The families behind a number of a trial. Opening them is noted."""
    check_may(govuk.actor(), Action.SEE_CLAIMS)
    if figure not in set(TrialFigure):
        raise NotFound("figure", "A trial has no such number.")
    found = pack_trials.families_behind(
        edition_id, TrialFigure(figure), on=clock.today(), actor=govuk.actor()
    )
    return render_template(
        "claims/trial_families.html", found=found, title=FIGURE_TITLES[found.figure], pounds=format_pounds
    )


@pages.post("/rule-packs/<uuid:edition_id>/propose")
def propose(edition_id: UUID) -> Page:
    """Give a draft to the authorising officer."""
    check_may(govuk.actor(), Action.DRAFT_RULE_PACKS)
    services.propose(edition_id, version=_version(), actor=govuk.actor(), now=clock.now())
    flash("The edition is proposed. An authorising officer who had no hand in it can approve it.")
    return _to(edition_id)


@pages.post("/rule-packs/<uuid:edition_id>/withdraw")
def withdraw(edition_id: UUID) -> AnyResponse:
    """Withdraw an edition that is not approved."""
    check_may(govuk.actor(), Action.DRAFT_RULE_PACKS)
    services.withdraw(edition_id, version=_version(), actor=govuk.actor())
    flash("The edition is withdrawn.")
    return _to(edition_id)


@pages.post("/rule-packs/<uuid:edition_id>/send-back")
def send_back(edition_id: UUID) -> Page:
    """Send a proposed edition back to its draft."""
    check_may(govuk.actor(), Action.APPROVE_RULE_PACKS)
    try:
        values = govuk.load_form(ReturnForm(), request.form)
        services.send_back(edition_id, values["returned_why"], version=values["version"], actor=govuk.actor())
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(refusal, lambda form: _edition_page(edition_id, form))
    flash("The edition is sent back to its draft.")
    return _to(edition_id)


@pages.post("/rule-packs/<uuid:edition_id>/approve")
def approve(edition_id: UUID) -> Page:
    """Approve a proposed edition, in force from a day."""
    check_may(govuk.actor(), Action.APPROVE_RULE_PACKS)
    try:
        values = govuk.load_form(ApproveForm(), request.form)
        services.approve(
            edition_id,
            values["in_force_from"],
            version=values["version"],
            actor=govuk.actor(),
            today=clock.today(),
            now=clock.now(),
        )
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(refusal, lambda form: _edition_page(edition_id, form), field_of=APPROVED_AT)
    flash(f"The edition is approved, and in force from {govuk.long_date(values['in_force_from'])}.")
    return _to(edition_id)


def _document(content: bytes) -> object:
    """The document that a file holds. Raises RuleRefused("pack-not-valid")."""
    try:
        return as_document(pack_from_text(content.decode()))
    except UnicodeDecodeError:
        raise RuleRefused("pack-not-valid", "This file is not text. Choose a JSON document.") from None
    except PackRefused as refused:
        raise RuleRefused("pack-not-valid", " ".join(str(fault) for fault in refused.faults[:10])) from None


def _version() -> int:
    try:
        version: int = govuk.load_form(VersionForm(), request.form)["version"]
    except govuk.FormRefused:
        raise RuleRefused("no-version", "Open the edition again, and use its button.") from None
    return version


def _to(edition_id: UUID) -> AnyResponse:
    return redirect(url_for("claims_pages.edition", edition_id=edition_id), 303)


def _saved(edition_id: UUID) -> AnyResponse:
    flash("The draft is saved.")
    return _to(edition_id)


def _list_page(form: Form) -> str:
    found = services.rule_packs(actor=govuk.actor(), today=clock.today())
    offered = [Choice("", "Choose"), *(Choice(code, code) for code in found.to_start_from)]
    return render_template(
        "claims/rule_packs.html",
        found=found,
        form=form,
        colours=STATE_COLOURS,
        start_items=govuk.choices(offered, form.value("replaces")),
    )


def _edition_page(edition_id: UUID, form: Form) -> str:
    opened = services.open_edition(edition_id, actor=govuk.actor())
    pack = opened.edition.pack
    return render_template(
        "claims/edition.html",
        opened=opened,
        edition=opened.edition,
        words=pack_in_words(pack),
        unasked=[criterion.label for criterion in unasked(pack)],
        colours=STATE_COLOURS,
        form=form,
    )


def _to_edit(edition_id: UUID) -> EditionOpened:
    """An edition that the actor may edit. Raises Forbidden("role"), RuleRefused("not-a-draft")."""
    check_may(govuk.actor(), Action.DRAFT_RULE_PACKS)
    opened = services.open_edition(edition_id, actor=govuk.actor())
    if not opened.may_edit:
        raise RuleRefused("not-a-draft", "Only a draft can be changed.")
    return opened


def _own_problem(edition_id: UUID, group: str) -> tuple[EditionOpened, CriterionGroup]:
    opened = _to_edit(edition_id)
    own = next((each for each in own_groups(opened.edition.pack) if each.value == group), None)
    if own is None:
        raise NotFound("problem", "This edition has no such problem that the council defines.")
    return opened, own


def _own_part(edition_id: UUID, code: str) -> tuple[EditionOpened, Part]:
    opened = _to_edit(edition_id)
    part = next((each for each in own_parts(opened.edition.pack) if each.code == code), None)
    if part is None:
        raise NotFound("part", "This edition has no such measure that the council defines.")
    return opened, part


def _criterion_items(offered: tuple[Criterion, ...], form: Form, name: str) -> list[dict[str, object]]:
    chosen = form.values(name)
    return [{"value": each.value, "text": each.label, "checked": each.value in chosen} for each in offered]


def _if_seen(source: Source) -> str | None:
    """A source's words, unless it is only recalled: whoever drafts says then where it was decided."""
    return None if source.verify_before_first_live_claim else source.text


def _problem_recorded(opened: EditionOpened, group: CriterionGroup) -> Form:
    pack = opened.edition.pack
    return filled(
        {
            "criteria": [each.value for each in pack.criteria_in(group)],
            "needed": str(pack.needed_in(group)),
            "decided_in": _if_seen(next(each.source for each in pack.criteria if each.group is group)),
        }
    )


def _problem_page(opened: EditionOpened, group: CriterionGroup, form: Form | None) -> str:
    form = form or _problem_recorded(opened, group)
    return render_template(
        "claims/edit_problem.html",
        edition=opened.edition,
        group=group,
        form=form,
        items=_criterion_items(criteria_to_choose(opened.edition.pack, group), form, "criteria"),
        version=form.value("version") or opened.edition.version,
    )


def _problem_standing(opened: EditionOpened, group: CriterionGroup) -> Standing:
    offered = [Choice(each.value, each.label) for each in criteria_to_choose(opened.edition.pack, group)]
    return _standing(
        opened,
        group.label,
        (
            Question("criteria", "What shows it", Kind.TICKS, choices=offered),
            Question("needed", "How many are needed"),
            Question("decided_in", "Where this was decided"),
        ),
        _problem_recorded(opened, group),
    )


def _measure_recorded(part: Part) -> Form:
    about = sorted(each.value for each in part.applies_to) if isinstance(part, NeedPart) else []
    return filled(
        {
            "question": part.question,
            **{setting.name: str(setting.value) for setting in settings_of(part)},
            "applies_to": about,
            "decided_in": _if_seen(part.source),
        }
    )


def _criteria_of(opened: EditionOpened, part: Part) -> tuple[Criterion, ...]:
    """What a part may ask about: the pack's criteria, and what it asks about already."""
    if not isinstance(part, NeedPart):
        return ()
    counted = {each.criterion for each in opened.edition.pack.criteria} | part.applies_to
    return tuple(criterion for criterion in Criterion if criterion in counted)


def _measure_page(opened: EditionOpened, part: Part, form: Form | None) -> str:
    form = form or _measure_recorded(part)
    return render_template(
        "claims/edit_measure.html",
        edition=opened.edition,
        part=part,
        form=form,
        settings=settings_of(part),
        items=_criterion_items(_criteria_of(opened, part), form, "applies_to"),
        version=form.value("version") or opened.edition.version,
    )


def _measure_standing(opened: EditionOpened, part: Part) -> Standing:
    offered = [Choice(each.value, each.label) for each in _criteria_of(opened, part)]
    return _standing(
        opened,
        part.title,
        (
            Question("question", "What is asked"),
            *(Question(setting.name, setting.label) for setting in settings_of(part)),
            Question("applies_to", "What it asks about", Kind.TICKS, choices=offered),
            Question("decided_in", "Where this was decided"),
        ),
        _measure_recorded(part),
    )


def _discretion_recorded(opened: EditionOpened) -> Form:
    allowed = opened.edition.pack.discretion
    return filled({"allowed": allowed is not None, "decided_in": allowed.text if allowed else None})


YES_OR_NO = (Choice("yes", "Yes"), Choice("no", "No"))


def _discretion_page(opened: EditionOpened, form: Form | None) -> str:
    form = form or _discretion_recorded(opened)
    return render_template(
        "claims/edit_discretion.html",
        edition=opened.edition,
        form=form,
        items=govuk.choices(YES_OR_NO, form.value("allowed")),
        version=form.value("version") or opened.edition.version,
    )


def _discretion_standing(opened: EditionOpened) -> Standing:
    return _standing(
        opened,
        "Discretion",
        (
            Question("allowed", "May a failed part be let pass", Kind.RADIOS, choices=YES_OR_NO),
            Question("decided_in", "Where this was decided"),
        ),
        _discretion_recorded(opened),
    )


def _standing(opened: EditionOpened, heading: str, asked: tuple[Question, ...], recorded: Form) -> Standing:
    return Standing(
        questions=asked,
        recorded=recorded,
        version=opened.edition.version,
        heading=heading,
        caption=opened.edition.code,
        keep=url_for("claims_pages.edition", edition_id=opened.edition.id),
    )
