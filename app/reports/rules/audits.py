"""The measures of internal audit and assurance: lines audited and read, visits, and the actions after them.

A release from before these were kept declares none of their axes, and has none of their figures.
"""

from collections.abc import Mapping
from datetime import date

from app.claims.rules.assurance import RATINGS, ActionState, VisitKind
from app.claims.rules.internal_audit import Finding
from app.reports.rules.derived import percent
from app.reports.rules.facts import ActionRow, AuditedRow, VisitRow
from app.reports.rules.figures import Figure, figure_id
from app.reports.rules.frozen import Manifest
from app.reports.rules.measures import Axis, Derived, Measure
from app.reports.rules.vocabulary import CountOf, Unit

AUDITED, SENT_BACK, LEFT = "audited", "sent-back", "left-the-batch"
RESULTS = (AUDITED, SENT_BACK, LEFT)

RESULT = Axis[AuditedRow]("audit-result", lambda row: (row.result,) if row.result else ())
FINDING = Axis[AuditedRow]("finding", lambda row: (row.finding,) if row.finding else ())
KIND = Axis[VisitRow]("visit-kind", lambda row: (row.kind,))
RATING = Axis[VisitRow]("rating", lambda row: (row.rating,))
STATE = Axis[ActionRow]("action-state", lambda row: (row.state,))

VALUES: Mapping[str, tuple[str, ...]] = {
    RESULT.name: RESULTS,
    FINDING.name: tuple(each.value for each in Finding),
    KIND.name: tuple(each.value for each in VisitKind),
    RATING.name: tuple(each.code for each in RATINGS),
    STATE.name: tuple(each.value for each in ActionState),
}
"""The declared values of each axis."""

THROUGH = Measure[AuditedRow](
    "claim-lines.through-internal-audit",
    "Claim lines in batches whose internal audit was closed by the day, by what became of them then: "
    "audited, sent back to be put right, or moved out of the batch before. A line counts in each of its "
    "batches.",
    lambda row: row.result is not None,
    ((), (RESULT,)),
    CountOf.AUDITED_LINES,
)
READ = Measure[AuditedRow](
    "claim-lines.read-by-internal-audit",
    "Claim lines that an internal auditor read in a random sample of a batch whose audit was closed by the "
    "day, by what was found. Lines that nobody read are in no finding.",
    lambda row: row.finding is not None,
    ((), (FINDING,)),
    CountOf.AUDITED_LINES,
)
FAILURE_RATE = Derived(
    "internal-audit.failure-rate",
    "Claim lines read by internal audit that were not upheld or had evidence missing, as a share of those "
    "read. It is of the samples alone: nothing is extrapolated to lines that were not read.",
)
VISITS = Measure[VisitRow](
    "assurance-visits.held",
    "Assurance visits by the day, by who visited, and by how they rated what they saw.",
    lambda row: True,
    ((), (KIND,), (RATING,)),
    CountOf.ASSURANCE_VISITS,
)
ACTIONS = Measure[ActionRow](
    "assurance-actions.asked",
    "Actions asked for after assurance visits, by where they stand on the day: done, open, or overdue.",
    lambda row: True,
    ((), (STATE,)),
    CountOf.ASSURANCE_ACTIONS,
)


def are_in(manifest: Manifest) -> bool:
    """Whether a release has these figures: it was made since they are kept."""
    return VALUES.keys() <= manifest.values.keys()


def failure_rate(figures: Mapping[str, Figure], as_at: date) -> Figure:
    """The lines read that failed, as a share of those read; of nothing read it has no value."""
    read = figures[figure_id(READ.name, (), as_at)]
    failed = [
        figures[figure_id(READ.name, ((FINDING.name, each.value),), as_at)]
        for each in Finding
        if each.has_failed
    ]
    count = sum(int(each.value or 0) for each in failed)
    return Figure(
        FAILURE_RATE.name,
        (),
        as_at,
        Unit.PERCENT,
        percent(count, int(read.value or 0)),
        formula=f"{count:,} of {read.value:,} read",
        inputs=(*(each.id for each in failed), read.id),
    )
