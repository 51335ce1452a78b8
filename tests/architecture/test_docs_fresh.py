"""The documents are true to the code: the generated ones are fresh, and what the others name is there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.config import PROJECT
from app.reports.rules.figured import definitions
from scripts.docs.catalogue import DOCUMENTS
from scripts.docs.rules import sentence

DECISIONS = sorted((PROJECT / "docs" / "adr").glob("0*.md"))
WRITTEN = [PROJECT / "README.md", PROJECT / "CHANGELOG.md", *sorted((PROJECT / "docs").rglob("*.md"))]
NAMES = [path.relative_to(PROJECT).as_posix() for path in WRITTEN]

LINK = re.compile(r"(?<!\!)\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
PLACE = re.compile(r"(?:app|migrations|scripts|tests|workers)/[\w./-]*")
TARGET = re.compile(r"`make ([a-z-]+)")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_generated_document_says_what_the_code_says(name: str) -> None:
    assert (PROJECT / name).read_text() == DOCUMENTS[name](), f"{name} is stale: run make docs"


def test_a_test_of_a_rule_is_read_as_a_sentence() -> None:
    assert sentence("test_a_child_s_year_ends_on_31_march") == "A child’s year ends on 31 March."


@pytest.mark.parametrize("path", WRITTEN, ids=NAMES)
def test_every_link_leads_somewhere(path: Path) -> None:
    for link in links(path):
        target, _, heading = link.partition("#")
        found = (path.parent / target).resolve() if target else path
        assert found.exists(), f"{path.name} links to {link}, which is not there"
        assert not heading or heading in headings(found), f"{path.name} links to {link}: no such heading"


@pytest.mark.parametrize("path", WRITTEN, ids=NAMES)
def test_every_place_in_the_code_that_is_named_is_there(path: Path) -> None:
    named = {found for text in CODE.findall(path.read_text()) for found in PLACE.findall(text)}

    assert {each for each in named if not (PROJECT / each).exists()} == set()


@pytest.mark.parametrize("path", WRITTEN, ids=NAMES)
def test_every_make_target_that_is_named_is_in_the_makefile(path: Path) -> None:
    declared = re.findall(r"^([a-z-]+)%?:", (PROJECT / "Makefile").read_text(), re.MULTILINE)

    assert set(TARGET.findall(path.read_text())) <= {*declared, "bench-"}


def test_the_readme_is_short_and_begins_with_the_two_commands() -> None:
    lines = (PROJECT / "README.md").read_text().splitlines()

    assert len(lines) < 120
    assert [line.split("#")[0].strip() for line in lines[3:5]] == ["make demo", "make test"]


def test_decisions_are_numbered_without_gaps_and_each_is_in_the_list() -> None:
    listed = (PROJECT / "docs" / "adr" / "README.md").read_text()

    assert [path.name[:4] for path in DECISIONS] == [f"{place:04d}" for place in range(1, len(DECISIONS) + 1)]
    for path in DECISIONS:
        assert f"]({path.name})" in listed, f"{path.name} is not in the list of decisions"


@pytest.mark.parametrize("path", DECISIONS, ids=[path.stem for path in DECISIONS])
def test_a_decision_says_context_decision_status_and_consequences(path: Path) -> None:
    title, *parts = HEADING.findall(path.read_text())

    assert title.startswith(path.name[:4])
    assert parts == ["Context", "Decision", "Status", "Consequences"]


def test_every_document_can_be_reached_from_the_readme() -> None:
    reached, waiting = set(), [PROJECT / "README.md"]
    while waiting:
        page = waiting.pop()
        reached.add(page)
        for link in links(page):
            target = (page.parent / link.partition("#")[0]).resolve()
            if target.suffix == ".md" and target not in reached:
                waiting.append(target)

    assert set(WRITTEN) - reached == set()


def test_the_glossary_spells_words_as_the_code_does() -> None:
    source = "\n".join(path.read_text() for path in sorted((PROJECT / "app").rglob("*.py")))
    known = {*definitions(), *re.findall(r"[A-Za-z_]+", source)}

    for row in (PROJECT / "docs" / "glossary.md").read_text().splitlines():
        cells = row.split("|")
        for spelt in CODE.findall(cells[3]) if len(cells) == 6 else ():
            is_a_place = spelt.startswith("app/") or f'"{spelt}"' in source
            assert is_a_place or spelt in known or set(spelt.split(".")) <= known, (
                f"{spelt} is not in the code"
            )


def links(path: Path) -> Iterator[str]:
    """The links of a page to other places of the project."""
    for link in LINK.findall(FENCED.sub("", path.read_text())):
        if not link.startswith(("http://", "https://", "mailto:")):
            yield link


def headings(path: Path) -> set[str]:
    """The anchors of a page, as they are made from its headings."""
    found = HEADING.findall(FENCED.sub("", path.read_text()))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in found}
