"""The moves that a line of a claim may make, as data."""

from app.cases.rules.vocabulary import Word
from app.errors import RuleRefused


class LineState(Word):
    """Where a line of a claim stands between its drafting and the department's last word."""

    DRAFT = "draft"
    EVIDENCE_COMPLETE = "evidence-complete"
    WITH_INTERNAL_AUDIT = "with-internal-audit"
    AUDITED = "audited"
    ON_A_RETURN = "on-a-return"
    SUBMITTED = "submitted"
    PAID = "paid"
    NOT_VALID = "not-valid"
    WITHDRAWN = "withdrawn"

    @property
    def is_final(self) -> bool:
        """Whether no further move is allowed."""
        return not MOVES[self]


# A line goes back when audit finds evidence missing or a return is not signed. It may be withdrawn until it
# is on a return, and drafted again in a later window, for a claim has one line for each route.
# A paid line may still be found not valid by a spot check, and is then repaid.
MOVES: dict[LineState, frozenset[LineState]] = {
    LineState.DRAFT: frozenset({LineState.EVIDENCE_COMPLETE, LineState.WITHDRAWN}),
    LineState.EVIDENCE_COMPLETE: frozenset(
        {LineState.DRAFT, LineState.WITH_INTERNAL_AUDIT, LineState.WITHDRAWN}
    ),
    LineState.WITH_INTERNAL_AUDIT: frozenset({LineState.DRAFT, LineState.AUDITED, LineState.WITHDRAWN}),
    LineState.AUDITED: frozenset({LineState.ON_A_RETURN, LineState.WITHDRAWN}),
    LineState.ON_A_RETURN: frozenset({LineState.AUDITED, LineState.SUBMITTED}),
    LineState.SUBMITTED: frozenset({LineState.PAID, LineState.NOT_VALID}),
    LineState.PAID: frozenset({LineState.NOT_VALID}),
    LineState.NOT_VALID: frozenset(),
    LineState.WITHDRAWN: frozenset({LineState.DRAFT}),
}


def check_move(current: LineState, wanted: LineState) -> None:
    """Refuse a move of a claim line that the table of moves does not allow.

    Raises RuleRefused("move-not-allowed").
    """
    if wanted not in MOVES[current]:
        raise RuleRefused(
            "move-not-allowed",
            f"A claim line that is {current.label.lower()} may not become {wanted.label.lower()}.",
        )


def can_move(current: LineState, wanted: LineState) -> bool:
    """Whether `check_move` would let a claim line go from one state to the other."""
    return wanted in MOVES[current]
