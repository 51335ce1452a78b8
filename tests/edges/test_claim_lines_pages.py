"""Claim windows and lines in the browser: each refusal is a clear sentence, and what was typed stays."""

from collections.abc import Callable
from uuid import UUID

import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from app.access.roles import Role
from app.claims.services import preparing
from tests.claims.claimable import (
    COORDINATOR,
    TODAY,
    a_window,
    better_at_school,
    change_rows,
    check_evidence,
    completed,
    drafted,
    put_in,
    was_in,
    with_audit,
    with_progress,
)
from tests.edges.conftest import Browser

BrowserOf = Callable[..., Browser]


@pytest.fixture
def coordinator(site: APIFlask, browser_of: BrowserOf) -> Browser:
    return browser_of(Role.PROGRAMME_COORDINATOR)


@pytest.fixture
def window(site: APIFlask) -> UUID:
    return a_window()


def lines_page(line_id: UUID) -> str:
    return f"/claims/lines/{line_id}"


def test_a_window_is_opened_and_what_is_wrong_is_said_by_its_field(
    coordinator: Browser, window: UUID
) -> None:
    def sent(**more: str) -> dict[str, str]:
        days = {"opens_on-day": "1", "opens_on-month": "8", "opens_on-year": "2013"}
        days |= {"closes_on-day": "31", "closes_on-month": "8", "closes_on-year": "2013"}
        return {"label": "August 2013", "phase": "phase-one", **days, **more}

    empty = coordinator.post("/claims/windows/new", {})
    taken = coordinator.post("/claims/windows/new", sent(label="July 2013"))
    overlapping = coordinator.post("/claims/windows/new", sent(**{"opens_on-month": "7"}))
    absurd = coordinator.post("/claims/windows/new", sent(**{"closes_on-year": "9999"}))
    long = coordinator.post("/claims/windows/new", sent(label="x" * 101))
    opened = coordinator.follow(coordinator.post("/claims/windows/new", sent()))

    assert empty.errors == [
        "Enter a name for the window, like July 2013.",
        "Enter a date.",
        "Enter a date.",
        "Choose a phase.",
    ]
    assert taken.errors == ["Another window has this name. Choose another name."]
    assert taken.status == 409
    assert overlapping.errors == [
        "July 2013 is open from 1 July 2013 to 31 July 2013. Two windows of one phase may not overlap."
    ]
    assert absurd.errors == ["Give a day from 2000-01-01 to 2099-12-31."]
    assert long.errors == ["Use at most 100 characters."]
    assert opened.heading == "August 2013: claim window"
    assert "nothing may be drafted in it yet" in opened.text


def test_two_who_change_a_window_see_both_versions(coordinator: Browser, window: UUID) -> None:
    address = f"/claims/windows/{window}/change"
    change_rows("update claim_window set label = 'Summer 2013', version = 2")
    form = {"version": "1", "label": "July", "opens_on-day": "1", "opens_on-month": "7"}
    form |= {"opens_on-year": "2013", "closes_on-day": "31", "closes_on-month": "7", "closes_on-year": "2013"}

    clash = coordinator.post(address, form)
    saved = coordinator.post(address, {**form, "version": "2"})

    assert clash.status == 409
    assert "Summer 2013" in clash.text
    assert "both versions" in clash.heading
    assert coordinator.follow(saved).heading == "July: claim window"


def test_the_workbench_shows_each_section_with_its_count_and_its_pence(
    coordinator: Browser, window: UUID, database: sa.Connection
) -> None:
    ready, held, draft, audited = (better_at_school() for _ in range(4))
    put_in(database, ready, held, draft, audited)
    drafted(draft.family_id, window)
    with_audit(audited.family_id, window)
    was_in(held.family_id, audited.members[0].person_id)

    page = coordinator.get(f"/claims/windows/{window}")
    asked = "section=draft&route=education-and-crime&reference=T-3"
    narrowed = coordinator.get(f"/claims/windows/{window}?{asked}")
    empty = coordinator.get(f"/claims/windows/{window}?section=paid")

    for told in (
        "Ready to draft: 1, £700",
        "Held: 1",
        "1 person of this family stood in family T-4",
        "Draft: 1, £700",
        "With internal audit: 1, £700",
    ):
        assert told in page.text
    assert "Draft: 1, £700" in narrowed.text
    assert "Ready to draft: " not in narrowed.text
    assert "No line of this window stands there." in empty.text
    assert coordinator.get(f"/claims/windows/{window}?section=nonsense").status == 404


def test_a_bulk_step_is_previewed_done_and_says_what_it_left_out(
    coordinator: Browser, window: UUID, database: sa.Connection
) -> None:
    put_in(database, better_at_school(), better_at_school())
    address = f"/claims/windows/{window}/steps/draft"

    preview = coordinator.get(address)
    items = [box.get("value") for box in preview.all("input", name="item")]
    nothing = coordinator.post(address, {"item": "nonsense"})
    change_rows("update family set funded_elsewhere = 'ESF' where reference = 'T-2'")
    done = coordinator.post(address, {"item": items})

    assert "2 to do, for £1,400." in preview.text
    assert nothing.errors == ["Choose at least one."]
    assert done.heading == "Draft all that may be claimed: 1 drafted"
    assert "1 of what you saw was left out." in done.text
    assert "It has changed since it was shown to you." in done.text
    assert coordinator.get(f"/claims/windows/{window}/steps/nonsense").status == 404


