"""Which state may follow which, from the tables of moves that the rules decide by."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import TypeVar

from app.cases.rules.editions import MOVES as EDITION_MOVES
from app.cases.rules.editions import EditionState
from app.cases.rules.lifecycle import STAGE_MOVES
from app.cases.rules.referrals import REFERRAL_MOVES, ReferralState
from app.cases.rules.vocabulary import AssessmentStage, Word
from app.claims.rules.lifecycle import MOVES, LineState
from app.claims.rules.returns import RETURN_MOVES, ReturnState
from app.jobs.models import JobStatus
from scripts.docs.markdown import bullets, doc, page, table

State = TypeVar("State", bound=Word)


def states() -> str:
    """Diagrams and tables of the states of claim lines, returns, assessments, referrals and editions."""
    return page(
        "States",
        "`app/claims/rules/lifecycle.py`, `app/claims/rules/returns.py`, `app/cases/rules/lifecycle.py` and "
        "`app/cases/rules/referrals.py`",
        "## A line of a claim",
        doc(LineState.__doc__),
        _diagram(MOVES, LineState.DRAFT),
        _moves(MOVES),
        "A line goes on a return when the return is sent for signature. The signature submits it, and is the "
        "authority to do so; a refusal gives it back as audited. What the department answers, or the council "
        "finds wrong itself, moves it from there.",
        "## A return",
        doc(ReturnState.__doc__),
        _diagram(RETURN_MOVES, ReturnState.PREPARING),
        _moves(RETURN_MOVES),
        "## An assessment",
        f"{doc(AssessmentStage.__doc__)} The move is not stored: the furthest stage that has a date by the "
        "day asked about is the stage of that day. A closed one that is opened again goes back to the stage "
        "that its other dates say.",
        _diagram(STAGE_MOVES, AssessmentStage.IDENTIFY),
        _moves(STAGE_MOVES),
        "## A referral",
        f"{doc(ReferralState.__doc__)} An answer to a question brings it back to waiting.",
        _diagram(REFERRAL_MOVES, ReferralState.WAITING),
        _moves(REFERRAL_MOVES),
        "## An edition of the rules",
        f"{doc(EditionState.__doc__)} Its moves are in `app/cases/rules/editions.py`.",
        _diagram(EDITION_MOVES, EditionState.DRAFT),
        _moves(EDITION_MOVES),
        "## A piece of background work",
        doc(JobStatus.__doc__),
        bullets(f"`{status.value}`" for status in JobStatus),
    )


def _diagram(moves: Mapping[State, AbstractSet[State]], first: State) -> str:
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f'    state "{state.label}" as {_name(state)}' for state in moves]
    lines.append(f"    [*] --> {_name(first)}")
    for state in moves:
        after = [each for each in moves if each in moves[state]]
        lines += [f"    {_name(state)} --> {_name(each)}" for each in after]
        lines += [] if after else [f"    {_name(state)} --> [*]"]
    return "\n".join([*lines, "```"])


def _name(state: Word) -> str:
    return state.value.replace("-", "_")


def _moves(moves: Mapping[State, AbstractSet[State]]) -> str:
    return table(
        ("From", "May become"),
        (
            (
                state.label,
                ", ".join(each.label.lower() for each in moves if each in after) or "nothing: the end",
            )
            for state, after in moves.items()
        ),
    )
