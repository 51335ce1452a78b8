"""The tables of an inspection pack as rows of words: what its paper and its workbook both draw."""

from collections.abc import Sequence
from datetime import date

from app.exports.rules.pack import Pack, Story

Table = tuple[Sequence[str], Sequence[Sequence[str]]]


def short(day: date | None) -> str:
    """A day as a table prints it: 12 Jul 2013; nothing where there is none."""
    return f"{day.day} {day:%b %Y}" if day else ""


def children_table(pack: Pack) -> Table:
    """The children of the three months."""
    head = (
        "Child", "Key", "Born", "Age", "Sex", "Ethnicity", "Family", "Kind", "Initiated", "Stage",
        "Lead professional", "Agency", "Closed",
    )  # fmt: skip
    return head, [
        (
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
        for each in pack.children
    ]


def children_in_short(pack: Pack) -> Table:
    """The same for paper, where a page is as wide as it is."""
    head = ("Child", "Born", "Family", "Assessment", "Stage", "Lead professional")
    return head, [
        (
            each.name,
            f"{short(each.born_on) or 'Not on file'}{'' if each.age is None else f' ({each.age})'}",
            each.reference or "",
            f"{'CAF' if 'CAF' in each.kind else each.kind}, {short(each.initiated_on)}",
            each.stage
            if each.closure_reason is None
            else f"Closed {short(each.closed_on)}: {each.closure_reason.lower()}",
            ", ".join(part for part in (each.lead, each.lead_agency) if part) or "Nobody on file",
        )
        for each in pack.children
    ]


def impact_table(pack: Pack) -> Table:
    """The impact of the twelve months."""
    return ("What", "How many", "Of", "Share"), [
        (
            each.label,
            f"{each.value:,}",
            f"{each.base:,} {each.of}" if each.base is not None else "",
            each.percent or "",
        )
        for each in pack.impact
    ]


def audits_table(pack: Pack) -> Table:
    """The quality audits of the six months."""
    return ("Audit", "Category", "Drawn", "Reviewed", "Score"), [
        (
            each.title,
            each.category,
            short(each.drawn_on),
            f"{each.reviewed} of {each.sampled}",
            f"{100 * each.scored / each.of:.0f}% ({each.scored:,} of {each.of:,})" if each.of else "Not yet",
        )
        for each in pack.audits
    ]


def actions_table(pack: Pack) -> Table:
    """The action plans after them."""
    return ("Audit", "Action", "Who", "Due", "Where it stands"), [
        (
            each.audit,
            each.what,
            each.who,
            short(each.due_on),
            f"Done {short(each.done_on)}" if each.done_on else each.state.capitalize(),
        )
        for each in pack.actions
    ]


def chronology_table(story: Story) -> Table:
    """A case's chronology, the first day first."""
    return ("Day", "What"), [(short(each.day), each.what) for each in story.chronology]


def decisions_table(story: Story) -> Table:
    """A case's decisions, with who took them and why."""
    return ("Day", "Decision", "Who", "Why"), [
        (short(each.day), each.what, each.who or "Not on file", each.why or "Not on file")
        for each in story.decisions
    ]
