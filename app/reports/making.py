"""Makes a release from the records: freezes rows, counts figures, reconciles, composes, renders, stores."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from app.cases.queries.rule_packs import editions
from app.cases.rules.vocabulary import InitiationReason
from app.claims.models.claims import ClaimWindow
from app.errors import RuleRefused
from app.periods import add_months, financial_year_label, financial_year_of, month_end
from app.programme.editions import Editions
from app.programme.keeping import kept
from app.programme.packs import Route
from app.reports import protecting
from app.reports.approval_rows import ReleaseApproval
from app.reports.disclosure import safe
from app.reports.disclosure.joining import Published
from app.reports.models import Figure, FrozenInput, Release, ReleaseFile, ReleaseInputs
from app.reports.queries import audits, board_words, cafs, facts, partners, releases
from app.reports.queries.alike import families_alike
from app.reports.queries.results import confirmed_families, result_rows
from app.reports.render.csv import render_csv
from app.reports.render.html import render_html
from app.reports.render.json import render_json
from app.reports.render.pdf import render_pdf
from app.reports.render.xlsx import render_xlsx
from app.reports.rules import (
    assessments,
    board,
    caf_page,
    caf_values,
    claimed,
    exceptions,
    families,
    results,
    returns,
)
from app.reports.rules import audits as audit_rules
from app.reports.rules import figured as figured_rules
from app.reports.rules import partners as partner_rules
from app.reports.rules.against_target import AgainstTarget, against_target
from app.reports.rules.board_words import PaperOf
from app.reports.rules.commentary import LAST, check_wording, named_in
from app.reports.rules.derived import check_agreed
from app.reports.rules.document import Document, Stamp
from app.reports.rules.facts import NOT_ROLLED_OUT, AssessmentRow, ReturnLineRow
from app.reports.rules.figured import Figured, definitions, figured
from app.reports.rules.frozen import (
    ROW_KINDS,
    Frozen,
    Manifest,
    content,
    digest,
    plain,
    release_digest,
    thaw,
)
from app.reports.rules.identities import Checked
from app.reports.rules.last_report import HEADLINES, LastReport, chosen
from app.reports.rules.last_report import kept as kept_of_last
from app.reports.rules.sheet import columns_with_shared
from app.reports.rules.signing import Signing
from app.reports.rules.vocabulary import Profile, ReleaseKind
from app.version import code_version

MONTHS_SHOWN = 6
NAMED = 20
"""How many of the families in a broken identity its sentence names."""


@dataclass(frozen=True, slots=True)
class Made:
    """A release made in memory: what it froze, its figures, its document and its files by name."""

    frozen: Frozen
    figured: Figured
    document: Document
    digests: Mapping[str, tuple[bytes, ...]]
    files: Mapping[str, tuple[str, bytes]]


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
    agencies = facts.agency_codes(session)
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
        agencies=facts.agency_names(session) if kind is ReleaseKind.BOARD_REPORT else None,
    )


def _results_of(packs: Editions, as_at: date) -> tuple[str, ...]:
    """The results that any rules had begun to pay for by a day, in the order of the vocabulary."""
    paid = {rule.route for pack in packs.packs if pack.in_force.first <= as_at for rule in pack.routes}
    return tuple(route.value for route in Route if route in paid)


def counted(frozen: Frozen) -> Figured:
    """Every figure of a release, its relations, and its identities as found."""
    return figured(frozen)


def make(
    frozen: Frozen,
    found: Figured,
    *,
    made_at: datetime,
    code: str,
    earlier: Sequence[tuple[str, Published]] = (),
) -> Made:
    """A release from what it froze. The same frozen rows, instant and code give the same bytes.

    A public one is protected and proved together with the public releases before it (`earlier`, by their
    hashes), and from then on only what it shows is left. Raises RuleRefused("no-target" |
    "cannot-be-protected" | "not-protected").
    """
    check_agreed(found.figures.values(), frozen.manifest.as_at)
    if frozen.manifest.profile is Profile.PUBLIC:
        frozen = protecting.protected(frozen, found, earlier)
        told, cleared = protecting.cleared(frozen.manifest, found, earlier)
    else:
        told, cleared = found, safe.clear(found.figures.values(), frozen.manifest.profile)
    return _rendered(frozen, told, cleared, made_at=made_at, code=code)


def _rendered(
    frozen: Frozen, found: Figured, cleared: safe.SafeFigures, *, made_at: datetime, code: str
) -> Made:
    """A release from its cleared figures."""
    digests = _digests(frozen)
    manifest = frozen.manifest
    stamp = Stamp(
        digest=release_digest(manifest, digests),
        as_at=manifest.as_at,
        dated=manifest.dated,
        made_at=made_at,
        code_version=code,
    )
    compose = board.compose if manifest.kind is ReleaseKind.BOARD_REPORT else returns.compose
    document = compose(manifest, found, cleared, stamp)
    files = _files(document, manifest)
    if manifest.kind is ReleaseKind.BOARD_REPORT:
        for paper in PaperOf:
            files |= _paper(board.compose(manifest, found, cleared, stamp, paper), manifest, paper)
    return Made(frozen, found, document, digests, files)


def public_before(session: Session, frozen: Frozen) -> list[tuple[str, Published]]:
    """The public releases that one that is being made is protected together with, by their hashes.

    All that there are, oldest first, for a public one, which waits for any other that is being made. None for
    an internal one.
    """
    if frozen.manifest.profile is not Profile.PUBLIC:
        return []
    releases.lock_publishing(session)
    return [
        (each.digest, protecting.published(thawed(session, each), releases.figures_of(session, each)))
        for each in releases.public_releases(session)
    ]


def check_words(frozen: Frozen) -> None:
    """Refuse to release what somebody wrote by rules that have been tightened since.

    Raises RuleRefused("typed-number" | "stray-brace" | "unprintable").
    """
    for _, text in frozen.manifest.words.texts if frozen.manifest.words else ():
        check_wording(text)


def check_reconciles(session: Session, found: Figured) -> None:
    """Refuse to release what does not reconcile.

    Raises RuleRefused("does-not-reconcile") with the identity, the difference and the families in it.
    """
    if found.broken:
        raise RuleRefused("does-not-reconcile", _sentence(session, found.broken))


def _sentence(session: Session, broken: Sequence[Checked]) -> str:
    """What is wrong with the first identity that is broken, and how many others are."""
    first, *others = broken
    known = releases.references(session, first.members)
    named = sorted(known.get(member) or str(member) for member in first.members)
    more = f" and {len(named) - NAMED:,} more" if len(named) > NAMED else ""
    return (
        "The figures do not reconcile, so nothing was released. This does not hold: "
        f"{first.identity.sentence} The difference is {first.difference:+,}. "
        f"Families in it: {', '.join(named[:NAMED]) or 'none'}{more}. "
        f"Other identities that do not hold: {len(others):,}."
    )


def store(session: Session, made: Made, *, made_by: UUID, job_id: UUID | None) -> Release:
    """Keep a release: its frozen rows, figures with members, and files. Adds rows and changes none."""
    stamp = made.document.stamp
    release = keep(
        session,
        made.frozen,
        made.figured,
        made_at=stamp.made_at,
        code=stamp.code_version,
        made_by=made_by,
        job_id=job_id,
    )
    keep_files(session, release.id, made.files)
    return release


def keep(
    session: Session,
    frozen: Frozen,
    found: Figured,
    *,
    made_at: datetime,
    code: str,
    made_by: UUID,
    job_id: UUID | None,
) -> Release:
    """Keep what a release is made from, with its figures: all but its files, which can be made from it."""
    manifest, digests = frozen.manifest, _digests(frozen)
    release = Release(
        kind=manifest.kind,
        profile=manifest.profile,
        title=manifest.title,
        as_at=manifest.as_at,
        dated=manifest.dated,
        made_at=made_at,
        made_by=made_by,
        job_id=job_id,
        code_version=code,
        digest=release_digest(manifest, digests),
        manifest=plain(manifest),
    )
    session.add(release)
    session.flush()
    if manifest.kind is ReleaseKind.BOARD_REPORT:
        session.add(ReleaseApproval(release_id=release.id, changed_at=made_at))
    for kind, frozen_rows in frozen.kinds().items():
        _keep_rows(session, frozen_rows)
        session.add(ReleaseInputs(release_id=release.id, kind=kind, digests=list(digests[kind])))
    session.connection().execute(sa.insert(Figure), _figure_rows(release.id, found))
    session.flush()
    return release


def keep_files(session: Session, release_id: UUID, files: Mapping[str, tuple[str, bytes]]) -> None:
    """Keep the files of a release. Writes release_file."""
    for name, (media_type, body) in files.items():
        session.add(
            ReleaseFile(
                release_id=release_id,
                name=name,
                media_type=media_type,
                content=body,
                digest=sha256(body).hexdigest(),
            )
        )
    session.flush()


def _digests(frozen: Frozen) -> dict[str, tuple[bytes, ...]]:
    return {kind: tuple(digest(content(row)) for row in rows) for kind, rows in frozen.kinds().items()}


def thawed(session: Session, release: Release) -> Frozen:
    """What a release froze, back as rows."""
    texts = releases.frozen_contents(session, release.id)

    def rows_of(kind: str) -> tuple[Any, ...]:
        return tuple(thaw(ROW_KINDS[kind], json.loads(text)) for text in texts.get(kind, ()))

    return Frozen(
        manifest=thawed_manifest(release),
        families=rows_of("families"),
        assessments=rows_of("assessments"),
        results=rows_of("results"),
        targets=rows_of("targets"),
        lines=rows_of("lines"),
        audited=rows_of("audited"),
        visits=rows_of("visits"),
        actions=rows_of("actions"),
        consents=rows_of("consents"),
        reviews=rows_of("reviews"),
        review_actions=rows_of("review_actions"),
        children=rows_of("children"),
        invitations=rows_of("invitations"),
        worked=rows_of("worked"),
        referrals=rows_of("referrals"),
        places=rows_of("places"),
        practitioners=rows_of("practitioners"),
        agreements=rows_of("agreements"),
        comparators=rows_of("comparators"),
    )


def thawed_manifest(release: Release) -> Manifest:
    """The manifest of a release alone."""
    return thaw(Manifest, release.manifest)


def remake(session: Session, release: Release) -> Made:
    """A release made again from what it froze, by the code at hand, stamped as it was.

    A public one shows and hides what it did when it was proved: it is public, and is not proved again.
    """
    frozen = thawed(session, release)
    found = figured(frozen)
    check_agreed(found.figures.values(), frozen.manifest.as_at)
    if frozen.manifest.profile is Profile.PUBLIC:
        told, cleared = protecting.cleared_again(
            frozen.manifest, found, releases.figures_of(session, release)
        )
    else:
        told, cleared = found, safe.clear(found.figures.values(), frozen.manifest.profile)
    return _rendered(frozen, told, cleared, made_at=release.made_at, code=release.code_version)


def live_document(frozen: Frozen, *, made_at: datetime) -> Document:
    """The data sheet counted now, as a document that is not a release."""
    found = figured(frozen)
    manifest = frozen.manifest
    stamp = Stamp(
        digest="", as_at=manifest.as_at, dated=manifest.dated, made_at=made_at, code_version=code_version()
    )
    cleared = safe.clear(found.figures.values(), manifest.profile)
    return board.compose_data_sheet(manifest, found, cleared, stamp)


def live_caf_reports(frozen: Frozen, *, made_at: datetime) -> Document:
    """The CAF reports counted now, as a document that is not a release."""
    found, manifest = figured_rules.caf_reports(frozen), frozen.manifest
    stamp = Stamp(
        digest="", as_at=manifest.as_at, dated=manifest.dated, made_at=made_at, code_version=code_version()
    )
    return caf_page.compose(manifest, found, safe.clear(found.figures.values(), manifest.profile), stamp)


def _keep_rows(session: Session, frozen_rows: Sequence[object]) -> None:
    """Add the frozen rows that no earlier release has kept."""
    texts = [content(row) for row in frozen_rows]
    if texts:
        statement = insert(FrozenInput).on_conflict_do_nothing()
        session.connection().execute(
            statement, [{"digest": digest(text), "content": text} for text in dict.fromkeys(texts)]
        )


def _figure_rows(release_id: UUID, found: Figured) -> list[dict[str, Any]]:
    return [
        {
            "release_id": release_id,
            "figure_id": figure.id,
            "position": position,
            "measure": figure.measure,
            "coordinates": [list(pair) for pair in figure.coordinates],
            "unit": figure.unit,
            "value": figure.value,
            "members": list(figure.members) if figure.members is not None else None,
            "members_are": figure.members_are,
            "formula": figure.formula,
            "inputs": list(figure.inputs),
        }
        for position, figure in enumerate(found.figures.values())
    ]


def _files(document: Document, manifest: Manifest) -> dict[str, tuple[str, bytes]]:
    """The files of a release by name, each with its media type."""
    if manifest.kind is ReleaseKind.GOVERNMENT_RETURN:
        opens_on = manifest.window[1] if manifest.window else manifest.as_at
        name = f"return-{opens_on:%Y-%m}"  # by its window, so that two windows' drafts stand side by side
        if manifest.signing is not None and manifest.signing.number > 1:
            name += f"-{manifest.signing.number}"
        fourth = ("csv", "text/csv", render_csv)
    else:
        name = f"board-report-{manifest.profile}"
        fourth = ("html", "text/html", render_html)
    forms = (
        ("pdf", "application/pdf", render_pdf),
        fourth,
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", render_xlsx),
        ("json", "application/json", render_json),
    )
    return {f"{name}.{ending}": (media_type, render(document)) for ending, media_type, render in forms}


def _paper(document: Document, manifest: Manifest, paper: PaperOf) -> dict[str, tuple[str, bytes]]:
    """One of the two papers that the report may be issued as, on paper and as a web page."""
    name = f"{paper}-{manifest.profile}"
    return {
        f"{name}.pdf": ("application/pdf", render_pdf(document)),
        f"{name}.html": ("text/html", render_html(document)),
    }


def _months(as_at: date) -> tuple[str, ...]:
    """The latest complete months, oldest first: 31 March 2013 → 2012-10 to 2013-03."""
    last = as_at if as_at == month_end(as_at) else add_months(as_at, -1)
    return tuple(f"{add_months(last, -back):%Y-%m}" for back in reversed(range(MONTHS_SHOWN)))


def _years(register: Iterable[AssessmentRow], as_at: date) -> tuple[str, ...]:
    """The financial years from the register's first to the one at hand."""
    current = financial_year_of(as_at)
    first = min((financial_year_of(row.initiated_on) for row in register), default=current)
    return tuple(financial_year_label(year) for year in range(first, current + 1))
