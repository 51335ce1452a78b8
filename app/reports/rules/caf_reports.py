"""The sections of the board report on how CAFs go and end, on consent, on their quality and on groups."""

from collections.abc import Iterator

from app.reports.rules import caf_derived, cafs
from app.reports.rules import caf_values as values
from app.reports.rules.caf_tables import agencies, ended_shares, lengths, named, plain
from app.reports.rules.caf_words import FOLLOW_UP_NAMES, GROUP_NAMES, LEFT_OUT
from app.reports.rules.document import Block, Bullets, Paragraph, Row, Table, say
from app.reports.rules.sheet import Printer
from app.reports.rules.words import quarter_name

INITIATED, CLOSED = cafs.INITIATED.name, cafs.CLOSED
REFUSED, WITHDRAWN = "consents.refused", "consents.withdrawn"
REVIEWS, SCORE, ACTIONS = "quality-reviews.finished", caf_derived.SCORE.name, "review-actions.asked"
ASSESSED, ON_RECORD, SUPPORTED = (
    "children.assessed",
    "children.on-record-in-group",
    "children.supported-in-group",
)

SMALL_BASES = (
    f"Of fewer than {caf_derived.LEAST_BASE} CAFs closed no share is given, and – stands in its place."
)
INTERVALS = (
    "The 95% interval says how far chance alone could move a share of so many CAFs. Where the intervals of "
    "groups overlap, their shares may differ by chance; where they do not, the difference still says "
    "nothing of its cause."
)


def left_out() -> tuple[Block, ...]:
    """What the public report leaves out, and why."""
    return (
        Paragraph(say("The internal report also has these tables. They are left out of this one:")),
        Bullets(tuple(say(f"{what}: {why}.") for what, why in LEFT_OUT)),
    )


def through_the_year(print_: Printer) -> tuple[Block, ...]:
    of = print_.manifest.values
    quarters, spans = of["quarter"][-values.ROLLING :], of["twelve-months-to"]
    return (
        Table(
            id="cafs-by-quarter",
            title="CAFs initiated by quarter, and in the twelve months to its end",
            corner="Quarter",
            columns=("In the quarter", "In the twelve months to its end"),
            rows=tuple(
                Row(
                    quarter_name(quarter),
                    (
                        print_.cell(INITIATED, quarter=quarter),
                        print_.cell(INITIATED, twelve_months_to=span),
                    ),
                )
                for quarter, span in zip(quarters, spans, strict=True)
            ),
            notes=(("The twelve months overlap from row to row, so that the second column has no total.",),),
        ),
        lengths(print_),
    )


def children_assessed(print_: Printer, is_public: bool) -> Iterator[Block]:
    year = print_.manifest.values["financial-year"][-1]
    number = print_.number
    yield Paragraph(
        say(
            f"{{}} children were assessed in {year}, each counted once: {{}} CAFs, each of one child, and "
            "{} family assessments, each of one or more, were initiated. A family assessment satisfies the "
            "CAF record of every child whom it names.",
            number(ASSESSED, financial_year=year),
            number(INITIATED, financial_year=year),
            number("family-assessments.initiated", financial_year=year),
        )
    )
    if not is_public:
        yield Paragraph(
            say(
                "{} of these children have a CAF only, {} a family assessment only, and {} both.",
                *(number(ASSESSED, financial_year=year, assessed_by=each) for each in values.ASSESSED_BY),
            )
        )


def how_they_ended(print_: Printer) -> tuple[Block, ...]:
    of = print_.manifest.values
    number = print_.number
    share = caf_derived.SHARE.name
    return (
        Paragraph(
            say(
                "{} CAFs were closed in the twelve months to the day: {} ended with needs met ({}), {} were "
                "escalated to social care ({}) and {} ended in any other way.",
                number(CLOSED),
                number(CLOSED, ending=values.MET),
                number(share, ending=values.MET),
                number(CLOSED, ending=values.ESCALATED),
                number(share, ending=values.ESCALATED),
                number(CLOSED, ending=values.OTHERWISE),
            )
        ),
        _endings(
            print_, "furthest-stage", "How CAFs ended, by the last stage completed", "Last stage completed"
        ),
        _endings(
            print_,
            "initiating-agency",
            "How CAFs ended, by initiating agency",
            "Agency",
            agencies(print_, "initiating-agency"),
        ),
        _endings(
            print_,
            "primary-reason",
            "How CAFs ended, by primary reason",
            "Primary reason",
            plain(of["primary-reason"]),
        ),
    )


