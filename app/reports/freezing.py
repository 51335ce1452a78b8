"""Freezes the rows that a release is made from, as at a day."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from sqlmodel import Session

from app.cases.queries.rule_packs import editions
from app.cases.rules.vocabulary import InitiationReason
from app.claims.models.claims import ClaimWindow
from app.periods import add_months, financial_year_label, financial_year_of, month_end
from app.programme.editions import Editions
from app.programme.keeping import kept
from app.programme.packs import Route
from app.reports.queries import audits, board_words, cafs, facts, partners, releases
from app.reports.queries.alike import families_alike
from app.reports.queries.results import confirmed_families, result_rows
from app.reports.rules import (
    assessments,
    caf_page,
    caf_values,
    claimed,
    exceptions,
    families,
    results,
)
from app.reports.rules import audits as audit_rules
from app.reports.rules import partners as partner_rules
from app.reports.rules.against_target import AgainstTarget, against_target
from app.reports.rules.commentary import LAST, named_in
from app.reports.rules.facts import NOT_ROLLED_OUT, AssessmentRow, ReturnLineRow
from app.reports.rules.figured import definitions
from app.reports.rules.frozen import (
    Frozen,
    Manifest,
)
from app.reports.rules.last_report import HEADLINES, LastReport, chosen
from app.reports.rules.last_report import kept as kept_of_last
from app.reports.rules.sheet import columns_with_shared
from app.reports.rules.signing import Signing
from app.reports.rules.vocabulary import Profile, ReleaseKind

MONTHS_SHOWN = 6


def freeze_board(
    session: Session,
    *,
    organisation: str,
    as_at: date,
    dated: date,
    profile: Profile = Profile.INTERNAL,
) -> Frozen:
    """The rows of a board report as at a day."""
    manifest = _manifest(
        session,
        kind=ReleaseKind.BOARD_REPORT,
        title="Priority Families and Common Assessment Framework update",
        organisation=organisation,
        as_at=as_at,
        dated=dated,
        window=None,
    )
    words = board_words.standing(session, as_at, dated)
    texts = words.texts if words else ()
    said = (name for _, text in texts for name in named_in(text))
    spoken_of = (*HEADLINES, *(name.removeprefix(LAST).strip() for name in said if name.startswith(LAST)))
    last = last_report(session, profile, as_at, spoken_of)
    manifest = replace(manifest, profile=profile, words=words, last=last)
    return _frozen(session, manifest, with_results=False)


def last_report(
    session: Session, profile: Profile, as_at: date, names: Sequence[str] | None = None
) -> LastReport | None:
    """The board report before one as at a day, with its figures of these names, or all; None: none before.

    It is the latest approved one of the same profile as at an earlier day. Where only one of the other
    profile was approved, its days are known and none of its figures: a public report hides what no public
    one printed.
    """
    before = releases.board_reports_approved_before(session, as_at)
    if not before:
        return None
    same = next((each for each in before if each.profile is profile), None)
    printed = releases.figures_of(session, same) if same else []
    if names is None:
        figures = tuple(map(kept_of_last, printed))
    else:
        figures = chosen(printed, names, is_hiding=profile is Profile.PUBLIC)
    known = same or before[0]
    return LastReport(
        digest=same.digest if same else "", as_at=known.as_at, dated=known.dated, figures=figures
    )


def programme_against_target(session: Session, *, as_at: date) -> AgainstTarget:
    """The programme against its target as at a day, counted now by the data sheet's measures.

    The database counts the families that are alike, so that few rows are read. Raises
    RuleRefused("no-rule-pack").
    """
    manifest = _manifest(
        session,
        kind=ReleaseKind.BOARD_REPORT,
        title="The programme against its target",
        organisation="",
        as_at=as_at,
        dated=as_at,
        window=None,
    )
    alike = families_alike(session, as_at)
    frozen = Frozen(
        manifest=manifest,
        families=tuple(each.like for each in alike),
        assessments=(),
        results=(),
        targets=facts.target_rows(session),
    )
    return against_target(
        frozen,
        closed={each.like.family_id for each in alike if each.is_closed},
        numbers={each.like.family_id: each.number for each in alike},
    )


def programme_now(session: Session, *, as_at: date) -> AgainstTarget | None:
    """The programme against its target as at a day, counted now; None on a day before or after its rules."""
    return programme_against_target(session, as_at=as_at) if editions(session).has_on(as_at) else None


def freeze_return(session: Session, window: ClaimWindow, *, organisation: str, as_at: date) -> Frozen:
    """The rows of the government return of a claim window as at a day."""
    manifest = _manifest(
        session,
        kind=ReleaseKind.GOVERNMENT_RETURN,
        title=f"Payment-by-results return, {window.label}",
        organisation=organisation,
        as_at=as_at,
        dated=as_at,
        window=(window.label, window.opens_on, window.closes_on),
    )
    return _frozen(session, manifest, with_results=True)


def freeze_signed(
    session: Session,
    window: tuple[str, date, date],
    lines: Sequence[ReturnLineRow],
    signing: Signing,
    *,
    organisation: str,
    as_at: date,
) -> Frozen:
    """The rows of a return that is signed, or that would be: its lines, and the programme as at a day."""
    nth = f", return {signing.number}" if signing.number > 1 else ""
    manifest = _manifest(
        session,
        kind=ReleaseKind.GOVERNMENT_RETURN,
        title=f"Payment-by-results return, {window[0]}{nth}",
        organisation=organisation,
        as_at=as_at,
        dated=as_at,
        window=window,
    )
    defined = {**dict(manifest.definitions), **claimed.DEFINITIONS}
    manifest = replace(manifest, signing=signing, definitions=tuple(defined.items()))
    manifest.values["financial-year"] = _years((), as_at)
    return Frozen(
        manifest=manifest,
        families=facts.family_rows(
            session, as_at, confirmed_families(session, as_at), editions(session).on(as_at)
        ),
        assessments=(),
        results=claimed.result_rows(lines),
        targets=facts.target_rows(session),
        lines=tuple(lines),
    )


def freeze_cafs(session: Session, *, organisation: str, as_at: date) -> Frozen:
    """The rows of the CAF reports as at a day: the register and all that goes with it, and no family."""
    manifest = _manifest(
        session,
        kind=ReleaseKind.BOARD_REPORT,
        title=caf_page.TITLE,
        organisation=organisation,
        as_at=as_at,
        dated=as_at,
        window=None,
    )
    register = facts.assessment_rows(session, as_at)
    manifest.values["financial-year"] = _years(register, as_at)
    return Frozen(
        manifest=manifest,
        families=(),
        assessments=register,
        results=(),
        targets=(),
        consents=cafs.consent_rows(session, as_at),
        reviews=cafs.review_rows(session, as_at),
        review_actions=cafs.review_action_rows(session, as_at),
        children=cafs.child_rows(session, as_at),
    )


def _frozen(session: Session, manifest: Manifest, *, with_results: bool) -> Frozen:
    as_at = manifest.as_at
    confirmed = confirmed_families(session, as_at)
    register = facts.assessment_rows(session, as_at)
    manifest.values["financial-year"] = _years(register, as_at)
    frozen = Frozen(
        manifest=manifest,
        families=facts.family_rows(session, as_at, confirmed, editions(session).on(as_at)),
        assessments=() if with_results else register,
        results=result_rows(session, as_at) if with_results else (),
        targets=facts.target_rows(session),
        audited=() if with_results else audits.audited_rows(session, as_at),
        visits=() if with_results else audits.visit_rows(session, as_at),
        actions=() if with_results else audits.action_rows(session, as_at),
        consents=() if with_results else cafs.consent_rows(session, as_at),
        reviews=() if with_results else cafs.review_rows(session, as_at),
        review_actions=() if with_results else cafs.review_action_rows(session, as_at),
        children=() if with_results else cafs.child_rows(session, as_at),
    )
    return frozen if with_results else _with_partners(session, frozen)


def _with_partners(session: Session, frozen: Frozen) -> Frozen:
    """With the rows of partners' work, of training and of agreements, and the comparators."""
    as_at, posted = frozen.manifest.as_at, partners.postings(session)
    return replace(
        frozen,
        invitations=partners.invitation_rows(session, as_at, posted),
        worked=partners.worked_rows(session, as_at),
        referrals=partners.referral_rows(session, as_at, posted),
        places=partners.place_rows(session, as_at),
        practitioners=partners.practitioner_rows(session, as_at, posted),
        agreements=partners.agreement_rows(session, as_at),
        comparators=exceptions.comparators(as_at),
    )


