"""Every release is made again from what it froze: to the same bytes, or it says what differs and why."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

import pytest
import sqlalchemy as sa

from app import db, embedded
from app.reports import making
from app.reports import services as reports
from app.reports.render.json import render_json
from app.reports.rules.vocabulary import Profile
from app.reports.views import Rebuilt, Verdict
from tests.city import Released
from tests.conftest import COORDINATOR, TODAY
from tests.reports.records import as_owner
from tests.reports.requests import AS_AT, built

AGAIN = """
import json, locale, sys, time
locale.setlocale(locale.LC_ALL, "")
from app import clock, db
from tests.conftest import COORDINATOR
from app.reports import services
db.connect(sys.argv[1])
found = {each: services.rebuilt(each, actor=COORDINATOR) for each in sys.argv[2:]}
told = {each: [found[each].verdict, found[each].sentence] for each in found}
print(json.dumps([told, time.tzname[0], clock.today().isoformat()]))
"""


@dataclass(frozen=True, slots=True)
class Made:
    """A database with two board reports, a draft return and a public report; their ids."""

    urls: embedded.Urls
    releases: tuple[UUID, ...]

    @property
    def report(self) -> UUID:
        """The June 2013 report."""
        return self.releases[0]


@pytest.fixture(scope="module")
def made(services: embedded.Services, released_template: tuple[str, Released]) -> Iterator[Made]:
    """The releases, kept for good in a database of this module's own."""
    template, released = released_template
    services.create_database("loxley_rebuilt", template=template)
    urls = services.urls("loxley_rebuilt")
    engine = db.connect(urls.app_url)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("LOXLEY_TODAY", TODAY.isoformat())
        public = built(
            reports.request_board_report(
                as_at=AS_AT, dated=date(2013, 6, 26), profile=Profile.PUBLIC, actor=COORDINATOR
            )
        )
        yield Made(urls, (released.report_id, released.earlier_report_id, released.return_id, public))
    db.Sessions.configure(bind=None)
    engine.dispose()


def rebuilt(release_id: UUID) -> Rebuilt:
    return reports.rebuilt(release_id, actor=COORDINATOR)


def test_under_another_clock_zone_locale_and_order_of_hashing_every_release_has_the_same_bytes(made: Made):
    environment = {
        **os.environ,
        "LC_ALL": "C",
        "TZ": "Pacific/Kiritimati",
        "LOXLEY_TODAY": "2031-02-03",
        "PYTHONHASHSEED": "4711",
    }
    program = [sys.executable, "-c", AGAIN, made.urls.app_url, *map(str, made.releases)]

    ran = subprocess.run(program, env=environment, capture_output=True, text=True, check=True)

    told, zone, today = json.loads(ran.stdout)
    assert (zone, today) == ("+14", "2031-02-03")
    assert {verdict for verdict, _ in told.values()} == {"same-bytes"}
    assert len(told) == 4


def test_after_the_data_has_changed_every_release_has_the_same_bytes(made: Made):
    with as_owner(made.urls) as owner:
        owner.execute(
            sa.text(
                "update family set funded_elsewhere = true, identified_how = 'referral' "
                "where identified_on is not null"
            )
        )
        owner.execute(sa.text("update ward set name = 'Ward ' || name"))
        owner.execute(sa.text("update agency set code = 'X' || code"))
        owner.execute(sa.text("update target set value = value + 1"))

    found = [rebuilt(each) for each in made.releases]

    assert [each.verdict for each in found] == [Verdict.SAME_BYTES] * 4
    assert {each.is_sound for each in found} == {True}
    assert [len(each.files) for each in found] == [8, 8, 4, 8]


def test_a_release_is_opened_as_it_was_made_and_none_of_its_papers_is_drawn_again(
    made: Made, monkeypatch: pytest.MonkeyPatch
):
    def draw(document: object) -> bytes:
        raise AssertionError("a file was drawn")

    for form in ("pdf", "html", "xlsx", "json", "csv"):
        monkeypatch.setattr(making, f"render_{form}", draw)

    for each in made.releases:
        opened = reports.open_release(each, actor=COORDINATOR)
        (name,) = [file.name for file in opened.files if file.name.endswith(".json")]
        kept = reports.release_file(each, name, actor=COORDINATOR).content
        assert render_json(opened.document) == kept


def test_after_a_change_of_layout_a_release_has_the_same_figures_and_members_and_says_so(
    made: Made, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(making, "render_html", lambda document: b"laid out anew")
    monkeypatch.setattr("app.version.code_version", lambda: "9.9.9+later")

    found = rebuilt(made.report)

    assert found.verdict is Verdict.SAME_FIGURES
    assert found.figures == ()
    assert len(found.files) == 8
    assert all(is_same != name.endswith(".html") for name, is_same in found.files)
    assert f"made by version {found.made_by} of the code, and this is version 9.9.9+later." in found.sentence


def test_other_bytes_from_the_version_that_made_it_are_a_fault(made: Made, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(making, "render_html", lambda document: b"laid out anew")

    found = rebuilt(made.report)

    assert found.verdict is Verdict.DIFFERS
    assert "other bytes, though the code is the version that made it" in found.sentence


def test_a_figure_that_comes_out_otherwise_is_named_whatever_version_made_it(
    made: Made, monkeypatch: pytest.MonkeyPatch
):
    figured = making.figured

    def without_one_family(frozen):
        return figured(replace(frozen, families=frozen.families[1:]))

    monkeypatch.setattr(making, "figured", without_one_family)
    monkeypatch.setattr("app.version.code_version", lambda: "9.9.9+later")

    found = rebuilt(made.report)

    assert found.verdict is Verdict.DIFFERS
    assert "families.listed@2013-03-31" in found.figures
    assert "These figures come out otherwise: " in found.sentence


@pytest.mark.parametrize(
    "change",
    [
        pytest.param("update release_file set content = '\\x00' where release_id = :id", id="a file"),
        pytest.param("update release set digest = repeat('0', 64) where id = :id", id="the release's hash"),
    ],
)
def test_what_was_changed_behind_the_application_is_found(made: Made, change: str):
    engine = sa.create_engine(made.urls.owner_url)
    with engine.begin() as owner:
        files = owner.execute(
            sa.text("select name, content from release_file where release_id = :id"), {"id": made.report}
        ).all()
        digest = owner.execute(
            sa.text("select digest from release where id = :id"), {"id": made.report}
        ).scalar_one()
        owner.execute(sa.text(change), {"id": made.report})

    found = rebuilt(made.report)

    with engine.begin() as owner:
        for name, content in files:
            owner.execute(
                sa.text("update release_file set content = :c where release_id = :id and name = :name"),
                {"c": content, "id": made.report, "name": name},
            )
        owner.execute(
            sa.text("update release set digest = :d where id = :id"), {"d": digest, "id": made.report}
        )
    engine.dispose()
    assert found.verdict is Verdict.DIFFERS
    assert "no longer has the hash that it was kept with" in found.sentence
    assert rebuilt(made.report).verdict is Verdict.SAME_BYTES