def _endings(
    print_: Printer, axis: str, title: str, corner: str, rows: tuple[tuple[str, str], ...] = ()
) -> Table:
    """Each value's closures by ending, with the shares that the Board asks for."""
    share = caf_derived.SHARE.name

    def row(header: str, **place: str) -> Row:
        return Row(
            header,
            (
                print_.cell(CLOSED, **place),
                *(print_.cell(CLOSED, **place, ending=each) for each in values.ENDINGS),
                print_.cell(share, **place, ending=values.MET),
                print_.cell(share, **place, ending=values.ESCALATED),
            ),
            is_total=not place,
        )

    return Table(
        id=f"cafs-ended-{axis}",
        title=title,
        corner=corner,
        columns=("Closed", "Needs met", "Escalated", "Other", "Needs met, share", "Escalated, share"),
        rows=(
            *(
                row(name, **{axis: value})
                for value, name in rows or named(axis)
                if not print_.is_nothing(CLOSED, **{axis: value})
            ),
            row("All"),
        ),
        total_columns=frozenset({0}),
        notes=((SMALL_BASES,),),
    )


def equalities(print_: Printer) -> tuple[Block, ...]:
    return (
        Paragraph(
            say(
                "CAFs closed in the twelve months to the day, by the child's sex, age at initiation and "
                f"ethnicity as recorded, and the share of them that ended with needs met. {INTERVALS}"
            )
        ),
        ended_shares(print_, "sex", "CAFs closed, by sex", "Sex"),
        ended_shares(print_, "age-band", "CAFs closed, by age at initiation", "Age"),
        ended_shares(print_, "ethnicity", "CAFs closed, by ethnicity", "Ethnicity", (SMALL_BASES,)),
    )


def consent(print_: Printer, is_public: bool) -> Iterator[Block]:
    number = print_.number
    if print_.is_nothing(REFUSED) and print_.is_nothing(WITHDRAWN):
        yield Paragraph(say("No consent on record was refused or withdrawn."))
        return
    yield Paragraph(
        say(
            "Consent to an assessment was refused {} times and withdrawn {} times by the day. A risk was "
            "known at {} of the refusals. Both are respected and recorded, and help goes on being offered.",
            number(REFUSED),
            number(WITHDRAWN),
            number(REFUSED, risk=values.KNOWN),
        )
    )
    if is_public:
        return
    yield Table(
        id="consents-followed-up",
        title="Refusals with a known risk, by how far it was followed up",
        corner="Follow-up",
        columns=("Refusals",),
        rows=(
            *(Row(name, (print_.cell(REFUSED, follow_up=each),)) for each, name in FOLLOW_UP_NAMES.items()),
            Row("With a known risk", (print_.cell(REFUSED, risk=values.KNOWN),), is_total=True),
        ),
        notes=(("No day agreed: an import brought the risk, and nobody has said by when to follow it up.",),),
    )
    yield Table(
        id="consents-next",
        title="What happened next",
        corner="Next",
        columns=("After a refusal", "After a withdrawal"),
        rows=(
            *(
                Row(name, (print_.cell(REFUSED, next_step=each), print_.cell(WITHDRAWN, next_step=each)))
                for each, name in named("next-step")
            ),
            Row("Total", (print_.cell(REFUSED), print_.cell(WITHDRAWN)), is_total=True),
        ),
    )
    yield Table(
        id="consents-by-agency",
        title="Refusals and withdrawals, by the agency that initiated the assessment",
        corner="Agency",
        columns=("Refused, a risk known", "Refused, no known risk", "Refused", "Withdrawn"),
        rows=(
            *(
                consents_row(print_, name, initiating_agency=agency)
                for agency, name in agencies(print_, "initiating-agency")
                if not all(print_.is_nothing(each, initiating_agency=agency) for each in (REFUSED, WITHDRAWN))
            ),
            consents_row(print_, "Total"),
        ),
        total_columns=frozenset({2}),
    )


