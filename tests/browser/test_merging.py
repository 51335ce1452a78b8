"""Two records of a family merged and put apart again by keyboard, on a phone, with scripts and without."""

import os
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from app import clock
from app.access.roles import Role
from app.cases.models.notes import CaseNote
from app.cases.rules.notes import NoteKind
from app.db import Sessions
from tests.browser.conftest import Reader
from tests.browser.test_accessibility import NARROWEST, violations
from tests.cases.builders import an_assessment
from tests.cases.sharing_builders import saved
from tests.conftest import TODAY

pytestmark = pytest.mark.browser

TWO_FAMILIES = """
select reference from family where reference is not null and id not in (select family_id from claim)
and id not in (select family_id from allocation) order by reference desc limit 2
"""
ID_OF = "select id from family where reference = :reference"


def two_families() -> list[str]:
    """The references of two families that nobody works with."""
    with Sessions() as session:
        return list(session.execute(sa.text(TWO_FAMILIES)).scalars())


def id_of(reference: str) -> str:
    with Sessions() as session:
        return str(session.execute(sa.text(ID_OF), {"reference": reference}).scalar_one())


def an_assessment_and_a_note(family: str) -> None:
    """Something to be told of, and a note that may tell of it."""
    with Sessions() as session:
        writer = session.execute(sa.text("select id from user_account limit 1")).scalar_one()
    an_assessment(UUID(family))
    saved(
        CaseNote(
            family_id=UUID(family),
            kind=NoteKind.HOME_VISIT,
            happened_on=TODAY,
            text="Spoke of it.",
            written_by=writer,
            written_at=clock.now(),
        )
    )


def enter(page: Page, role: str, name: str) -> None:
    """Press Enter on a link or button, come to by the keyboard."""
    page.get_by_role(role, name=name).first.focus()  # type: ignore[arg-type]
    page.keyboard.press("Enter")


def sound(reader: Reader, scripts: bool) -> bool:
    """Whether a page is as the guidelines ask; without scripts nothing can look through it, only draw it."""
    return not scripts or violations(reader) == []


def drawn(page: Page, name: str) -> None:
    """Keep a picture where one is asked for."""
    if folder := os.environ.get("LOXLEY_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_two_records_are_compared_merged_and_put_apart_with_the_keyboard_on_a_phone(
    reader_with: Callable[..., Reader], scripts: bool
) -> None:
    stays, goes = two_families()
    reader = reader_with(viewport={"width": NARROWEST, "height": 800}, java_script_enabled=scripts)
    reader.sign_in(Role.PROGRAMME_COORDINATOR)
    family = id_of(stays)
    other = id_of(goes)
    reader.goto(f"/families/{family}")
    page = reader.page

    enter(page, "link", "Merge with another record of this family")
    expect(page.get_by_role("heading", level=1)).to_have_text("Merge with another record")
    assert sound(reader, scripts)
    drawn(page, f"choose-{scripts}")
    page.get_by_label("reference of the other record").focus()
    page.keyboard.type(goes)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Merge two records of one family")
    assert sound(reader, scripts)
    assert reader.width <= NARROWEST
    drawn(page, f"compare-{scripts}")
    enter(page, "button", "Merge the two records")
    expect(page.get_by_text("The two records have been merged.")).to_be_visible()
    expect(page.locator("section", has=page.locator("#merges"))).to_contain_text(goes)
    assert sound(reader, scripts)

    reader.goto(f"/families/{other}")
    assert page.url.endswith(family)
    an_assessment_and_a_note(family)
    enter(page, "link", "Undo the merge of")
    expect(page.get_by_role("heading", level=1)).to_have_text("Undo a merge")
    assert sound(reader, scripts)
    drawn(page, f"undo-{scripts}")
    enter(page, "button", "Undo the merge")
    expect(page.get_by_role("alert")).to_contain_text("Confirm that 1 note")
    assert sound(reader, scripts)
    assert reader.width <= NARROWEST
    drawn(page, f"undo-refused-{scripts}")
    page.get_by_label("1 note stays with the record that stayed").focus()
    page.keyboard.press("Space")
    enter(page, "button", "Undo the merge")
    expect(page.get_by_text("The merge has been undone.")).to_be_visible()

    reader.goto(f"/families/{other}")
    assert page.url.endswith(other)


def test_two_records_of_a_person_are_merged_with_the_keyboard(reader_with: Callable[..., Reader]) -> None:
    stays, _ = two_families()
    reader = reader_with(viewport={"width": NARROWEST, "height": 800})
    reader.sign_in(Role.PROGRAMME_COORDINATOR)
    reader.goto(f"/families/{id_of(stays)}")
    page = reader.page

    page.locator("#people ~ table a", has_text="Merge").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Who is the same person as")
    assert violations(reader) == []
    drawn(page, "choose-person")
    page.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Merge two records of one person")
    assert violations(reader) == []
    assert reader.width <= NARROWEST
    drawn(page, "compare-person")
    page.set_viewport_size({"width": 1280, "height": 900})
    drawn(page, "compare-person-desk")
