"""The evidence of claims' lines: gathered, checked piece by piece, or all of a source after a look."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clock, govuk
from app.access.policies import may
from app.access.roles import Action
from app.claims.pages.blueprint import pages
from app.claims.rules.lifecycle import LineState
from app.claims.rules.standing import OURS, has_run_out, runs_out_soon, standing_words
from app.claims.schemas.supplying import CheckSource
from app.claims.services import checking
from app.clashes import Page
from app.govuk import Form


@pages.get("/claim-lines/<uuid:line_id>/evidence")
def line_evidence(line_id: UUID) -> str:
    """The evidence of a line, who has checked it and until when it stands."""
    return _line_page(line_id, Form())


@pages.post("/claim-evidence/<uuid:item_id>/check")
def check_item(item_id: UUID) -> AnyResponse:
    """Check a piece of evidence, and go back to its line."""
    line_id = checking.check_item(item_id, actor=govuk.actor(), today=clock.today())
    flash("You have checked it.")
    return redirect(url_for("claims_pages.line_evidence", line_id=line_id), 303)


@pages.get("/evidence-checks")
def evidence_sources() -> str:
    """The sources of which evidence of drafted lines waits to be checked."""
    return render_template(
        "claims/evidence_sources.html",
        sources=checking.sources(actor=govuk.actor()),
        may_prepare=may(govuk.actor(), Action.PREPARE_CLAIMS),
    )


@pages.get("/evidence-checks/<key>")
def evidence_from_source(key: str) -> str:
    """What waits that is from one source, to look through before all of it is checked."""
    return _source_page(key, Form())


@pages.post("/evidence-checks/<key>")
def check_source(key: str) -> Page:
    """Check all that was looked through."""
    try:
        tag = govuk.load_form(CheckSource(), request.form)["tag"]
        checked = checking.check_source(key, tag, actor=govuk.actor(), today=clock.today())
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(refusal, lambda form: _source_page(key, Form({}, form.errors)))
    flash(f"You have checked {checked} {'piece' if checked == 1 else 'pieces'} of evidence.")
    return redirect(url_for("claims_pages.evidence_sources"), 303)


def _line_page(line_id: UUID, form: Form) -> str:
    today = clock.today()
    found = checking.line_evidence(line_id, actor=govuk.actor(), on=today)
    return render_template(
        "claims/line_evidence.html",
        found=found,
        line=found.line,
        form=form,
        is_draft=found.line.state is LineState.DRAFT,
        standing={item.id: standing_words(item.expires_on, today) for item in found.items},
        warned={
            item.id
            for item in found.items
            if runs_out_soon(item.expires_on, today) or has_run_out(item.expires_on, today)
        },
        ours=OURS,
        name=f"Family {found.line.reference}" if found.line.reference else "Family without a reference",
    )


def _source_page(key: str, form: Form) -> str:
    today = clock.today()
    found = checking.from_source(key, actor=govuk.actor())
    return render_template(
        "claims/evidence_source.html",
        found=found,
        form=form,
        standing={item.id: standing_words(item.expires_on, today) for item in found.items},
    )