def consents_row(print_: Printer, header: str, **place: str) -> Row:
    return Row(
        header,
        (
            *(print_.cell(REFUSED, **place, risk=each) for each in values.RISKS),
            print_.cell(REFUSED, **place),
            print_.cell(WITHDRAWN, **place),
        ),
        is_total=not place,
    )


def quality(print_: Printer, is_public: bool) -> Iterator[Block]:
    number = print_.number
    if print_.is_nothing(REVIEWS):
        yield Paragraph(say("No quality audit of CAFs has a finished review."))
        return
    yield Paragraph(
        say(
            "{} reviews of quality audits are finished. {} of the questions that applied scored 1. They "
            "asked for {} actions.",
            number(REVIEWS),
            number(SCORE),
            number(ACTIONS),
        )
    )
    if not is_public:
        yield Paragraph(
            say(
                "Of the actions {} are done, {} open and {} overdue.",
                *(number(ACTIONS, action_state=each) for each in ("done", "open", "overdue")),
            )
        )
    years = print_.manifest.values["financial-year"]
    reviewed = [each for each in years if not print_.is_nothing(REVIEWS, financial_year=each)]
    if len(reviewed) > 1:
        yield Table(
            id="quality-by-year",
            title="Quality reviews by the year in which they were finished",
            corner="Financial year",
            columns=("Reviews", "Score"),
            rows=(
                *(
                    Row(
                        year,
                        (print_.cell(REVIEWS, financial_year=year), print_.cell(SCORE, financial_year=year)),
                    )
                    for year in reviewed
                ),
                Row("All", (print_.cell(REVIEWS), print_.cell(SCORE)), is_total=True),
            ),
        )
    if is_public:
        return
    yield Table(
        id="quality-by-category",
        title="Quality reviews by category, and their actions",
        corner="Category",
        columns=("Reviews", "Score", f"Score in {years[-1]}", "Actions done", "Open", "Overdue"),
        rows=(
            *(
                _category(print_, name, years[-1], audit_category=each)
                for each, name in named("audit-category")
                if not print_.is_nothing(REVIEWS, audit_category=each)
            ),
            _category(print_, "All", years[-1]),
        ),
    )


def _category(print_: Printer, header: str, year: str, **place: str) -> Row:
    return Row(
        header,
        (
            print_.cell(REVIEWS, **place),
            print_.cell(SCORE, **place),
            print_.cell(SCORE, **place, financial_year=year),
            *(print_.cell(ACTIONS, **place, action_state=each) for each in ("done", "open", "overdue")),
        ),
        is_total=not place,
    )


def vulnerable_groups(print_: Printer) -> tuple[Block, ...]:
    share = caf_derived.SUPPORTED_SHARE.name
    return (
        Paragraph(
            say(
                "Children of each group whom a CAF or a family assessment covered at any time in the twelve "
                "months to the day, each counted once. A child may be in several groups."
            )
        ),
        Table(
            id="vulnerable-groups",
            title="Vulnerable groups supported through CAF",
            corner="Group",
            columns=("Supported", "Of them on record in the group", "On record in the group", "Share"),
            rows=tuple(
                Row(
                    name,
                    (
                        print_.cell(SUPPORTED, group=group),
                        *(
                            (
                                print_.cell(ON_RECORD, known_group=group, support=values.SUPPORTED),
                                print_.cell(ON_RECORD, known_group=group),
                                print_.cell(share, known_group=group),
                            )
                            if group in values.KNOWN_GROUPS
                            else (("not known",), ("not known",), ("not known",))
                        ),
                    ),
                )
                for group, name in GROUP_NAMES.items()
            ),
            notes=(
                say(
                    "The groups are counted from the criteria on record of families found for the programme, "
                    "not from all the city's children; how large a group is in the city is not known here."
                ),
                say(
                    "Teenage pregnancy is on record only as a reason for an assessment, so how many there "
                    "are besides, and what share is supported, is not known."
                ),
            ),
        ),
    )