def _manifest(
    session: Session,
    *,
    kind: ReleaseKind,
    title: str,
    organisation: str,
    as_at: date,
    dated: date,
    window: tuple[str, date, date] | None,
) -> Manifest:
    pack = editions(session).on(as_at)
    named = facts.agency_names(session)
    agencies = tuple(named)
    values: dict[str, tuple[str, ...]] = {
        "ward": facts.ward_names(session),
        "rollout": (*facts.rollouts_held(session, as_at), NOT_ROLLED_OUT),
        "agency": columns_with_shared(facts.data_sheet_agencies(session)),
        "route": families.ROUTES,
        "not-allocated-reason": families.REASONS,
        "listed": families.LISTED_HOW,
        "month": _months(as_at),
        "cohort-year": tuple(financial_year_label(terms.cohort_year) for terms in pack.terms),
        "span": results.SPANS,
        "initiating-agency": agencies,
        "lead-agency": (*agencies, assessments.NO_LEAD),
        "primary-reason": tuple(reason.value for reason in InitiationReason),
        "any-reason": tuple(reason.value for reason in InitiationReason),
        "stage": assessments.STAGES,
        "reason": assessments.CLOSURE_REASONS,
        "result": _results_of(editions(session), as_at),
        **({**audit_rules.VALUES, **caf_values.values(as_at)} if kind is ReleaseKind.BOARD_REPORT else {}),
        **(partner_rules.values_at(agencies, as_at) if kind is ReleaseKind.BOARD_REPORT else {}),
    }
    return Manifest(
        kind=kind,
        profile=Profile.INTERNAL,
        title=title,
        organisation=organisation,
        as_at=as_at,
        dated=dated,
        pack=kept(pack),
        values=values,
        definitions=tuple(definitions().items()),
        window=window,
        agencies=named if kind is ReleaseKind.BOARD_REPORT else None,
    )


def _results_of(packs: Editions, as_at: date) -> tuple[str, ...]:
    """The results that any rules had begun to pay for by a day, in the order of the vocabulary."""
    paid = {rule.route for pack in packs.packs if pack.in_force.first <= as_at for rule in pack.routes}
    return tuple(route.value for route in Route if route in paid)


def _months(as_at: date) -> tuple[str, ...]:
    """The latest complete months, oldest first: 31 March 2013 → 2012-10 to 2013-03."""
    last = as_at if as_at == month_end(as_at) else add_months(as_at, -1)
    return tuple(f"{add_months(last, -back):%Y-%m}" for back in reversed(range(MONTHS_SHOWN)))


def _years(register: Iterable[AssessmentRow], as_at: date) -> tuple[str, ...]:
    """The financial years from the register's first to the one at hand."""
    current = financial_year_of(as_at)
    first = min((financial_year_of(row.initiated_on) for row in register), default=current)
    return tuple(financial_year_label(year) for year in range(first, current + 1))
