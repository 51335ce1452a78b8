"""Quality audits as auditors meet them: what waits, the assessment to read, the review form, the actions."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clashes, clock, govuk, self_saving
from app.access.policies import check_may, may
from app.access.roles import Action
from app.cases.pages import audit_words as words
from app.cases.pages import form_words
from app.cases.pages.audit_forms import AskForActionForm, check_answered, review_form, scores_of
from app.cases.pages.blueprint import pages
from app.cases.queries.audit_parts import ReviewOpened
from app.cases.rules.audit_questions import AuditSection
from app.cases.services import audit_actions, auditing
from app.cases.services.finding import Choice
from app.clashes import Page, Standing
from app.govuk import Form
from app.questions import Kind, Question


@pages.get("/sampled-assessments")
def sampled_assessments() -> str:
    """The assessments that wait for this person's review."""
    found = auditing.waiting_for_me(actor=govuk.actor())
    return render_template("cases/audits/mine.html", sampled=found, words=words)


@pages.get("/sampled-assessments/<uuid:sample_id>")
def sampled_assessment(sample_id: UUID) -> str:
    """A sampled assessment to read. Opening it is noted."""
    found = auditing.open_sampled(sample_id, actor=govuk.actor(), today=clock.today())
    return render_template(
        "cases/audits/record.html",
        sampled=found.sampled,
        course=found.course,
        words=words,
        facts=words.facts(found),
        children=words.children(found),
        dates=words.dates(found),
        parts=form_words.parts(found.form),
        today=clock.today(),
    )


@pages.get("/sampled-assessments/<uuid:sample_id>/review")
def audit_review(sample_id: UUID) -> str:
    """The review form, or a review to read for the CAF coordinator."""
    opened = _opened_review(sample_id)
    return _review_page(opened, _recorded(opened))


@pages.post("/sampled-assessments/<uuid:sample_id>/review")
def save_audit_review(sample_id: UUID) -> Page:
    """Save the review as a draft, or finish it."""
    opened = _opened_review(sample_id)

    def act() -> bool:
        values = _entered(opened)
        is_finished: bool = values["finish"] == "yes"
        _save(opened, values, is_finished=is_finished)
        return is_finished

    def done(is_finished: bool) -> AnyResponse:
        flash("The review is finished." if is_finished else "The draft has been saved.")
        if is_finished:
            return redirect(url_for("cases_pages.sampled_assessments"), 303)
        return redirect(url_for("cases_pages.audit_review", sample_id=sample_id), 303)

    return clashes.take(
        act,
        shown=lambda form: _review_page(_opened_review(sample_id), form),
        standing=lambda: _standing(_opened_review(sample_id)),
        done=done,
        field_of={"findings-needed": "findings"},
    )


@pages.put("/sampled-assessments/<uuid:sample_id>/review")
def self_save_audit_review(sample_id: UUID) -> tuple[Response, int]:
    """Save the review as a draft while it is being filled in, and say when it was saved."""
    opened = _opened_review(sample_id)

    def save() -> tuple[int, datetime]:
        return _save(opened, _entered(opened), is_finished=False), clock.now()

    return self_saving.answer(save)


@pages.get("/sampled-assessments/<uuid:sample_id>/actions/new")
def audit_action_form(sample_id: UUID) -> str:
    """The form that asks somebody to do something after a review."""
    return _action_page(sample_id, Form())


@pages.post("/sampled-assessments/<uuid:sample_id>/actions/new")
def ask_for_audit_action(sample_id: UUID) -> Page:
    """Ask for it, and go back to the review."""
    check_may(govuk.actor(), Action.AUDIT_ASSESSMENTS)
    try:
        values = govuk.load_form(AskForActionForm(), request.form)
        audit_actions.ask_for_action(sample_id, **values, actor=govuk.actor(), today=clock.today())
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(
            refusal,
            lambda form: _action_page(sample_id, form),
            field_of={"due-in-the-past": "due_on", "who-not-posted": "practitioner_id"},
        )
    flash("The action has been asked for. It stands on their home page.")
    return redirect(url_for("cases_pages.audit_review", sample_id=sample_id), 303)


