"""The vendored GOV.UK assets may stand on a council's site and ask for no other file."""

import json
import re

import pytest

from app.config import PROJECT
from scripts.vendor_govuk import council_style

ASSETS = PROJECT / "app" / "static" / "govuk"


def test_the_assets_hold_nothing_that_gov_uk_reserves_and_fetch_nothing():
    for name in ("govuk-frontend.min.css", "govuk-frontend.min.js"):
        text = (ASSETS / name).read_text()
        assert not re.search(r"GDS Transport|crest\.svg|url\(|@import|sourceMappingURL", text), name


def test_the_style_sheet_is_the_version_that_package_json_names_and_carries_its_licence():
    pinned = json.loads((PROJECT / "package.json").read_text())["devDependencies"]["govuk-frontend"]

    assert f'--govuk-frontend-version:"{pinned}"' in (ASSETS / "govuk-frontend.min.css").read_text()
    licence = (ASSETS / "LICENCE.txt").read_text()
    assert f"GOV.UK Frontend {pinned}" in licence
    assert "Permission is hereby granted, free of charge" in licence


def test_a_new_version_that_fetches_in_another_way_is_refused():
    with pytest.raises(ValueError, match="written otherwise"):
        council_style("a{background:url(/assets/images/new.png)}")
