"""Internal audit on its pages: what waits, a batch and its samples, a claim read, the record, the terms."""

import secrets
from typing import Any
from uuid import UUID

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clashes, clock, govuk
from app.access.policies import check_may, may
from app.access.roles import Action
from app.cases.services.finding import Choice
from app.claims.pages.blueprint import pages
from app.claims.pages.evaluating import OUTCOME_COLOURS
from app.claims.printing import audit_words as words
from app.claims.printing.audit_record import record_pdf
from app.claims.queries.internal_audits import AuditOnFile
from app.claims.rules.internal_audit import LARGEST_SEED, SHARE_SOURCE, AuditState, Finding, Terms
from app.claims.schemas.internal_audits import ClaimFindingForm, SampleTermsIn, SeenVersionIn
from app.claims.services import audit_findings, internal_audits
from app.claims.services.audit_findings import ClaimUnderAudit
from app.clashes import Page, Standing
from app.errors import RuleRefused
from app.govuk import Form
from app.money import format_pounds
from app.questions import Kind, Question, filled

AUDIT = "/claims/audits/<uuid:audit_id>"
LINE = "/claims/audits/lines/<uuid:sampled_id>"
CLAIM_PAGE = "claims_pages.claim_line"
FINDINGS = tuple(Choice(each.value, each.label) for each in Finding)
FINDING_AT = {"note-needed": "note"}


@pages.get("/claims/audits")
def claim_audits() -> str:
    """What waits for internal audit, and every audit, the open ones first."""
    return _audits_page(Form())


@pages.post("/claims/audits/windows/<uuid:window_id>")
def draw_claim_audit(window_id: UUID) -> Page:
    """Draw a sample of a window's lines, and go to the audit."""
    check_may(govuk.actor(), Action.AUDIT_CLAIMS)
    try:
        audit_id = internal_audits.draw_batch(
            window_id, seed=secrets.randbelow(LARGEST_SEED), actor=govuk.actor(), today=clock.today()
        )
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(refusal, _audits_page)
    flash("The sample has been drawn. Read each of its claims.")
    return redirect(url_for("claims_pages.claim_audit", audit_id=audit_id), 303)


@pages.get("/claims/audits/terms")
def claim_audit_terms() -> str:
    """The terms of samples and the limit, and the form that sets them."""
    return _terms_page(Form())


@pages.post("/claims/audits/terms")
def set_claim_audit_terms() -> Page:
    """Set the terms that the council has decided on."""
    check_may(govuk.actor(), Action.SET_AUDIT_TERMS)
    try:
        values = govuk.load_form(SampleTermsIn(), request.form)
        decided_by = values.pop("decided_by")
        internal_audits.set_terms(
            Terms(**values), decided_by=decided_by, actor=govuk.actor(), today=clock.today()
        )
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(refusal, _terms_page)
    flash("The terms have been set. Samples are drawn and judged by them from now on.")
    return redirect(url_for("claims_pages.claim_audit_terms"), 303)


@pages.get(AUDIT)
def claim_audit(audit_id: UUID) -> str:
    """One audit: its samples, progress and findings, the rate with its interval, and what may be done."""
    return _audit_page(audit_id, Form())


@pages.post(f"{AUDIT}/draw")
def draw_claim_audit_again(audit_id: UUID) -> Page:
    """Draw another sample of a batch."""
    check_may(govuk.actor(), Action.AUDIT_CLAIMS)

    def act(version: int) -> str:
        internal_audits.draw_again(
            audit_id,
            version=version,
            seed=secrets.randbelow(LARGEST_SEED),
            actor=govuk.actor(),
            today=clock.today(),
        )
        return "Another sample has been drawn. Read each of its claims."

    return _pressed(audit_id, SeenVersionIn(), act)


@pages.post(f"{AUDIT}/send-back")
def send_back_claims(audit_id: UUID) -> Page:
    """Send what failed in a held batch back to be put right."""
    check_may(govuk.actor(), Action.AUDIT_CLAIMS)

    def act(version: int) -> str:
        sent = internal_audits.send_back(audit_id, version=version, actor=govuk.actor(), today=clock.today())
        return f"{words.lines(sent)} sent back to be put right. The batch stays held."

    return _pressed(audit_id, SeenVersionIn(), act)


@pages.post(f"{AUDIT}/close")
def close_claim_audit(audit_id: UUID) -> Page:
    """Close the audit of a batch within the limit."""
    check_may(govuk.actor(), Action.AUDIT_CLAIMS)

    def act(version: int) -> str:
        passed, back = internal_audits.close(
            audit_id, version=version, actor=govuk.actor(), today=clock.today()
        )
        return f"The audit is closed: {words.lines(passed)} audited, {words.lines(back)} sent back."

    return _pressed(audit_id, SeenVersionIn(), act)


@pages.get(f"{AUDIT}/record")
def claim_audit_record(audit_id: UUID) -> str:
    """The record of an audit, to be printed."""
    audit = internal_audits.open_audit(audit_id, actor=govuk.actor())
    return render_template("claims/audits/record.html", audit=audit, words=words)


@pages.get(f"{AUDIT}/record.pdf")
def claim_audit_paper(audit_id: UUID) -> Response:
    """The record of an audit on paper, to be filed. The download is noted."""
    audit = internal_audits.print_record(audit_id, actor=govuk.actor())
    response = Response(
        record_pdf(audit, organisation=current_app.config["COUNCIL_NAME"]), mimetype="application/pdf"
    )
    name = f"internal-audit-{audit.opened_on.isoformat()}-batch-{audit.number}.pdf"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@pages.get(LINE)
