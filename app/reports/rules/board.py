"""The Partnership Board's report: what will be printed, complete, in the shape of the Board's own paper."""

from collections.abc import Mapping

from app.periods import financial_year_label, financial_year_of, written_date
from app.programme.keeping import pack_kept
from app.programme.packs import RulePack
from app.reports.disclosure.safe import SafeFigures
from app.reports.rules import assurance, register, sheet, ward_map, withheld
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
from app.reports.rules.figures import Figure
from app.reports.rules.frozen import Manifest
from app.reports.rules.identities import PARTS
from app.reports.rules.sheet import Printer
from app.reports.rules.vocabulary import Profile
from app.reports.rules.words import month_name

MARKING = "OFFICIAL-SENSITIVE"
PUBLIC_MARKING = "OFFICIAL"
EXACT = "Internal: exact counts, not protected for publication"
TARGET = "programme.target-families"
TARGET_TO_DATE = "programme.target-families-to-date"
FEES = "money.attachment-fees"


def compose(manifest: Manifest, figured: Figured, figures: SafeFigures, stamp: Stamp) -> Document:
    """The whole report. Sections for which nothing is recorded yet are left out, not filled."""
    print_ = Printer(manifest, figures)
    pack = pack_kept(manifest.pack)
    is_public = manifest.profile is Profile.PUBLIC
    sections = _sections(print_, pack, figured)
    return Document(
        kind=manifest.kind,
        profile=manifest.profile,
        title=manifest.title,
        organisation=manifest.organisation,
        marking=PUBLIC_MARKING if is_public else MARKING,
        warning=None if is_public else EXACT,
        title_block=_title_block(manifest),
        sections=tuple(withheld.explained(each, figures) for each in sections) if is_public else sections,
        figures=figures,
        relations=figured.relations,
        stamp=stamp,
    )


def _sections(print_: Printer, pack: RulePack, figured: Figured) -> tuple[Section, ...]:
    manifest = print_.manifest
    return (
        _summary(print_),
        _background(print_),
        _data_sheet(print_),
        _claims(print_),
        _money(print_),
        *assurance.sections(print_),
        _pilot(print_),
        register.section(print_),
        _client_group(),
        _definitions(manifest, pack, print_.figures),
        _reconciliation(figured),
        *withheld.statement(manifest, print_.figures),
        _contact(),
    )


def compose_data_sheet(manifest: Manifest, figured: Figured, figures: SafeFigures, stamp: Stamp) -> Document:
    """The data sheet alone, for the live page."""
    return Document(
        kind=manifest.kind,
        profile=manifest.profile,
        title="Data sheet",
        organisation=manifest.organisation,
        marking=MARKING,
        warning=None,
        title_block=(),
        sections=(_data_sheet(Printer(manifest, figures)),),
        figures=figures,
        relations=figured.relations,
        stamp=stamp,
    )


def _title_block(manifest: Manifest) -> tuple[tuple[str, Text], ...]:
    return (
        ("Title of paper", (manifest.title,)),
        ("Report to", ("Children's Partnership Board",)),
        ("Date", (written_date(manifest.dated),)),
        ("Figures as at", (written_date(manifest.as_at),)),
        ("Director", ("Director of Family Community Teams",)),
        ("Wards affected", ("All",)),
        ("Contact officer", ("Priority Families programme coordinator",)),
        ("Other officers who gave input", ("CAF coordinator; programme analyst",)),
        ("Children and Young People's Plan objectives", ("Strong families; early intervention",)),
    )


def _summary(print_: Printer) -> Section:
    number = print_.number
    year = print_.manifest.values["financial-year"][-1]
    months = print_.manifest.values["month"]
    earlier = months[max(len(months) - 3, 0)]
    return Section(
        "Summary for the Board",
        (
            Paragraph(
                say(
                    "This report tells the Board how the Priority Families programme stood on "
                    f"{written_date(print_.manifest.as_at)}, and what has changed."
                )
            ),
            Bullets(
                (
                    say(
                        "We have worked with {} families: {} of the {} agreed for the years begun so far.",
                        number("families.worked-with"),
                        number("programme.share-of-target"),
                        number(TARGET_TO_DATE),
                    ),
                    say(
                        f"At the end of {month_name(earlier)} it was {{}} families, {{}} of the same target.",
                        number("families.worked-with-by", month=earlier),
                        number("programme.share-of-target-by", month=earlier),
                    ),
                    say(
                        "We identified {} families whose criteria are confirmed, from a list of {}.",
                        number("families.identified"),
                        number("families.listed"),
                    ),
                    say(
                        "Rollout meetings reviewed {} of the data sheet's families; {} are not yet "
                        "allocated.",
                        number("families.reviewed"),
                        number("families.yet-to-be-allocated"),
                    ),
                    say(
                        f"{{}} CAFs were initiated in {year}.",
                        number("cafs.initiated", financial_year=year),
                    ),
                )
            ),
            Paragraph(say("The Board is asked to:")),
            Bullets(
                (
                    say("Note the progress of the programme against its target."),
                    say(
                        "Note that {} families may have been turned round already and are being checked for "
                        "a claim.",
                        number("families.potential-claims"),
                    ),
                    say(
                        "Ask each agency to close or review its share of the {} CAFs open for more than two "
                        "years.",
                        number("cafs.open-over-two-years"),
                    ),
                ),
                numbered=True,
            ),
        ),
    )


