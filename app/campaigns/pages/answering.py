"""The one screen on which those who are asked answer the cases of a campaign."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for

from app import clashes, clock, govuk
from app.access.policies import check_may, may
from app.access.roles import Action
from app.campaigns.pages import forms
from app.campaigns.pages.blueprint import pages
from app.campaigns.pages.step_words import step_words
from app.campaigns.queries.parts import AssessmentAsked, RowRead
from app.campaigns.rules.answers import OFFERED
from app.campaigns.rules.vocabulary import CampaignKind, RowAnswer
from app.campaigns.services import answering as services
from app.campaigns.services.answering import ListOpened
from app.cases.rules.course import StageDate
from app.cases.rules.vocabulary import ClosureReason
from app.cases.services.finding import Choice
from app.clashes import Page, Standing
from app.errors import Conflict
from app.govuk import Form
from app.questions import Kind, Question

SETTLED = "all"
CLASHES = ("changed-meanwhile", "record-changed")
NOTHING_REFUSED: Mapping[UUID, str] = {}

# The days that can be corrected on a page of their own, each in two clicks.
DAYS = {
    StageDate.INITIATED: "initiated_on",
    StageDate.ASSESSMENT_STARTED: "assessment_started_on",
    StageDate.ASSESSMENT_COMPLETED: "assessment_completed_on",
    StageDate.FIRST_TEAM_MEETING: "first_team_meeting_on",
    StageDate.FIRST_REVIEW: "first_reviewed_on",
    StageDate.CLOSED: "closed_on",
}


@pages.get("/campaigns/<uuid:campaign_id>/answers")
def answer_form(campaign_id: UUID) -> str:
    """The cases that this person is asked about, a page at a time. Opening them is noted."""
    found = services.open_list(
        campaign_id,
        after=_after(),
        with_settled=_with_settled(),
        agency_id=_agency(),
        actor=govuk.actor(),
        today=clock.today(),
    )
    return _page(found, forms.begun(found.rows))


@pages.post("/campaigns/<uuid:campaign_id>/answers")
def answer_cases(campaign_id: UUID) -> Page:
    """Save every answer that can be; what was refused is shown again with why, beside what was saved."""
    check_may(govuk.actor(), Action.ANSWER_CAMPAIGNS)
    actor, today = govuk.actor(), clock.today()
    try:
        shown = frozenset(forms.cases_of(request.form))
        if clashes.is_asked_again():
            return clashes.asked_again(lambda form: _again(campaign_id, form, shown))
        before = services.open_list(campaign_id, only=shown, actor=actor, today=today)
        sent = forms.read(request.form, {row.id: row for row in before.rows})
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(refusal, lambda form: _again(campaign_id, form))
    outcomes = services.answer_rows(campaign_id, sent.answers, actor=actor, today=today, now=clock.now())
    saved = len(outcomes.saved)
    if not sent.errors and not outcomes.refused:
        flash(_saved_words(saved))
        return redirect(
            url_for(
                "campaigns_pages.answer_form",
                campaign_id=campaign_id,
                after=_after() or None,
                show=SETTLED if _with_settled() else None,
                agency=_agency(),
            ),
            303,
        )
    after = services.open_list(campaign_id, only=shown, actor=actor, today=today)
    now = {row.id: row for row in after.rows}
    errors = forms.without_gone(
        {**sent.errors, **forms.refusals(outcomes.refused, now)},
        request.form,
        [case for case in sent.cases if case not in now],
    )
    entered = {field: request.form.getlist(field) for field in request.form}
    form = Form(entered, _in_order(after, errors))
    if not sent.errors and all(
        clashes.is_clash(refusal) and row_id in now for row_id, refusal in outcomes.refused.items()
    ):
        return clashes.page(_standing(after, [now[row_id] for row_id in outcomes.refused], saved))
    is_clash = not sent.errors and all(isinstance(each, Conflict) for each in outcomes.refused.values())
    codes = {row_id: refusal.code for row_id, refusal in outcomes.refused.items()}
    page = _page(after, form, saved=frozenset(outcomes.saved), codes=codes)
    return page, 409 if is_clash else 422


def _again(campaign_id: UUID, form: Form, cases: frozenset[UUID] | None = None) -> str:
    """The page anew: with what was entered of these cases; when what was sent was no form of ours, whole."""
    found = services.open_list(campaign_id, only=cases, actor=govuk.actor(), today=clock.today())
    return _page(found, form if cases else Form(forms.begun(found.rows).entered, form.errors))


def _standing(found: ListOpened, rows: Sequence[RowRead], saved: int) -> Standing:
    """What others have answered meanwhile, case by case; the answers that could be saved are."""
    answers = tuple(Choice(each.value, each.label) for each in RowAnswer)
    reasons = tuple(Choice(each.value, each.label) for each in ClosureReason)
    questions = [
        Question(forms.name(row.id, what), f"{_title(row)}: {label}", kind, choices=choices)
        for row in rows
        for what, label, kind, choices in (
            ("answer", "answer", Kind.RADIOS, answers),
            ("closed_on", "day of closing", Kind.DATE, ()),
            ("closure_reason", "reason for closing", Kind.SELECT, reasons),
            ("who", "whose it is", Kind.TEXT, ()),
            ("why", "why it is right", Kind.TEXT, ()),
        )
    ]
    prefixes = tuple(forms.name(row.id, "") for row in rows)
    return Standing(
        questions,
        forms.begun(rows),
        None,
        found.campaign.kind.label,
        "Cases to answer",
        url_for(
            "campaigns_pages.answer_form",
            campaign_id=found.campaign.id,
            show=SETTLED if _with_settled() else None,
            agency=_agency(),
        ),
        now=" ".join([*(forms.answered_by(row) for row in rows), _saved_words(saved) if saved else ""]),
        also=[
            (name, value)
            for row in rows
            for name, value in ((forms.CASE, str(row.id)), (forms.name(row.id, "version"), str(row.version)))
        ],
        kept=lambda name: name.startswith(prefixes),
    )


def _page(
    found: ListOpened,
    form: Form,
    *,
    saved: frozenset[UUID] = frozenset(),
    codes: Mapping[UUID, str] = NOTHING_REFUSED,
) -> str:
    """The page. codes: of the refusals, by case."""
    kind = found.campaign.kind
    return render_template(
        "campaigns/answers.html",
        form=form,
        opened=found,
        campaign=found.campaign,
        rows=[_row(row, kind, form, is_saved=row.id in saved, code=codes.get(row.id)) for row in found.rows],
        saved=len(saved),
        with_settled=_with_settled(),
        agency=_agency(),
        today=clock.today(),
        may_run=may(govuk.actor(), Action.RUN_CAMPAIGNS),
    )


def _row(row: RowRead, kind: CampaignKind, form: Form, *, is_saved: bool, code: str | None) -> dict[str, Any]:
    """A case as the form shows it.

    It goes on from the versions that it was sent with, but where it was saved, or where a clash was refused
    and the page now shows what stands.
    """
    entered = {
        what: form.value(forms.name(row.id, what)) for what in ("answer", "closure_reason", "who", "why")
    }
    sent_version = form.value(forms.name(row.id, "version"))
    sent_record = form.value(forms.name(row.id, "record"))
    record = row.assessment.record_version if row.assessment else 0
    return {
        "id": row.id,
        "prefix": forms.name(row.id, ""),
        "row": row,
        "title": _title(row),
        "entered": entered,
        "version": sent_version if sent_version and not (is_saved or code in CLASHES) else row.version,
        "record": sent_record if sent_record and not (is_saved or code in CLASHES) else record,
        "is_saved": is_saved,
        "said": forms.answer_words(row),
        "steps": [step_words(step) for step in row.history],
        "is_closed": row.decision is not None,
        "answers": OFFERED[kind],
        "has_words_for": {RowAnswer.NOT_OURS.value, RowAnswer.RIGHT_AS_IT_IS.value},
        "reasons": [
            {"value": "", "text": "Choose a reason"},
            *(
                {"value": each.value, "text": each.label, "selected": each.value == entered["closure_reason"]}
                for each in ClosureReason
            ),
        ],
        "days": _days(row.assessment) if kind is CampaignKind.CONTRADICTORY_DATES else [],
    }


def _title(row: RowRead) -> str:
    """What a case is called: by the children where they may be named, else by what the register has."""
    if row.people:
        return " and ".join(f"{each.forename} {each.surname}" for each in row.people)
    held = row.assessment
    if held is None:
        return f"Case {row.number}"
    if held.children:
        return " and ".join(held.children)
    return f"{held.kind.label} initiated {govuk.long_date(held.initiated_on)}"


def _days(held: AssessmentAsked | None) -> list[dict[str, str]]:
    """The recorded days of an assessment that whoever may open it can correct, with where."""
    if held is None or held.family_id is None:
        return []
    return [
        {
            "text": f"{which.label} {govuk.long_date(getattr(held, column))}",
            "href": url_for(
                "cases_pages.stage_date_form",
                family_id=held.family_id,
                assessment_id=held.id,
                which=which.value,
            ),
        }
        for which, column in DAYS.items()
        if getattr(held, column) is not None
    ]


def _saved_words(saved: int) -> str:
    if not saved:
        return "Nothing was changed, so nothing was saved."
    return f"{saved} {'answer has' if saved == 1 else 'answers have'} been saved."


def _in_order(found: ListOpened, errors: dict[str, str]) -> dict[str, str]:
    """The errors in the order of the page."""
    place = {str(row.id): number for number, row in enumerate(found.rows)}
    return dict(sorted(errors.items(), key=lambda each: place.get(each[0][5:41], 0)))


def _after() -> int:
    """The number of the case after which the page begins; an address of another shape is none of ours."""
    text = request.args.get("after", "0")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        abort(404)
    return int(text)


def _agency() -> UUID | None:
    """The agency that the address narrows the list to."""
    text = request.args.get("agency", "")
    try:
        return UUID(text) if text else None
    except ValueError:
        abort(404)


def _with_settled() -> bool:
    return govuk.chosen("show", (SETTLED,)) is not None
