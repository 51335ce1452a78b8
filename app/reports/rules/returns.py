"""The government return: its lines, its cross-checks and its sign-off sheet, complete."""

from app.claims.rules.return_checks import TURNING
from app.claims.rules.valuation import fee_band
from app.periods import financial_year_label, financial_year_of, written_date
from app.programme.keeping import pack_kept
from app.programme.packs import RulePack
from app.programme.sources import rules_to_verify
from app.reports.disclosure.safe import SafeFigures
from app.reports.rules.claimed import CLAIMS_TAKEN_BACK, DIFFERENCE, MONEY_TAKEN_BACK
from app.reports.rules.document import (
    Bullets,
    Document,
    Paragraph,
    Row,
    Section,
    Stamp,
    Table,
    Text,
    TextRow,
    TextTable,
    say,
)
from app.reports.rules.figured import Figured
from app.reports.rules.frozen import Manifest
from app.reports.rules.results import RESULTS_MONEY, SPANS
from app.reports.rules.sheet import Printer
from app.reports.rules.signing import CheckThen, Signing
from app.reports.rules.words import RESULT_NAMES, SPAN_NAMES

MARKING = "OFFICIAL-SENSITIVE"
DRAFT = "Draft: not audited, not signed"
TARGET = "programme.target-families"
FEES = "money.attachment-fees"
AS_EVALUATED = (
    "Results are counted as evaluated. None has been through internal audit, and nobody has "
    "signed this return."
)
AS_CLAIMED = (
    "Results are counted from the lines claimed, each of which has passed internal audit. So far: what was "
    "submitted before and stands, with what this return claims."
)
PERIOD_OF_PROMISE = (150, 300)
"""How many families the Board was told in June 2013 that the July claim would be for."""


def compose(manifest: Manifest, figured: Figured, figures: SafeFigures, stamp: Stamp) -> Document:
    """The whole return: as signed; or results as evaluated, before audit, and so marked as a draft."""
    if manifest.signing is not None:
        return _signed(manifest, manifest.signing, figured, figures, stamp)
    print_ = Printer(manifest, figures)
    pack = pack_kept(manifest.pack)
    return Document(
        kind=manifest.kind,
        profile=manifest.profile,
        title=manifest.title,
        organisation=manifest.organisation,
        marking=MARKING,
        warning=DRAFT,
        title_block=_title_block(manifest, pack, DRAFT),
        sections=(
            _lines(print_, AS_EVALUATED),
            _amounts(print_, "would pay"),
            _share_of_target(print_, pack),
            _checks(print_, figured),
            _to_verify(pack),
            _sign_off(),
        ),
        figures=figures,
        relations=figured.relations,
        stamp=stamp,
        definitions=manifest.definitions,
    )


def _signed(
    manifest: Manifest, signing: Signing, figured: Figured, figures: SafeFigures, stamp: Stamp
) -> Document:
    """The return as it was signed, counted from its lines."""
    print_ = Printer(manifest, figures)
    pack = pack_kept(manifest.pack)
    return Document(
        kind=manifest.kind,
        profile=manifest.profile,
        title=manifest.title,
        organisation=manifest.organisation,
        marking=MARKING,
        warning=None,
        title_block=_title_block(manifest, pack, _signed_by(signing)),
        sections=(
            _signatures(signing),
            _lines(print_, AS_CLAIMED),
            _amounts(print_, "pay"),
            _difference(print_, signing),
            _share_of_target(print_, pack),
            _checks_then(signing),
            _to_verify(pack),
        ),
        figures=figures,
        relations=figured.relations,
        stamp=stamp,
        definitions=manifest.definitions,
    )


def _signed_by(signing: Signing) -> str:
    last = signing.steps[-1]
    return f"Signed: {last.step.lower()} {last.name}, {written_date(last.on)}"


def _difference(print_: Printer, signing: Signing) -> Section:
    corrects = f" It corrects return {signing.corrects} of the window." if signing.corrects else ""
    return Section(
        "Difference from the last return",
        (
            Paragraph(
                say(
                    f"This is return {signing.number} of the window.{corrects} It takes back lines of {{}} "
                    "families, which come to {}; what it claims less that is {}.",
                    print_.number(CLAIMS_TAKEN_BACK.name),
                    print_.number(MONEY_TAKEN_BACK.name),
                    print_.number(DIFFERENCE.name),
                )
            ),
        ),
    )


def _checks_then(signing: Signing) -> Section:
    return Section(
        "Checks",
        (
            TextTable(
                id="checks",
                title="Checks run at the signature",
                columns=("Code", "Grade", "Check", "Found"),
                rows=tuple(
                    TextRow(((each.code,), (each.grade,), (each.asks,), (_found_then(each),)))
                    for each in signing.checks
                ),
            ),
        ),
    )


def _found_then(check: CheckThen) -> str:
    if not check.explanation:
        return check.says
    return f"{check.says} Explained by {check.explained_by}: {check.explanation}"


def _signatures(signing: Signing) -> Section:
    return Section(
        "Sign-off",
        (
            TextTable(
                id="sign-off",
                title="Signatures",
                columns=("Step", "Name", "Date"),
                rows=tuple(
                    TextRow(((each.step,), (each.name,), (written_date(each.on),))) for each in signing.steps
                ),
            ),
        ),
    )


def _title_block(manifest: Manifest, pack: RulePack, state: str) -> tuple[tuple[str, Text], ...]:
    label, opens, closes = manifest.window or ("", manifest.as_at, manifest.as_at)
    return (
        ("Return", (manifest.title,)),
        ("Claim window", (f"{label}: {written_date(opens)} to {written_date(closes)}",)),
        ("Figures as at", (written_date(manifest.as_at),)),
        ("Rule packs", (f"Results by {pack.code}; each family's criteria by the pack it entered under",)),
        ("State", (state,)),
    )