def claim_under_audit(sampled_id: UUID) -> str:
    """A claim of a sample to read, with the form of its finding. Opening it is noted."""
    claim = _claim(sampled_id)
    return _claim_page(claim, _recorded(claim))


@pages.post(LINE)
def record_claim_finding(sampled_id: UUID) -> Page:
    """Record what was found, or correct it, and go on to the next claim that waits."""
    check_may(govuk.actor(), Action.AUDIT_CLAIMS)

    def act() -> None:
        values = govuk.load_form(ClaimFindingForm(), request.form)
        audit_findings.record_finding(sampled_id, **values, actor=govuk.actor(), today=clock.today())

    def done(_: None) -> AnyResponse:
        audit = _claim(sampled_id).audit
        flash("The finding has been recorded.")
        return redirect(url_for("claims_pages.claim_audit", audit_id=audit.id), 303)

    return clashes.take(
        act,
        shown=lambda form: _claim_page(_claim(sampled_id), form),
        standing=lambda: _standing(_claim(sampled_id)),
        done=done,
        field_of=FINDING_AT,
    )


def _pressed(audit_id: UUID, schema: SeenVersionIn, act: Any) -> Page:
    """Do what a button of an audit's page asks for, and show the audit; or show it with why not."""
    try:
        flash(act(govuk.load_form(schema, request.form)["version"]))
    except govuk.FormRefused:
        refusal = RuleRefused("no-version", "Use the button on the audit’s page.")
        return govuk.redisplay(refusal, lambda form: _audit_page(audit_id, form))
    except govuk.REFUSALS as refused:
        return govuk.redisplay(refused, lambda form: _audit_page(audit_id, form))
    return redirect(url_for("claims_pages.claim_audit", audit_id=audit_id), 303)


def _audits_page(form: Form) -> str:
    found = internal_audits.audits(actor=govuk.actor())
    return render_template(
        "claims/audits/list.html",
        found=found,
        form=form,
        words=words,
        share_source=SHARE_SOURCE,
        may_audit=may(govuk.actor(), Action.AUDIT_CLAIMS),
        may_see_claims=may(govuk.actor(), Action.SEE_CLAIMS),
        open_windows={each.window_id for each in found.audits if each.closed_on is None},
    )


def _terms_page(form: Form) -> str:
    found = internal_audits.terms(actor=govuk.actor())
    in_force = found.in_force
    return render_template(
        "claims/audits/terms.html",
        found=found,
        form=form
        if form.entered
        else Form(
            {
                "share_percent": [str(in_force.share_percent)],
                "least": [str(in_force.least)],
                "limit_percent": [str(in_force.limit_percent)],
            }
        ),
        words=words,
        share_source=SHARE_SOURCE,
        may_set=may(govuk.actor(), Action.SET_AUDIT_TERMS),
    )


def _audit_page(audit_id: UUID, form: Form) -> str:
    audit = internal_audits.open_audit(audit_id, actor=govuk.actor())
    return render_template(
        "claims/audits/audit.html",
        audit=audit,
        form=form,
        words=words,
        may_audit=may(govuk.actor(), Action.AUDIT_CLAIMS) and audit.closed_on is None,
        offers=_offers(audit),
    )


def _offers(audit: AuditOnFile) -> set[str]:
    """The buttons that make sense now."""
    state, offered = audit.state, set()
    if state is AuditState.WITHIN_THE_LIMIT or (audit.closed_on is None and not audit.in_batch):
        offered.add("close")
    if state is AuditState.HELD:
        offered.add("send-back")
    if state in (AuditState.HELD, AuditState.NOTHING_READ) and audit.unread:
        offered.add("further")
    if state is AuditState.BEING_PUT_RIGHT and not audit.still_out and audit.back_with_audit:
        offered.add("anew")
    return offered


def _claim(sampled_id: UUID) -> ClaimUnderAudit:
    return audit_findings.open_claim(sampled_id, actor=govuk.actor())


def _claim_page(claim: ClaimUnderAudit, form: Form) -> str:
    return render_template(
        "claims/audits/claim.html",
        claim=claim,
        form=form,
        words=words,
        version=form.value("version") or claim.sampled.version,
        finding_items=govuk.choices(FINDINGS, form.value("finding")),
        colours=OUTCOME_COLOURS,
        pounds=format_pounds,
        claim_page=CLAIM_PAGE if CLAIM_PAGE in current_app.view_functions else None,
    )


def _recorded(claim: ClaimUnderAudit) -> Form:
    """The finding that stands, as a form."""
    found = claim.sampled.finding
    return filled({"finding": found.finding.value, "note": found.note}) if found else Form()


def _standing(claim: ClaimUnderAudit) -> Standing:
    """The finding that somebody else has recorded meanwhile."""
    found = claim.sampled.finding
    return Standing(
        (
            Question("finding", "What was found", Kind.RADIOS, choices=FINDINGS),
            Question("note", "Note"),
        ),
        _recorded(claim),
        claim.sampled.version,
        "Finding",
        f"{words.family(claim.sampled)}, {claim.sampled.route.label.lower()}",
        url_for("claims_pages.claim_audit", audit_id=claim.audit.id),
        now=f"Recorded by {found.name}." if found and found.name else "",
    )
