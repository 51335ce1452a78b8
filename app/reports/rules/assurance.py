"""The board report's section on internal audit and assurance visits."""

from collections.abc import Iterator

from app.claims.rules.assurance import RATING_WORDS, ActionState, VisitKind
from app.claims.rules.internal_audit import Finding
from app.reports.rules import audits
from app.reports.rules.document import Block, Paragraph, Row, Section, Table, say
from app.reports.rules.sheet import Printer

THROUGH, READ = audits.THROUGH.name, audits.READ.name
VISITS, ACTIONS = audits.VISITS.name, audits.ACTIONS.name


def sections(print_: Printer) -> Iterator[Section]:
    """The section; none in a release from before its figures were kept."""
    if audits.are_in(print_.manifest):
        yield Section("Audit and assurance visits", (*_audit(print_), *_visits(print_)))


def _audit(print_: Printer) -> Iterator[Block]:
    number = print_.number
    if print_.is_nothing(THROUGH):
        yield Paragraph(say("No claim has been through internal audit."))
        return
    yield Paragraph(
        say(
            "{} claim lines have been through internal audit: {} became audited, {} went back to be put "
            "right and {} had left their batch before. Auditors read {} claim lines in random samples, and "
            "{} of those read failed. Nothing is extrapolated to lines that were not read.",
            number(THROUGH),
            number(THROUGH, audit_result=audits.AUDITED),
            number(THROUGH, audit_result=audits.SENT_BACK),
            number(THROUGH, audit_result=audits.LEFT),
            number(READ),
            number(audits.FAILURE_RATE.name),
        )
    )
    yield Table(
        id="internal-audit",
        title="Claim lines read by internal audit, by what was found",
        corner="Finding",
        columns=("Claim lines",),
        rows=(
            *(Row(each.label, (print_.cell(READ, finding=each.value),)) for each in Finding),
            Row("Total read", (print_.cell(READ),), is_total=True),
        ),
        notes=(("A line read again after it was put right is counted each time.",),),
    )


def _visits(print_: Printer) -> Iterator[Block]:
    number = print_.number
    if print_.is_nothing(VISITS):
        yield Paragraph(say("No assurance visit has been recorded."))
        return
    yield Paragraph(
        say(
            "There have been {} assurance visits: {} by the government and {} by peers. They asked for {} "
            "actions: {} done, {} open and {} overdue.",
            number(VISITS),
            number(VISITS, visit_kind=VisitKind.GOVERNMENT.value),
            number(VISITS, visit_kind=VisitKind.PEER.value),
            number(ACTIONS),
            *(
                number(ACTIONS, action_state=each.value)
                for each in (ActionState.DONE, ActionState.OPEN, ActionState.OVERDUE)
            ),
        )
    )
    yield Table(
        id="assurance-visits",
        title="Assurance visits, by rating",
        corner="Rating",
        columns=("Visits",),
        rows=(
            *(
                Row(RATING_WORDS.get(code, code), (print_.cell(VISITS, rating=code),))
                for code in print_.manifest.values[audits.RATING.name]
            ),
            Row("Total", (print_.cell(VISITS),), is_total=True),
        ),
    )