def test_a_family_is_drafted_from_its_evaluation_and_proved_on_its_page(
    coordinator: Browser, window: UUID, database: sa.Connection
) -> None:
    (family,) = put_in(database, with_progress())

    evaluation = coordinator.get(f"/families/{family}/claim")
    draft = coordinator.get(evaluation.links["Draft what is not claimed yet"])
    line = coordinator.follow(coordinator.post(f"/families/{family}/claim/draft", {"window_id": str(window)}))
    check_evidence(family)
    complete = coordinator.follow(
        coordinator.post(
            line.links["Withdraw"].replace("/withdraw", "/complete"),
            {"version": "1"},
            page=line.links["Withdraw"],
        )
    )
    paper = coordinator.get(complete.links["Download the proof (PDF)"])

    assert "Education, crime and anti-social behaviour £700 Progress to work £100" in draft.text
    assert line.heading == "Education, crime and anti-social behaviour, family T-1"
    assert "This is how it stands today." in line.text
    assert "It is as it was frozen." in complete.text
    assert "Verify before first live claim." in complete.text
    assert "Progress to work" in coordinator.get(f"/families/{family}/claim").text
    assert paper.headers["Content-Type"] == "application/pdf"
    assert "filename=claim-T-1-education-and-crime.pdf" in paper.headers["Content-Disposition"]


def test_shared_people_are_answered_with_a_reason_by_the_box(
    coordinator: Browser, window: UUID, database: sa.Connection
) -> None:
    one, other = better_at_school(), better_at_school()
    put_in(database, one, other)
    drafted(one.family_id, window)
    was_in(other.family_id, one.members[0].person_id)
    address = f"/families/{other.family_id}/claim/draft"

    without = coordinator.post(address, {"window_id": str(window)})
    with_one = coordinator.post(address, {"window_id": str(window), "reason": "A cousin, in 2009."})

    assert without.status == 422
    assert without.errors[0].startswith("1 person of this family stood in family T-1")
    assert "A cousin, in 2009." in coordinator.follow(with_one).text
    claimed = f"/families/{one.family_id}/claim/draft"
    assert coordinator.post(claimed, {"window_id": str(window)}).status == 409


def test_a_move_that_is_refused_says_why_and_one_that_clashes_shows_both(
    coordinator: Browser, window: UUID, database: sa.Connection
) -> None:
    (family,) = put_in(database, better_at_school())
    (line,) = drafted(family, window)
    here = lines_page(line.id)
    change_rows("delete from measurement where kind = 'fixed-term-exclusions' and starts_on > '2013-01-01'")

    incomplete = coordinator.post(f"{here}/complete", {"version": "1"}, page=here)
    preparing.test_again(line.id, version=1, actor=COORDINATOR, today=TODAY)
    stale = coordinator.post(f"{here}/test", {"version": "1"}, page=here)
    without = coordinator.post(f"{here}/withdraw", {"version": "2", "reason": " "})
    clash = coordinator.post(f"{here}/withdraw", {"version": "1", "reason": "They have moved."})
    withdrawn = coordinator.post(f"{here}/withdraw", {"version": "2", "reason": "They have moved."})
    again = coordinator.post(f"{here}/audit", {"version": "3"}, page=here)

    assert incomplete.status == 422
    assert incomplete.errors[0].startswith("School exclusions and attendance: not known.")
    assert stale.status == 409
    assert without.errors == ["Enter a reason."]
    assert clash.status == 409
    assert "They have moved." in clash.text
    assert "They have moved." in coordinator.follow(withdrawn).text
    assert again.errors == ["A claim line that is withdrawn may not become with internal audit."]


def test_a_concern_stands_on_the_home_page_the_window_and_the_claim_until_it_is_settled(
    coordinator: Browser, window: UUID, database: sa.Connection
) -> None:
    (family,) = put_in(database, better_at_school())
    (line,) = completed(family, window)
    change_rows("update measurement set value = 2000 where kind = 'unauthorised-absence'")

    home = coordinator.get("/")
    bench = coordinator.get(f"/claims/windows/{window}")
    concern = bench.links["Settle what is said of T-1, education, crime and anti-social behaviour"]
    without = coordinator.post(concern, {"note": ""})
    settled = coordinator.follow(coordinator.post(concern, {"note": "The school will correct it."}))
    twice = coordinator.post(concern, {"note": "Again."}, page="/claims/windows/new")

    assert home.links["1 line of a claim"] == "/claims/concerns"
    assert "School exclusions and attendance: fail. Unauthorised absence" in bench.text
    assert without.errors == ["Enter what you found and did about it."]
    assert "The school will correct it." in settled.text
    assert twice.status == 409
    assert "No longer borne out" not in coordinator.get(f"/claims/windows/{window}").text
    assert "was settled by" in coordinator.get(lines_page(line.id)).text


def test_an_auditor_reads_what_audit_has_and_moves_nothing(
    site: APIFlask, browser_of: BrowserOf, window: UUID, database: sa.Connection
) -> None:
    (family,) = put_in(database, better_at_school())
    (line,) = with_audit(family, window)
    auditor = browser_of(Role.INTERNAL_AUDITOR)

    here = lines_page(line.id)

    page = auditor.get(here)

    assert "Download the proof (PDF)" in page.links
    assert not {"Withdraw", "Take back to draft", "The family’s evaluation today"} & set(page.links)
    assert auditor.post(f"{here}/withdraw", {"version": "3"}, page=here).status == 403
