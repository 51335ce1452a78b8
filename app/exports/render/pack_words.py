"""The tables of an inspection pack as rows of words: what its paper and its workbook both draw."""

from collections.abc import Sequence
from datetime import date

from app.exports.rules.impact import Impact
from app.exports.rules.pack import ActionListed, AuditListed, ChildListed, Story

Row = Sequence[str]
Table = tuple[Row, Sequence[Row]]

CHILDREN = (
    "Child", "Key", "Born", "Age", "Sex", "Ethnicity", "Family", "Kind", "Initiated", "Stage",
    "Lead professional", "Agency", "Closed",
)  # fmt: skip
CHILDREN_IN_SHORT = ("Child", "Born", "Family", "Assessment", "Stage", "Lead professional")
IMPACT = ("What", "How many", "Of", "Share")
AUDITS = ("Audit", "Category", "Drawn", "Reviewed", "Score")
ACTIONS = ("Audit", "Action", "Who", "Due", "Where it stands")


def short(day: date | None) -> str:
    """A day as a table prints it: 12 Jul 2013; nothing where there is none."""
    return f"{day.day} {day:%b %Y}" if day else ""


def of_child(each: ChildListed) -> Row:
    """A row of the children of the three months."""
    return (
        each.name,
        each.child,
        short(each.born_on),
        "" if each.age is None else str(each.age),
        each.sex,
        each.ethnicity,
        each.reference or "",
        each.kind,
        short(each.initiated_on),
        each.stage,
        each.lead or "",
        each.lead_agency or "",
        f"{short(each.closed_on)}: {each.closure_reason.lower()}" if each.closure_reason else "",
    )


def of_child_in_short(each: ChildListed) -> Row:
    """The same for paper, where a page is as wide as it is."""
    return (
        each.name,
        f"{short(each.born_on) or 'Not on file'}{'' if each.age is None else f' ({each.age})'}",
        each.reference or "",
        f"{'CAF' if 'CAF' in each.kind else each.kind}, {short(each.initiated_on)}",
        each.stage
        if each.closure_reason is None
        else f"Closed {short(each.closed_on)}: {each.closure_reason.lower()}",
        ", ".join(part for part in (each.lead, each.lead_agency) if part) or "Nobody on file",
    )


def of_impact(each: Impact) -> Row:
    """A row of the impact of the twelve months."""
    return (
        each.label,
        f"{each.value:,}",
        f"{each.base:,} {each.of}" if each.base is not None else "",
        each.percent or "",
    )


def of_audit(each: AuditListed) -> Row:
    """A row of the quality audits of the six months."""
    return (
        each.title,
        each.category,
        short(each.drawn_on),
        f"{each.reviewed} of {each.sampled}",
        f"{100 * each.scored / each.of:.0f}% ({each.scored:,} of {each.of:,})" if each.of else "Not yet",
    )


def of_action(each: ActionListed) -> Row:
    """A row of the action plans after them."""
    return (
        each.audit,
        each.what,
        each.who,
        short(each.due_on),
        f"Done {short(each.done_on)}" if each.done_on else each.state.capitalize(),
    )


def chronology_table(story: Story) -> Table:
    """A case's chronology, the first day first."""
    return ("Day", "What"), [(short(each.day), each.what) for each in story.chronology]


def decisions_table(story: Story) -> Table:
    """A case's decisions, with who took them and why."""
    return ("Day", "Decision", "Who", "Why"), [
        (short(each.day), each.what, each.who or "Not on file", each.why or "Not on file")
        for each in story.decisions
    ]
