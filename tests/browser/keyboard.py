"""What somebody without a mouse does on a page, each step ended before the next begins."""

from playwright.sync_api import Locator, Page


def press(what: Locator) -> None:
    """Press Enter on something, and wait for the page that it leads to."""
    what.focus()
    what.press("Enter")
    what.page.wait_for_load_state()


def arrive(page: Page, anchor: str) -> None:
    """Wait until a page has come back at a place of it: only then does a Tab go on from there."""
    page.wait_for_function(
        "id => document.readyState === 'complete' && scrollY > 0"
        " && document.querySelector(':target')?.id === id",
        arg=anchor,
    )


def tick(what: Locator) -> None:
    """Choose a radio button or a checkbox with the space bar."""
    what.focus()
    what.press("Space")


def choose(what: Locator, letters: str) -> None:
    """Choose from a list by its first letters."""
    what.focus()
    what.press_sequentially(letters)


def type_in(what: Locator, words: str) -> None:
    """Type into a box, over what it holds."""
    what.focus()
    what.press("ControlOrMeta+a")
    what.press_sequentially(words)


def day(page: Page, group: str, *parts: str) -> None:
    """A date in its three boxes, one after the other."""
    page.get_by_role("group", name=group, exact=True).get_by_label("Day").focus()
    for part in parts:
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type(part)
        page.keyboard.press("Tab")
