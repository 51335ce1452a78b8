"""Quality audits: the list, a new sample, one audit, the summary, and who audits what."""

import secrets
from datetime import timedelta
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clashes, clock, govuk
from app.access.policies import check_may
from app.access.roles import Action
from app.cases.pages import audit_words as words
from app.cases.pages.audit_forms import DrawForm, NameAuditorForm, OnlyVersionForm, TakeOutForm
from app.cases.pages.blueprint import pages
from app.cases.queries.audit_parts import Auditor, Sampled
from app.cases.rules.quality_audits import (
    LARGEST_SAMPLE,
    LARGEST_SEED,
    AgencyMix,
    AuditCategory,
    TakenOutReason,
)
from app.cases.services import audit_sampling as services
from app.cases.services import auditing
from app.cases.services.audit_sampling import NewAudit, ToName
from app.cases.services.finding import Choice
from app.clashes import Page, Standing
from app.errors import RuleRefused
from app.govuk import Form
from app.periods import ONE_DAY
from app.questions import Kind, Question, filled

REASONS = tuple(Choice(each.value, each.label) for each in TakenOutReason)
YEAR = timedelta(days=365)

DRAWN_AT = {
    "initiated-dates": "initiated_to",
    "nothing-to-draw": "category",
    "pool-too-small": "size",
}
NAMED_AT = {"own-case": "auditor_id", "auditor-may-not-read": "auditor_id"}


@pages.get("/quality-audits")
def quality_audits() -> str:
    """The quality audits, the open ones first."""
    found = services.audits(actor=govuk.actor())
    return render_template("cases/audits/list.html", audits=found, words=words)


@pages.get("/quality-audits/new")
def draw_form() -> str:
    """The form that draws a sample, with how many there are to draw from."""
    today = clock.today()
    return _draw_page(govuk.form_of_dates(initiated_from=today - YEAR + ONE_DAY, initiated_to=today))


@pages.post("/quality-audits/new")
def draw_sample() -> Page:
    """Draw a sample and go to its audit."""
    check_may(govuk.actor(), Action.RUN_QUALITY_AUDITS)
    try:
        audit_id = services.draw_sample(
            NewAudit(**govuk.load_form(DrawForm(), request.form)),
            seed=secrets.randbelow(LARGEST_SEED),
            actor=govuk.actor(),
            today=clock.today(),
        )
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(refusal, _draw_page, field_of=DRAWN_AT)
    flash("The sample has been drawn. Name who audits each assessment.")
    return redirect(url_for("cases_pages.quality_audit", audit_id=audit_id), 303)


@pages.get("/quality-audits/summary")
def quality_summary() -> str:
    """What finished reviews score, by kind of assessment and question."""
    found = services.quality_summary(actor=govuk.actor())
    categories = [each for each in AuditCategory if (each, None) in found]
    return render_template(
        "cases/audits/summary.html",
        cells=found,
        words=words,
        categories=categories,
        names=[words.category(each) for each in categories],
        asked=words.every_question(),
    )


@pages.get("/quality-audits/<uuid:audit_id>")
def quality_audit(audit_id: UUID) -> str:
    """One audit: how it was drawn, its sample, and its actions."""
    found = services.open_audit(audit_id, actor=govuk.actor())
    return render_template("cases/audits/audit.html", audit=found, words=words, today=clock.today())


@pages.get("/sampled-assessments/<uuid:sample_id>/auditor")
def auditor_form(sample_id: UUID) -> str:
    """The form that names who audits an assessment."""
    return _auditor_page(sample_id, Form())


@pages.post("/sampled-assessments/<uuid:sample_id>/auditor")
def name_auditor(sample_id: UUID) -> Page:
    """Name who audits it, and go back to the audit."""
    check_may(govuk.actor(), Action.RUN_QUALITY_AUDITS)

    def act() -> None:
        values = govuk.load_form(NameAuditorForm(), request.form)
        services.name_auditor(sample_id, **values, actor=govuk.actor(), today=clock.today())

    def done(_: None) -> AnyResponse:
        flash("The auditor has been named. It stands on their home page.")
        return _to_audit(sample_id)

    return clashes.take(
        act,
        shown=lambda form: _auditor_page(sample_id, form),
        standing=lambda: _auditor_standing(sample_id),
        done=done,
        field_of=NAMED_AT,
    )


@pages.get("/sampled-assessments/<uuid:sample_id>/take-out")
def take_out_form(sample_id: UUID) -> str:
    """The form that takes an assessment out of a sample."""
    return _take_out_page(sample_id, Form())


