"""The page of CAF reports: what the board report prints of CAFs, and every cross table besides."""

from collections.abc import Iterator

from app.reports.disclosure.safe import SafeFigures
from app.reports.rules import register
from app.reports.rules.caf_reports import (
    REFUSED,
    SCORE,
    children_assessed,
    consent,
    consents_row,
    equalities,
    how_they_ended,
    quality,
    through_the_year,
    vulnerable_groups,
)
from app.reports.rules.caf_tables import agencies, by_period, crossed, ended, lengths_crossed, named, plain
from app.reports.rules.caf_words import SECTION_NAMES
from app.reports.rules.document import Block, Document, Row, Section, Stamp, Table
from app.reports.rules.figured import Figured
from app.reports.rules.frozen import Manifest
from app.reports.rules.sheet import Printer

TITLE = "CAF reports"
MARKING = "OFFICIAL-SENSITIVE"


def compose(manifest: Manifest, figured: Figured, figures: SafeFigures, stamp: Stamp) -> Document:
    """The page of CAF reports: what the report prints, and every cross table besides."""
    print_ = Printer(manifest, figures)
    return Document(
        kind=manifest.kind,
        profile=manifest.profile,
        title=TITLE,
        organisation=manifest.organisation,
        marking=MARKING,
        warning=None,
        title_block=(),
        sections=tuple(_live(print_)),
        figures=figures,
        relations=figured.relations,
        stamp=stamp,
    )


def _live(print_: Printer) -> Iterator[Section]:
    of = print_.manifest.values
    listed, reasons = agencies(print_, "initiating-agency"), plain(of["primary-reason"])
    yield Section("The register", register.section(print_).blocks)
    yield Section(
        "Initiated, by quarter and in twelve months",
        (
            *through_the_year(print_),
            *children_assessed(print_, is_public=False),
            *_initiated(print_),
        ),
    )
    yield Section(
        "How they ended",
        (
            *how_they_ended(print_),
            ended(print_, "initiating-agency", "Outcome by initiating agency", listed),
            ended(
                print_,
                "lead-agency",
                "Outcome by the lead professional's agency",
                agencies(print_, "lead-agency"),
            ),
            ended(print_, "primary-reason", "Outcome by primary reason", reasons),
            ended(print_, "any-reason", "Outcome by any reason", reasons),
            ended(print_, "furthest-stage", "Outcome by the last stage completed", named("furthest-stage")),
        ),
    )
    yield Section(
        "Equalities",
        (
            *equalities(print_),
            ended(print_, "sex", "Outcome by sex", named("sex")),
            ended(print_, "age-band", "Outcome by age at initiation", named("age-band")),
            ended(print_, "ethnicity", "Outcome by ethnicity", named("ethnicity")),
        ),
    )
    yield Section(
        "How long they are open",
        (
            lengths_crossed(print_, "reason", "Length by reason for closure", named("reason")),
            lengths_crossed(print_, "initiating-agency", "Length by initiating agency", listed),
            lengths_crossed(print_, "primary-reason", "Length by primary reason", reasons),
            _open_by_lead(print_),
        ),
    )
    yield Section(
        "Consent refused or withdrawn",
        (*consent(print_, is_public=False), *_consent_crossed(print_, listed, reasons)),
    )
    yield Section("Quality audits", (*quality(print_, is_public=False), _by_section(print_)))
    yield Section("Vulnerable groups supported through CAF", vulnerable_groups(print_))


def _initiated(print_: Printer) -> Iterator[Block]:
    """CAFs initiated by agency and by reason, by quarter and in twelve months."""
    of = print_.manifest.values
    down = (
        ("initiating-agency", "agency", agencies(print_, "initiating-agency")),
        ("primary-reason", "primary reason", plain(of["primary-reason"])),
        ("any-reason", "any reason", plain(of["any-reason"])),
    )
    across = (
        ("quarter", "by quarter", of["quarter"]),
        ("twelve-months-to", "in twelve months", of["twelve-months-to"]),
    )
    for axis, by, rows in down:
        for period, when, columns in across:
            yield by_period(
                print_,
                (f"cafs-{period}-{axis}", f"CAFs initiated by {by}, {when}", by.capitalize()),
                (axis, rows),
                (period, columns),
            )


def _consent_crossed(
    print_: Printer, listed: tuple[tuple[str, str], ...], reasons: tuple[tuple[str, str], ...]
) -> Iterator[Block]:
    years = print_.manifest.values["financial-year"]
    yield Table(
        id="consents-by-reason",
        title="Refusals and withdrawals, by primary reason",
        corner="Primary reason",
        columns=("Refused, a risk known", "Refused, no known risk", "Refused", "Withdrawn"),
        rows=(
            *(consents_row(print_, name, primary_reason=reason) for reason, name in reasons),
            consents_row(print_, "Total"),
        ),
        total_columns=frozenset({2}),
    )
    yield Table(
        id="consents-by-year",
        title="Refusals and withdrawals, by the year in which they were decided",
        corner="Financial year",
        columns=("Refused, a risk known", "Refused, no known risk", "Refused", "Withdrawn"),
        rows=(
            *(consents_row(print_, year, financial_year=year) for year in years),
            consents_row(print_, "Total"),
        ),
        total_columns=frozenset({2}),
    )
    yield crossed(
        print_,
        REFUSED,
        ("consents-agency-follow-up", "Refusals by agency and follow-up", "Agency"),
        ("initiating-agency", listed),
        ("follow-up", named("follow-up")),
    )
    yield crossed(
        print_,
        REFUSED,
        ("consents-next-risk", "What happened next after a refusal, with and without a known risk", "Next"),
        ("next-step", named("next-step")),
        ("risk", named("risk")),
    )


def _by_section(print_: Printer) -> Table:
    return Table(
        id="quality-by-section",
        title="Scores of all quality reviews, by section of the form",
        corner="Section",
        columns=("Score",),
        rows=tuple(
            Row(name, (print_.cell(SCORE, audit_section=each),)) for each, name in SECTION_NAMES.items()
        ),
    )


def _open_by_lead(print_: Printer) -> Table:
    return Table(
        id="cafs-open-by-lead",
        title="CAFs open, by the lead professional's agency",
        corner="Lead professional's agency",
        columns=("Open", "For more than two years"),
        rows=(
            *(
                Row(
                    "No agency on record" if agency == "none" else agency,
                    (
                        print_.cell("cafs.open", lead_agency=agency),
                        print_.cell("cafs.open-over-two-years", lead_agency=agency),
                    ),
                )
                for agency in print_.manifest.values["lead-agency"]
            ),
            Row(
                "Total",
                (print_.cell("cafs.open"), print_.cell("cafs.open-over-two-years")),
                is_total=True,
            ),
        ),
    )
