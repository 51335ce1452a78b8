"""An assessment's form on paper, for the family: large type, plain words, and above all their own."""

from collections.abc import Iterator
from datetime import date

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether

from app.cases.printing.map_boxes import key_of
from app.cases.printing.map_drawing import SAMPLE_WIDTH, drawing, sample
from app.cases.printing.sheet import (
    BODY,
    DRAFT,
    ELEMENT,
    HEADING,
    LABEL,
    NOTE,
    ORGANISATION,
    RULE,
    SHADE,
    TEXT_WIDTH,
    TITLE,
    WORDS,
    Sheet,
)
from app.cases.queries.form_parts import FormOnFile
from app.cases.queries.map_parts import MapOnFile
from app.cases.rules.consent_items import ITEM_OF
from app.cases.rules.form import FormState, PlannedAction
from app.cases.rules.form_boxes import DOMAINS, Box, FormSection, elements_of
from app.paper.flowables import Words
from app.paper.tables import TaggedTable, Told
from app.paper.typeface import can_print, marked_up
from app.periods import written_date

PLAIN_TITLES = {
    FormSection.CHILD: "How the child or young person is doing",
    FormSection.PARENTS: "How parents and carers help",
    FormSection.SURROUNDINGS: "Family, home and neighbourhood",
}
NOTHING_YET = "Nothing has been written here yet."
HEADING_HEIGHT = 50.0
LEAST = 110.0  # points of a part that stand on the same page as its heading
LEAST_WORDS = 60.0  # points of words, with the label above them


def form_pdf(
    form: FormOnFile, *, organisation: str, family: MapOnFile | None = None, is_past: bool = False
) -> bytes:
    """The form as PDF. The same form gives the same bytes: it reads no clock.

    family: the family's map as it stands, to be printed at the end. is_past: it was opened again since, and
    may say something else now.
    """
    is_draft = form.state is not FormState.COMPLETED
    saved = max(kept.saved_at for kept in form.sections.values() if kept.saved_at)
    whose = "for the family" if form.is_whole else "what the family lets your agency read"
    sheet = Sheet(organisation=organisation, is_draft=is_draft, dated=saved, whose=whose)
    return sheet.printed(
        [*_front(form, organisation, is_draft=is_draft, is_past=is_past), *_story(form), *_family(family)]
    )


def _front(form: FormOnFile, organisation: str, *, is_draft: bool, is_past: bool) -> Iterator[Flowable]:
    """Whose paper it is, whether it is finished, and what it is for."""
    yield _set(organisation, ORGANISATION)
    yield _set(f"An assessment with {_named(form) or 'your family'}", TITLE)
    if is_draft:
        yield _framed("DRAFT. This is not finished, and may still change.")
    elif form.completed_on:
        yield _set(f"Finished on {written_date(form.completed_on)}.", BODY)
    if is_past:
        yield _framed("This was opened again later. A newer paper may say something else.")
    if form.is_whole:
        yield _set(
            "This is what was talked about, what was agreed, and who will do what. It is yours to keep. "
            "It is private, so keep it somewhere safe. If something in it is wrong, tell the person who "
            "gave it to you.",
            BODY,
        )
    else:
        yield _framed("These are the parts that the family lets your agency read. The others are left out.")
        yield _set("It is private: keep it somewhere safe, and pass it to nobody else.", BODY)
    if not all(can_print(words) for words in _written(form)):
        yield _framed("Some words are in letters that this paper cannot print. They show as empty boxes.")
        yield _set("Ask the person who gave you this to show you those words.", BODY)


def _story(form: FormOnFile) -> Iterator[Flowable]:
    yield from _people(form)
    yield from _words(form)
    yield from _text(form, FormSection.ABOUT, Box.PEOPLE_PRESENT, "Who was there")
    yield from _text(form, FormSection.ABOUT, Box.WHAT_LED_TO_IT, "What led to this")
    for domain in DOMAINS:
        yield from _domain(form, domain)
    yield from _text(form, FormSection.CONCLUSIONS, Box.CONCLUSIONS, "What we concluded together")
    yield from _plan(form)


def _family(family: MapOnFile | None) -> Iterator[Flowable]:
    """The family's map with its key, on one page, where somebody of it is recorded as related."""
    if family is not None and family.relationships:
        yield KeepTogether([*_heading("Your family"), *_map(family)])


def _map(family: MapOnFile) -> Iterator[Flowable]:
    yield _set(
        f"As it is recorded on {written_date(family.on)}. A dashed box is somebody who does not live with"
        " you.",
        NOTE,
    )
    yield drawing(family, TEXT_WIDTH)
    key = [[sample(style), _set(words, NOTE)] for style, words in key_of(family.drawing)]
    if key:
        yield TaggedTable(
            key,
            colWidths=[SAMPLE_WIDTH + 16, TEXT_WIDTH - SAMPLE_WIDTH - 16],
            style=[
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 1),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
            ],
            spaceBefore=12,
            told=Told(head_rows=0),
        )


def _written(form: FormOnFile) -> Iterator[str]:
    """All that somebody wrote in the form."""
    for kept in form.sections.values():
        yield from kept.content.texts.values()
        for row in kept.content.actions:
            yield from (row.desired_outcome, row.action, row.who)


