"""The page of the API's contract, drawn in a browser under the site's own policy."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Reader

pytestmark = pytest.mark.browser


def test_the_contract_is_drawn_for_people_without_a_complaint_of_the_browser(reader: Reader) -> None:
    reader.goto("/api/v1/docs")

    operation = reader.page.get_by_text("List the families that you may see, the latest changed first.")
    expect(reader.page.get_by_text("See whom your token acts for, and what they may do.")).to_be_visible()
    for _ in range(100):  # what is far from the part on the screen is not drawn
        if operation.count():
            break
        reader.page.mouse.wheel(0, 300)
        reader.page.wait_for_timeout(50)
    expect(operation).to_be_visible()
    operation.click()

    expect(reader.page.get_by_text("An agency by code, of an allocation in force.")).to_be_visible()
    assert not reader.complaints