@pages.get("/audit-actions")
def audit_actions_page() -> str:
    """What is to be done after quality audits: one's own, or for the CAF coordinator everybody's."""
    found = audit_actions.actions(actor=govuk.actor())
    today = clock.today()
    return render_template(
        "cases/audits/actions.html",
        actions=found,
        overdue=sum(each.is_overdue(today) for each in found),
        runs_audits=may(govuk.actor(), Action.RUN_QUALITY_AUDITS),
        words=words,
        today=today,
    )


@pages.post("/audit-actions/<uuid:action_id>/done")
def audit_action_done(action_id: UUID) -> AnyResponse:
    """Say that an action is done."""
    audit_actions.mark_done(action_id, actor=govuk.actor(), today=clock.today())
    flash("The action is done.")
    return redirect(url_for("cases_pages.audit_actions_page"), 303)


@pages.post("/audit-actions/<uuid:action_id>/not-done")
def audit_action_not_done(action_id: UUID) -> AnyResponse:
    """Take back that an action is done."""
    audit_actions.mark_not_done(action_id, actor=govuk.actor())
    flash("The action is to be done again.")
    return redirect(url_for("cases_pages.audit_actions_page"), 303)


def _opened_review(sample_id: UUID) -> ReviewOpened:
    return auditing.open_review(sample_id, actor=govuk.actor(), today=clock.today())


def _entered(opened: ReviewOpened) -> dict[str, Any]:
    """What the form holds. Raises FormRefused."""
    return govuk.load_form(review_form(opened.sampled.asked), request.form)


def _save(opened: ReviewOpened, values: dict[str, Any], *, is_finished: bool) -> int:
    """Save what was entered. Returns the version that it has then. Raises FormRefused, DomainError."""
    asked = opened.sampled.asked
    scores = scores_of(asked, values)
    if is_finished:
        check_answered(asked, scores)
    return auditing.save_review(
        opened.sampled.id,
        scores,
        values["findings"],
        is_finished=is_finished,
        version=values["version"],
        actor=govuk.actor(),
        today=clock.today(),
    )


def _review_page(opened: ReviewOpened, form: Form) -> str:
    sampled = opened.sampled
    questions = sampled.asked.questions
    return render_template(
        "cases/audits/review.html" if opened.may_review else "cases/audits/review_read.html",
        opened=opened,
        sampled=sampled,
        words=words,
        form=form,
        version=form.value("version") or sampled.version,
        user_id=govuk.actor().user_id,
        sections=[
            (
                section,
                [
                    (
                        questions.index(each.question) + 1,
                        each,
                        govuk.choices(words.SCORE_CHOICES, form.value(each.question.value)),
                    )
                    for each in sampled.asked.of_section(section)
                ],
            )
            for section in AuditSection
        ],
        today=clock.today(),
    )


def _recorded(opened: ReviewOpened) -> Form:
    """The review as it stands, as a form."""
    answers: dict[str, Any] = {
        question.value: [score.value] for question, score in opened.sampled.scores.items()
    }
    return Form({**answers, "findings": [opened.sampled.findings or ""]})


def _standing(opened: ReviewOpened) -> Standing:
    """The review as it stands, for whoever came second."""
    answers = [
        Question(each.question.value, each.words, Kind.RADIOS, choices=words.SCORE_CHOICES)
        for each in opened.sampled.asked.asked
    ]
    return Standing(
        [*answers, Question("findings", "Findings")],
        _recorded(opened),
        opened.sampled.version,
        "Review",
        words.sampled_name(opened.sampled),
        url_for("cases_pages.audit_review", sample_id=opened.sampled.id),
    )


def _action_page(sample_id: UUID, form: Form) -> str:
    opened = _opened_review(sample_id)
    people = audit_actions.people_to_ask(sample_id, actor=govuk.actor(), today=clock.today())
    offered = [Choice(str(each.id), f"{each.name}, {each.establishment}") for each in people]
    return render_template(
        "cases/audits/action.html",
        sampled=opened.sampled,
        words=words,
        form=form,
        who_items=govuk.choices((Choice("", "Choose a person"), *offered), form.value("practitioner_id")),
    )
