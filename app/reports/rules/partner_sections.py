"""The board report's sections on partner engagement, training and information-sharing agreements."""

from collections.abc import Iterator

from app.cases.rules.agreements import AgreementState
from app.reports.rules import partners
from app.reports.rules.document import Block, Paragraph, Row, Section, Table, Text, say
from app.reports.rules.partner_rows import (
    ACCEPTED,
    APOLOGIES,
    ATTENDED,
    DECLINED,
    NO_REPLY,
    WAITING,
)
from app.reports.rules.sheet import Printer
from app.reports.rules.vocabulary import Profile
from app.reports.rules.words import quarter_name

ANSWER_NAMES = {ATTENDED: "Attended", APOLOGIES: "Sent apologies", NO_REPLY: "No reply"}
OUTCOME_NAMES = {ACCEPTED: "Accepted", DECLINED: "Declined", WAITING: "Waiting"}
BAND_NAMES = {"none": "Never", "1": "Once", "2": "Twice", "3-or-more": "Three times or more"}
INVITATIONS, CURRENT, BY_DEFAULT = (
    partners.INVITATIONS.name,
    partners.CURRENT.name,
    partners.BY_DEFAULT_LED.name,
)
OVERSEEN, REFERRALS, AGREEMENTS = (
    partners.OVERSEEN.name,
    partners.REFERRALS.name,
    partners.AGREEMENTS.name,
)
PRACTITIONERS, TRAINED, MENTORED = (
    partners.PRACTITIONERS.name,
    partners.TRAINED.name,
    partners.MENTORED.name,
)
COARSE = "By agency it stands in the internal report alone: an agency's few would tell small numbers."


def engagement(print_: Printer) -> Iterator[Section]:
    """Partner engagement; none in a release from before its figures were kept."""
    if partners.are_in(print_.manifest):
        yield Section(
            "Partner engagement",
            (*_meetings(print_), *_leads(print_), *_referrals(print_)),
        )


def training(print_: Printer) -> Iterator[Section]:
    """Training; none in a release from before its figures were kept."""
    if partners.are_in(print_.manifest):
        yield Section("Training", tuple(_training(print_)))


def legal(print_: Printer) -> Iterator[Section]:
    """Legal implications: information-sharing agreements; none in a release from before they were kept."""
    if partners.are_in(print_.manifest):
        yield Section("Legal implications", tuple(_agreements(print_)))


def shown(print_: Printer, *measures: str, **place: str) -> tuple[str, ...]:
    """The agencies for which any of these measures, counted by agency, is not nothing."""
    return tuple(
        agency
        for agency in print_.manifest.values[partners.AGENCIES]
        if not all(print_.is_nothing(each, **place, agency=agency) for each in measures)
    )


def is_fine(print_: Printer) -> bool:
    """Whether the report shows agencies one by one."""
    return print_.manifest.profile is Profile.INTERNAL