def _lines(print_: Printer, how: str) -> Section:
    place = {span: {"span": span} for span in SPANS}
    results = print_.manifest.values["result"]
    turning = [RESULT_NAMES[route] for route in results if route in TURNING]

    def line(header: str, measure: str) -> Row:
        return Row(header, tuple(print_.cell(measure, **place[span]) for span in SPANS))

    def count(header: str, measure: str) -> Row:
        return Row(header, (print_.cell(measure), ()))

    return Section(
        "Lines of the return",
        (
            Paragraph(say(how)),
            Table(
                id="return-lines",
                title="Families, so far and in this window",
                corner="Line",
                columns=tuple(SPAN_NAMES[span] for span in SPANS),
                rows=(
                    count("Families agreed", TARGET),
                    count("Identified", "families.identified"),
                    count("Worked with", "families.worked-with"),
                    *(line(RESULT_NAMES[route], f"families.achieved-{route}") for route in results),
                    Row(
                        "Turned around",
                        tuple(print_.cell("families.turned-around", span=span) for span in SPANS),
                        is_total=True,
                    ),
                    count(
                        "of them funded elsewhere, claimed at £0", "families.turned-around-funded-elsewhere"
                    ),
                ),
                notes=(
                    say(
                        f"A family is turned around once, by any of these: {'; '.join(turning)}. Progress to "
                        "work alone turns nobody around."
                    ),
                ),
            ),
        ),
    )


def _amounts(print_: Printer, pay: str) -> Section:
    years = print_.manifest.values["cohort-year"]

    def cells(span: str, **route: str) -> tuple[Text, ...]:
        by_year = [print_.cell(RESULTS_MONEY.name, span=span, **route, cohort_year=year) for year in years]
        return (*by_year, print_.cell(RESULTS_MONEY.name, span=span, **route))

    tables = tuple(
        Table(
            id=f"amounts-{span}",
            title=f"Amounts by result and cohort year: {SPAN_NAMES[span].lower()}",
            corner="Result",
            columns=(*(f"Cohort {year}" for year in years), "All"),
            rows=(
                *(
                    Row(RESULT_NAMES[route], cells(span, route=route))
                    for route in print_.manifest.values["result"]
                ),
                Row("Total", cells(span), is_total=True),
            ),
            total_columns=frozenset({len(years)}),
        )
        for span in SPANS
    )
    return Section(
        "Amounts",
        (
            Paragraph(
                say(
                    f"In this window results {pay} {{}}. Families funded elsewhere (the one in six) are "
                    "evaluated and counted like any other and pay nothing.",
                    print_.number(RESULTS_MONEY.name, span="in-window"),
                )
            ),
            *tables,
        ),
    )


def _share_of_target(print_: Printer, pack: RulePack) -> Section:
    current = financial_year_label(financial_year_of(print_.manifest.as_at))
    first, *_ = years = [each for each in print_.years_of(FEES) if print_.value(TARGET, financial_year=each)]
    year = max((each for each in years if each < current), default=first)
    attached = print_.value("families.attached", cohort_year=year)
    band = fee_band(attached, print_.value(TARGET, financial_year=year), pack)
    return Section(
        "Share of target and fee band",
        (
            Paragraph(
                say(
                    f"{{}} families of the {{}} agreed for {year} are worked with. At this share, "
                    f"{float(band.paid_now):.0%} of the following year's attachment fees is paid now.",
                    print_.number("families.attached", cohort_year=year),
                    print_.number(TARGET, financial_year=year),
                )
            ),
        ),
    )


def _checks(print_: Printer, figured: Figured) -> Section:
    least, most = PERIOD_OF_PROMISE
    turned = print_.value("families.turned-around", span="in-window")
    rows = [
        TextRow(
            (
                ("R001",),
                ("ERROR",),
                (f"{len(figured.checked):,} identities between figures must hold.",),
                ("All hold.",),
            )
        ),
        TextRow(
            (
                ("R101Q",),
                ("QUERY",),
                (f"The Board was told to expect between {least} and {most} families.",),
                say(
                    "{} are found"
                    + (", within the range." if least <= turned <= most else ": please check."),
                    print_.number("families.turned-around", span="in-window"),
                ),
            )
        ),
        TextRow(
            (
                ("R102Q",),
                ("QUERY",),
                ("The families funded elsewhere should come to one in six of those agreed.",),
                say(
                    "{} worked with are marked, of {} expected in all.",
                    print_.number("families.funded-elsewhere"),
                    print_.number("families.expected-funded-elsewhere"),
                ),
            )
        ),
    ]
    return Section(
        "Checks",
        (
            TextTable(
                id="checks",
                title="Checks run on this return",
                columns=("Code", "Grade", "Check", "Found"),
                rows=tuple(rows),
            ),
        ),
    )


def _to_verify(pack: RulePack) -> Section:
    return Section(
        "Rules to verify before the first live claim",
        (
            Paragraph(
                say(
                    "These rules are recalled or derived, not read in print. Check each before claiming by "
                    "it."
                )
            ),
            Bullets(
                tuple(
                    say(f"{each.rule} ({each.source.certainty.value}: {each.source.text}).")
                    for each in rules_to_verify(pack)
                )
            ),
        ),
    )


def _sign_off() -> Section:
    return Section(
        "Sign-off",
        (
            TextTable(
                id="sign-off",
                title="Signatures",
                columns=("Step", "Name", "Date"),
                rows=tuple(
                    TextRow(((step,), ("Not signed",), ("",)))
                    for step in ("Prepared by", "Audited by", "Authorised by")
                ),
            ),
        ),
    )