@pages.post("/sampled-assessments/<uuid:sample_id>/take-out")
def take_out(sample_id: UUID) -> Page:
    """Take it out, and go back to the audit."""
    check_may(govuk.actor(), Action.RUN_QUALITY_AUDITS)

    def act() -> None:
        values = govuk.load_form(TakeOutForm(), request.form)
        services.take_out(sample_id, **values, actor=govuk.actor(), today=clock.today())

    def done(_: None) -> AnyResponse:
        flash("The assessment has been taken out of the sample.")
        return _to_audit(sample_id)

    return clashes.take(
        act,
        shown=lambda form: _take_out_page(sample_id, form),
        standing=lambda: _take_out_standing(_sampled(sample_id)),
        done=done,
    )


@pages.post("/sampled-assessments/<uuid:sample_id>/hand-back")
def hand_back(sample_id: UUID) -> AnyResponse:
    """Have a review wait again, and go back to the audit."""
    check_may(govuk.actor(), Action.RUN_QUALITY_AUDITS)
    try:
        version = govuk.load_form(OnlyVersionForm(), request.form)["version"]
    except govuk.FormRefused:
        raise RuleRefused("no-version", "Open the quality audit again, and use its button.") from None
    services.hand_back(sample_id, version=version, actor=govuk.actor())
    flash("The review waits again.")
    return _to_audit(sample_id)


def _draw_page(form: Form) -> str:
    today = clock.today()
    first = today - YEAR + ONE_DAY
    sizes = services.pool_sizes(first, today, actor=govuk.actor(), today=today)
    return render_template(
        "cases/audits/draw.html",
        form=form,
        category_items=govuk.choices(
            (Choice("", "Choose a kind"), *words.CATEGORY_CHOICES), form.value("category")
        ),
        mix_items=govuk.choices(words.MIX_CHOICES, form.value("mix") or AgencyMix.ANY.value),
        largest=LARGEST_SAMPLE,
        sizes=[
            (words.category(category), [sizes[category, mix] for mix in AgencyMix])
            for category in AuditCategory
        ],
        since=first,
    )


def _auditor_page(sample_id: UUID, form: Form) -> str:
    found = services.auditors_to_name(sample_id, actor=govuk.actor(), today=clock.today())
    offered = _offered(found)
    return render_template(
        "cases/audits/auditor.html",
        sampled=found.sampled,
        words=words,
        form=form,
        version=form.value("version") or found.sampled.version,
        auditor_items=govuk.choices((Choice("", "Choose a person"), *offered), form.value("auditor_id")),
    )


def _take_out_page(sample_id: UUID, form: Form) -> str:
    found = _sampled(sample_id)
    return render_template(
        "cases/audits/take_out.html",
        sampled=found,
        words=words,
        form=form,
        version=form.value("version") or found.version,
        reason_items=govuk.choices(REASONS, form.value("reason")),
    )


def _offered(found: ToName) -> list[Choice]:
    return [Choice(str(each.user_id), _auditor(each)) for each in found.auditors]


def _auditor_standing(sample_id: UUID) -> Standing:
    """Who audits it now, if somebody else has named them."""
    found = services.auditors_to_name(sample_id, actor=govuk.actor(), today=clock.today())
    sampled, offered = found.sampled, _offered(found)
    named = str(sampled.auditor_id) if sampled.auditor_id else None
    if named and named not in {choice.value for choice in offered}:
        offered.append(Choice(named, sampled.auditor or ""))
    return _standing(
        sampled,
        "Name an auditor",
        Question("auditor_id", "Who audits it", Kind.SELECT, choices=offered),
        filled({"auditor_id": named}),
    )


def _take_out_standing(sampled: Sampled) -> Standing:
    """Why somebody else has taken it out, if they have."""
    return _standing(
        sampled,
        "Take out of the sample",
        Question("reason", "Why it is taken out", Kind.RADIOS, choices=REASONS),
        filled({"reason": sampled.taken_out.value if sampled.taken_out else None}),
    )


def _standing(sampled: Sampled, heading: str, question: Question, recorded: Form) -> Standing:
    return Standing(
        (question,),
        recorded,
        sampled.version,
        heading,
        words.sampled_name(sampled),
        url_for("cases_pages.quality_audit", audit_id=sampled.audit_id),
        now=f"It stands at: {sampled.state.label.lower()}.",
    )


def _auditor(auditor: Auditor) -> str:
    agencies = ", ".join(sorted(auditor.agencies.values()))
    return f"{auditor.name} ({agencies})" if agencies else auditor.name


def _sampled(sample_id: UUID) -> Sampled:
    """A sampled assessment as the one who runs the audit sees it."""
    check_may(govuk.actor(), Action.RUN_QUALITY_AUDITS)
    return auditing.open_review(sample_id, actor=govuk.actor(), today=clock.today()).sampled


def _to_audit(sample_id: UUID) -> AnyResponse:
    return redirect(url_for("cases_pages.quality_audit", audit_id=_sampled(sample_id).audit_id), 303)