def _meetings(print_: Printer) -> Iterator[Block]:
    _, year = partners.years_shown(print_.manifest.as_at)
    number = print_.number
    if print_.is_nothing(INVITATIONS, financial_year=year):
        yield Paragraph(say(f"No invitation to a team meeting of {year} is on record."))
        return
    yield Paragraph(
        say(
            f"{{}} invitations to Team Around the Family meetings were sent for {year}: {{}} were attended "
            "({} of those sent), {} sent apologies, and to {} there was no reply.",
            number(INVITATIONS, financial_year=year),
            number(INVITATIONS, financial_year=year, answer=ATTENDED),
            number(partners.SHARE_ATTENDED.name, financial_year=year),
            number(INVITATIONS, financial_year=year, answer=APOLOGIES),
            number(INVITATIONS, financial_year=year, answer=NO_REPLY),
        )
    )
    if not is_fine(print_):
        yield Paragraph(say(COARSE))
        return

    def row(header: str, *, is_total: bool = False, **place: str) -> Row:
        answers = [print_.cell(INVITATIONS, **place, answer=each) for each in partners.ANSWERS]
        share = print_.cell(partners.SHARE_ATTENDED.name, **place)
        return Row(header, (print_.cell(INVITATIONS, **place), *answers, share), is_total=is_total)

    columns = ("Invited", *ANSWER_NAMES.values(), "Share attended")
    yield Table(
        id="team-meetings-by-agency",
        title=f"Invitations to team meetings by agency, {year}",
        corner="Agency",
        columns=columns,
        rows=(
            *(
                row(print_.agency(agency), financial_year=year, agency=agency)
                for agency in shown(print_, INVITATIONS, financial_year=year)
            ),
            row("Total", is_total=True, financial_year=year),
        ),
        notes=(("The share is of the invitations in its row.",),),
    )
    yield Table(
        id="team-meetings-by-quarter",
        title="Invitations to team meetings by quarter",
        corner="Quarter",
        columns=columns,
        rows=tuple(
            Row(
                quarter_name(quarter),
                (
                    print_.cell(INVITATIONS, quarter=quarter),
                    *(print_.cell(INVITATIONS, quarter=quarter, answer=each) for each in partners.ANSWERS),
                    print_.cell(partners.SHARE_ATTENDED.name, quarter=quarter),
                ),
            )
            for quarter in print_.manifest.values[partners.QUARTERS]
        ),
    )


def _leads(print_: Printer) -> Iterator[Block]:
    number = print_.number
    yield Paragraph(
        say(
            "{} families are allocated now. {} of them ({}) are led by default, because no one else "
            "attended. Oversight is on time for {} ({}).",
            number(CURRENT),
            number(BY_DEFAULT),
            number(partners.SHARE_BY_DEFAULT.name),
            number(OVERSEEN),
            number(partners.SHARE_OVERSEEN.name),
        )
    )
    changes = partners.LEAD_CHANGES.name
    never, *others = partners.BANDS
    if print_.is_nothing(CURRENT):
        return
    if all(print_.is_nothing(changes, band=band) for band in others):
        yield Paragraph(
            say("The lead professional has changed for none of the {}.", number(changes, band=never))
        )
    else:
        yield Table(
            id="lead-changes",
            title="How often the lead professional has changed",
            corner="Changes of lead",
            columns=("Families",),
            rows=(
                *(Row(BAND_NAMES[band], (print_.cell(changes, band=band),)) for band in partners.BANDS),
                Row("Families allocated now", (print_.cell(changes),), is_total=True),
            ),
        )
    if not is_fine(print_):
        return

    def row(header: str, *, is_total: bool = False, **place: str) -> Row:
        measures = (
            CURRENT,
            BY_DEFAULT,
            partners.SHARE_BY_DEFAULT.name,
            OVERSEEN,
            partners.SHARE_OVERSEEN.name,
        )
        return Row(header, tuple(print_.cell(each, **place) for each in measures), is_total=is_total)

    agencies = shown(print_, CURRENT)
    yield Table(
        id="leads-by-agency",
        title="Families allocated now by the lead's agency: led by default, and overseen on time",
        corner="Agency",
        columns=("Families", "Led by default", "Share", "Overseen on time", "Share"),
        rows=(
            *(row(print_.agency(agency), agency=agency) for agency in agencies),
            row("Total", is_total=True),
        ),
        notes=(("Each share is of the families in its row.",),),
    )