def _people(form: FormOnFile) -> Iterator[Flowable]:
    """Whom it is about, where they live, who lives with them, and whom to ask."""
    about = "; ".join(
        f"{person.name}{_born(person.born_on, person.expected_on)}"
        for person in form.people
        if person.is_assessed
    )
    others = "; ".join(person.name for person in form.people if not person.is_assessed)
    lead = ", ".join(part for part in (form.lead, form.lead_agency) if part)
    facts = [
        ("About", about),
        ("Address", form.address or ""),
        ("Others at home", others),
        ("Your lead professional" if form.is_whole else "Lead professional", lead),
        ("Started", written_date(form.started_on) if form.started_on else ""),
    ]
    cells = [[_set(name, LABEL), _set(words, BODY)] for name, words in facts if words]
    if cells:
        yield TaggedTable(
            cells,
            colWidths=[TEXT_WIDTH * 0.3, TEXT_WIDTH * 0.7],
            style=[
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("LINEBELOW", (0, 0), (-1, -1), 0.5, RULE),
            ],
            spaceBefore=8,
            spaceAfter=8,
            told=Told(head_rows=0),
        )


def _words(form: FormOnFile) -> Iterator[Flowable]:
    texts = form.kept(FormSection.WORDS).content.texts
    if not form.shows(FormSection.WORDS):
        return
    yield from _heading("In your own words" if form.is_whole else "In their own words")
    asked = ((Box.CHILDS_WORDS, "What the child said"), (Box.PARENTS_WORDS, "What parents or carers said"))
    for box, name in asked:
        if ITEM_OF[box] not in form.items:
            continue
        yield CondPageBreak(LEAST)
        yield _set(name, ELEMENT)
        words = texts.get(box)
        yield _set(f"“{words}”", WORDS) if words else _set(NOTHING_YET, NOTE)


def _text(form: FormOnFile, section: FormSection, box: Box, title: str) -> Iterator[Flowable]:
    if not form.shows(section):
        return
    yield from _heading(title, LEAST_WORDS)
    words = form.kept(section).content.texts.get(box)
    yield _set(words, BODY) if words else _set(NOTHING_YET, NOTE)


def _domain(form: FormOnFile, domain: FormSection) -> Iterator[Flowable]:
    """Each element that something was said about, what is going well before what would help."""
    if not form.shows(domain):
        return
    texts = form.kept(domain).content.texts
    yield from _heading(PLAIN_TITLES[domain])
    if not texts:
        yield _set(NOTHING_YET, NOTE)
    for element in elements_of(domain):
        well, needed = texts.get(element.strengths), texts.get(element.needs)
        if well or needed:
            yield CondPageBreak(LEAST)
            yield _set(element.plain, ELEMENT)
        for label, words in (("Going well", well), ("What would help", needed)):
            if words:
                yield CondPageBreak(LEAST_WORDS)
                yield _set(label, LABEL)
                yield _set(words, BODY)


def _plan(form: FormOnFile) -> Iterator[Flowable]:
    if not form.shows(FormSection.PLAN):
        return
    yield from _heading("What we agreed to do")
    actions = form.kept(FormSection.PLAN).content.actions
    if not actions:
        yield _set(NOTHING_YET, NOTE)
    for number, action in enumerate(actions, start=1):
        yield CondPageBreak(LEAST)
        yield _set(
            f"{number}. {action.desired_outcome or 'What we want to change: not written yet'}", ELEMENT
        )
        yield _action(action)


def _action(action: PlannedAction) -> Flowable:
    by_when = written_date(action.by_on) if action.by_on else action.by_when
    facts = (("What will be done", action.action), ("Who will do it", action.who), ("By when", by_when))
    return TaggedTable(
        [[_set(name, LABEL), _set(words or "Not written yet", BODY)] for name, words in facts],
        colWidths=[TEXT_WIDTH * 0.3, TEXT_WIDTH * 0.7],
        style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("BACKGROUND", (0, 0), (-1, -1), SHADE),
            ("LEFTPADDING", (0, 0), (-1, -1), 8),
        ],
        spaceAfter=10,
        splitInRow=1,
        told=Told(head_rows=0),
    )


def _heading(title: str, least: float = LEAST) -> Iterator[Flowable]:
    yield CondPageBreak(least + HEADING_HEIGHT)
    yield _set(title, HEADING)


def _framed(words: str) -> Flowable:
    return TaggedTable(
        [[_set(words, DRAFT)]],
        colWidths=[TEXT_WIDTH],
        style=[("BOX", (0, 0), (-1, -1), 1.5, RULE), ("LEFTPADDING", (0, 0), (-1, -1), 10)],
        spaceAfter=10,
    )


def _set(words: str, style: ParagraphStyle) -> Words:
    return Words(marked_up(words), style)


def _named(form: FormOnFile) -> str:
    names = [person.name for person in form.people if person.is_assessed]
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def _born(born_on: date | None, expected_on: date | None) -> str:
    if born_on:
        return f", born {written_date(born_on)}"
    return f", expected {written_date(expected_on)}" if expected_on else ""