def _background(print_: Printer) -> Section:
    return Section(
        "Background and numbers",
        (
            Paragraph(
                say(
                    "We agreed to work with {} families in all, {} of them in the years begun so far. "
                    "The programme's list holds {} families found by data match; {} more came by referral. "
                    "Everybody worked with is counted once, whatever the route.",
                    print_.number(TARGET),
                    print_.number(TARGET_TO_DATE),
                    print_.number("families.listed", listed="data-match"),
                    print_.number("families.listed", listed="referral"),
                )
            ),
            _targets(print_),
            sheet.by_month(print_),
            sheet.by_month_chart(print_),
        ),
    )


def _targets(print_: Printer) -> Table:
    years, paid_for = print_.years_of(TARGET), print_.years_of(FEES)
    return Table(
        id="targets",
        title="Families agreed, by financial year, and their attachment fees",
        corner="Financial year",
        columns=("Families agreed", "Attachment fees"),
        rows=(
            *(
                Row(
                    year,
                    (
                        print_.cell(TARGET, financial_year=year),
                        print_.cell(FEES, financial_year=year) if year in paid_for else (),
                    ),
                )
                for year in years
            ),
            Row("Total", (print_.cell(TARGET), ()), is_total=True),
        ),
        notes=(("Attachment fees are rounded to the penny each year and are not added up here.",),),
    )


def _data_sheet(print_: Printer) -> Section:
    return Section(
        "Data sheet",
        (
            sheet.rollout_by_agency(print_),
            sheet.by_ward(print_),
            ward_map.ward_map(print_),
            sheet.year_allocations(print_),
            sheet.year_allocations_chart(print_),
            sheet.reasons(print_),
        ),
        starts_page=True,
    )


def _claims(print_: Printer) -> Section:
    return Section(
        "Claims",
        (
            Paragraph(
                say(
                    "{} families are being checked for a payment-by-results claim. A check may find that a "
                    "family does not meet the result; until then it counts as worked with, as the data sheet "
                    "says. Claims are made in the next window once internal audit is satisfied.",
                    print_.number("families.potential-claims"),
                )
            ),
        ),
    )


def _money(print_: Printer) -> Section:
    number = print_.number
    years = print_.years_of(FEES)
    current = financial_year_label(financial_year_of(print_.manifest.as_at))
    following = min((year for year in years if year > current), default=years[-1])
    return Section(
        "Financial implications",
        (
            Paragraph(
                say(
                    f"Attachment fees for {following} come to {{}} for {{}} families. The government funds "
                    "five of every six: {} of the {} families agreed are expected to be paid for by "
                    "other government provision. {} of those worked with so far are marked as such. "
                    "Results can pay at most {} in all.",
                    number(FEES, financial_year=following),
                    number(TARGET, financial_year=following),
                    number("families.expected-funded-elsewhere"),
                    number(TARGET),
                    number("families.funded-elsewhere"),
                    number("money.highest-results"),
                )
            ),
        ),
    )


def _pilot(print_: Printer) -> Section:
    return Section(
        "The pilot group",
        (
            Paragraph(
                say(
                    "{} families are worked with in the pilot group and {} by the Family Intervention "
                    "Project (FIP). Rollout meetings flagged {} of FIP's families; the two numbers count "
                    "different things.",
                    print_.number("families.worked-with", route="pilot"),
                    print_.number("families.worked-with", route="fip"),
                    print_.number("families.allocated-at-meetings", agency="FIP"),
                )
            ),
        ),
    )


def _client_group() -> Section:
    return Section(
        "Client group",
        (
            Paragraph(
                say(
                    "Members of one household, as the census of 2011 defines it, with at least one child or "
                    "young person aged 0 to 25 who lives there at least half of the time."
                )
            ),
        ),
    )


def _definitions(manifest: Manifest, pack: RulePack, figures: Mapping[str, Figure]) -> Section:
    exact = (
        "They are protected before publication; the statement on small numbers says how."
        if manifest.profile is Profile.PUBLIC
        else "They are exact; this is the internal profile."
    )
    printed = {figure.measure for figure in figures.values()}
    return Section(
        "Definitions and sources",
        (
            Paragraph(
                say(
                    f"Criteria and payment terms are those of rule pack {pack.code} ({pack.authority}). "
                    "Counts are of families and assessments as recorded in Loxley on the day the report was "
                    f"made, as they stood on its as-at date. {exact}"
                )
            ),
            TextTable(
                id="definitions",
                title="What each measure counts",
                columns=("Measure", "Definition"),
                rows=tuple(
                    TextRow(((name,), (words,))) for name, words in manifest.definitions if name in printed
                ),
            ),
        ),
    )


def _reconciliation(figured: Figured) -> Section:
    sums = sum(1 for each in figured.checked if each.identity.code == PARTS)
    declared = [each for each in figured.checked if each.identity.code != PARTS]
    return Section(
        "Reconciliation",
        (
            Paragraph(
                say(
                    f"Before release {sums:,} sums of parts and {len(declared):,} identities between "
                    "measures were checked, member by member. All hold. The ward, rollout and agency "
                    "tables therefore count the same families."
                )
            ),
            Bullets(tuple(say(each.identity.sentence) for each in declared)),
        ),
    )


def _contact() -> Section:
    return Section(
        "Contact details",
        (Paragraph(say("Priority Families programme coordinator, coordinator@example.org.")),),
    )