def _referrals(print_: Printer) -> Iterator[Block]:
    number = print_.number
    if print_.is_nothing(REFERRALS):
        yield Paragraph(say("No referral of a family by a partner is on record."))
        return
    yield Paragraph(
        say(
            "Partners have referred {} families: {} accepted, {} declined, {} waiting. Those decided took "
            "{} on average.",
            number(REFERRALS),
            *(number(REFERRALS, outcome=each) for each in partners.OUTCOMES),
            number(partners.DAYS_TO_DECISION.name),
        )
    )
    if not is_fine(print_):
        return

    def row(header: str, *, is_total: bool = False, **place: str) -> Row:
        cells: list[Text] = [print_.cell(REFERRALS, **place)]
        cells += [print_.cell(REFERRALS, **place, outcome=each) for each in partners.OUTCOMES]
        cells += [print_.cell(partners.DAYS_TO_DECISION.name, **place)]
        return Row(header, tuple(cells), is_total=is_total)

    yield Table(
        id="referrals-by-agency",
        title="Referrals received by agency and outcome",
        corner="Agency",
        columns=("Received", *OUTCOME_NAMES.values(), "Mean time to decision"),
        rows=(
            *(row(print_.agency(agency), agency=agency) for agency in shown(print_, REFERRALS)),
            row("Total", is_total=True),
        ),
    )


def _training(print_: Printer) -> Iterator[Block]:
    number = print_.number
    booked, attended = partners.PLACES.name, partners.TAKEN.name
    yield Paragraph(
        say(
            "{} training places have been booked and {} were attended. Of {} practitioners with a caseload, "
            "{} have been trained and {} have a mentor.",
            number(booked),
            number(attended),
            number(PRACTITIONERS),
            number(TRAINED),
            number(MENTORED),
        )
    )
    begun = [
        phase
        for phase in partners.PHASES
        if not all(print_.is_nothing(each, phase=phase) for each in (booked, attended, TRAINED))
    ]
    if len(begun) > 1:
        yield Table(
            id="training-by-phase",
            title="Training places by phase",
            corner="Phase",
            columns=("Booked", "Attended", "Practitioners trained"),
            rows=(
                *(
                    Row(
                        f"Phase {phase}",
                        (
                            print_.cell(booked, phase=phase),
                            print_.cell(attended, phase=phase),
                            print_.cell(TRAINED, phase=phase),
                        ),
                    )
                    for phase in begun
                ),
                Row(
                    "Total", (print_.cell(booked), print_.cell(attended), print_.cell(TRAINED)), is_total=True
                ),
            ),
            notes=(
                say(
                    "Phase 1 is training in the programme's first financial year, phase 2 in its second. "
                    "Somebody trained in two phases is counted once in the total."
                ),
            ),
        )
    if is_fine(print_):
        yield Table(
            id="training-by-agency",
            title="Practitioners trained and mentored, by agency",
            corner="Agency",
            columns=("Practitioners", "Trained", "With a mentor"),
            rows=(
                *(
                    Row(
                        print_.agency(agency),
                        tuple(
                            print_.cell(each, agency=agency) for each in (PRACTITIONERS, TRAINED, MENTORED)
                        ),
                    )
                    for agency in shown(print_, PRACTITIONERS)
                ),
                Row(
                    "Total",
                    tuple(print_.cell(each) for each in (PRACTITIONERS, TRAINED, MENTORED)),
                    is_total=True,
                ),
            ),
        )


def _agreements(print_: Printer) -> Iterator[Block]:
    number = print_.number
    states = tuple(AgreementState)
    yield Paragraph(
        say(
            "Information about families is shared with partners under agreements: {} are in place, {} are "
            "due for review and {} are missing.",
            *(number(AGREEMENTS, agreement_state=each.value) for each in states),
        )
    )
    if is_fine(print_):
        yield Table(
            id="agreements-by-agency",
            title="Information-sharing agreements, by agency",
            corner="Agency",
            columns=tuple(each.label for each in states),
            rows=(
                *(
                    Row(
                        print_.agency(agency),
                        tuple(
                            print_.cell(AGREEMENTS, agency=agency, agreement_state=each.value)
                            for each in states
                        ),
                    )
                    for agency in shown(print_, AGREEMENTS)
                ),
                Row(
                    "Total",
                    tuple(print_.cell(AGREEMENTS, agreement_state=each.value) for each in states),
                    is_total=True,
                ),
            ),
            notes=(("An agency with no agreement on record counts as one that is missing.",),),
        )
