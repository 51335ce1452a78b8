"""Board reports approved by somebody apart, before anybody else reads them; links; and quarters, once."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from app import clock
from app.access.policies import SYSTEM, Actor
from app.access.roles import Role
from app.db import Row, reading, transaction
from app.errors import Conflict, DomainError, Forbidden, NotFound, RuleRefused
from app.jobs import queue
from app.reports import approving, freezing, links, quarterly, services
from app.reports.models_words import BoardRecommendation, BoardRisk, BoardText
from app.reports.queries import approvals as queries
from app.reports.rules.approval import ApprovalState, ApprovalStep, LinkState
from app.reports.rules.board_words import Level, PaperOf, Trend
from app.reports.rules.vocabulary import Profile
from tests.reports.approvals import AS_AT, a_bare_report, a_person, approved, submitted, version_of
from tests.reports.records import ask

pytestmark = pytest.mark.usefixtures("database")


@dataclass(frozen=True, slots=True)
class Board:
    """Those who make, approve and read a report."""

    coordinator: Actor
    officer: Actor
    reader: Actor
    analyst: Actor


@pytest.fixture
def board() -> Board:
    return Board(
        a_person("Cara Coordinator", Role.PROGRAMME_COORDINATOR),
        a_person("Olu Officer", Role.AUTHORISING_OFFICER),
        a_person("Bea Reader", Role.BOARD_READER),
        a_person("Ana Analyst", Role.ANALYST),
    )


def steps(release_id: UUID) -> list[str]:
    return [
        row[0]
        for row in ask(
            "select step from release_step where release_id = :id order by taken_at", id=release_id
        )
    ]


def trail(release_id: UUID) -> list[str]:
    statement = "select action from audit_event where subject_id = :id order by position"
    return [row[0] for row in ask(statement, id=release_id)]


def listed(actor: Actor) -> list[UUID]:
    return [each.id for each in services.releases(actor=actor)]


def test_a_report_is_read_by_its_readers_once_it_is_approved_and_not_before(board: Board):
    report = a_bare_report(board.coordinator.user_id)
    assert (listed(board.coordinator), listed(board.officer)) == ([report], [report])
    assert listed(board.reader) == []

    submitted(report, board.coordinator)
    with pytest.raises(Forbidden) as refused:
        services.release_file(report, "board-report-public.pdf", actor=board.reader)
    assert refused.value.code == "not-approved"
    approving.approve(report, version_of(report), actor=board.officer)

    assert listed(board.reader) == [report]
    assert services.release_file(report, "board-report-public.pdf", actor=board.reader).content
    assert steps(report) == ["submitted", "approved"]
    assert trail(report)[:2] == ["release.submitted", "release.approved"]


def test_an_internal_report_is_read_by_a_named_reader_once_it_is_approved(board: Board):
    report = a_bare_report(board.coordinator.user_id, profile=Profile.INTERNAL)
    services.name_reader(report, "bea.reader@example.org", actor=board.coordinator)
    another = a_person("Not Named", Role.BOARD_READER)

    assert listed(board.reader) == []
    approved(report, board.coordinator, board.officer)

    assert listed(board.reader) == [report]
    assert listed(another) == []


def test_a_report_sent_back_says_why_and_may_be_submitted_again(board: Board):
    report = submitted(a_bare_report(board.coordinator.user_id), board.coordinator)

    approving.send_back(report, version_of(report), "The target is last year’s.", actor=board.officer)

    opened = approving.open_approval(report, actor=board.coordinator)
    assert (opened.state, opened.reason) == (ApprovalState.SENT_BACK, "The target is last year’s.")
    assert opened.may == {ApprovalStep.SUBMITTED}
    approved(report, board.coordinator, board.officer)
    assert steps(report) == ["submitted", "sent-back", "submitted", "approved"]
    ((told,),) = ask("select count(*) from audit_event where details::text like '%target%'")
    assert told == 0


@pytest.mark.parametrize(
    ("step", "roles"),
    [
        pytest.param(
            approving.submit, {Role.AUTHORISING_OFFICER, Role.ANALYST, Role.BOARD_READER}, id="submit"
        ),
        pytest.param(
            approving.approve, {Role.PROGRAMME_COORDINATOR, Role.ANALYST, Role.BOARD_READER}, id="approve"
        ),
    ],
)
def test_a_step_is_for_its_role_only_and_a_refusal_writes_nothing(board: Board, step, roles):
    report = a_bare_report(board.coordinator.user_id)

    for role in roles:
        with pytest.raises(Forbidden):
            step(report, 1, actor=a_person(f"Some {role}", role))

    assert steps(report) == []


def test_nobody_approves_a_report_that_they_asked_for_or_submitted(board: Board):
    both = a_person("Bo Both", Role.PROGRAMME_COORDINATOR, Role.AUTHORISING_OFFICER)
    asked = submitted(a_bare_report(both.user_id, as_at=date(2013, 3, 31)), board.coordinator)
    sent = submitted(a_bare_report(board.coordinator.user_id), both)

    for report in (asked, sent):
        with pytest.raises(Forbidden) as refused:
            approving.approve(report, version_of(report), actor=both)
        assert refused.value.code == "not-apart"
    with pytest.raises(Forbidden):
        approving.send_back(sent, version_of(sent), "No.", actor=both)
    told = approving.open_approval(sent, actor=both)
    assert (
        ApprovalStep.APPROVED,
        "You drafted this report, so somebody else must authorise it.",
    ) in told.refused


def test_nobody_approves_a_report_whose_words_they_wrote(board: Board):
    both = a_person("Wyn Writer", Role.PROGRAMME_COORDINATOR, Role.AUTHORISING_OFFICER)

    def waiting_for(actor: Actor) -> list[UUID]:
        with reading(actor) as session:
            found = queries.to_approve(session, queries.standings(session), besides=actor.user_id)
        return [each.release_id for each in found]

    def write(table: type[Row], number: int, version: int, by: Actor, **words: object) -> None:
        with transaction(SYSTEM) as session:
            given = {"written_at": clock.now(), "written_by": by.user_id, "version": version, **words}
            session.add(table(**given, **({"number": number} if number else {"as_at": AS_AT})))

    risk: dict[str, object] = {
        "paper": PaperOf.CAF,
        "risk": "Late.",
        "likelihood": Level.LOW,
        "impact": Level.LOW,
        "mitigation": "Ask.",
        "owner": "Dana",
        "trend": Trend.STEADY,
        "raised_on": AS_AT,
        "review_on": AS_AT,
    }
    asked: dict[str, object] = {
        "paper": PaperOf.CAF,
        "text": "Note it.",
        "asked_on": AS_AT,
        "owner": "Dana",
        "due_on": AS_AT,
    }
    write(BoardRisk, 1, 1, both, **risk)
    write(BoardRisk, 1, 2, board.coordinator, **risk)
    write(BoardRecommendation, 1, 1, both, **asked, done_on=AS_AT)
    free = submitted(a_bare_report(board.coordinator.user_id), board.coordinator)
    assert waiting_for(both) == [free]  # another wrote the risk last, and what was asked is done
    approving.send_back(free, version_of(free), "Once more.", actor=board.officer)

    write(BoardText, 0, 1, both, section="legal", text="With consent.")
    written = submitted(a_bare_report(board.coordinator.user_id), board.coordinator)

    assert (waiting_for(both), waiting_for(board.officer)) == ([], [written])
    for step in (approving.approve, approving.send_back):
        with pytest.raises(Forbidden) as refused:
            step(written, version_of(written), *(["No."] if step is approving.send_back else []), actor=both)
        assert refused.value.code == "not-apart"
    approving.approve(written, version_of(written), actor=board.officer)


def test_the_last_report_is_the_latest_approved_one_of_its_profile(board: Board):
    def last(profile: Profile = Profile.INTERNAL) -> date | None:
        with reading(SYSTEM) as session:
            found = freezing.last_report(session, profile, AS_AT, ["cafs.open"])
        assert found is None or found.digest or profile is Profile.PUBLIC
        return found and found.as_at

    draft = a_bare_report(board.coordinator.user_id, profile=Profile.INTERNAL, as_at=date(2013, 3, 31))
    assert last() is None
    autumn, winter = date(2012, 9, 30), date(2012, 12, 31)
    for day in (autumn, winter):
        report = a_bare_report(board.coordinator.user_id, profile=Profile.INTERNAL, as_at=day)
        approved(report, board.coordinator, board.officer)
    assert (last(), last(Profile.PUBLIC)) == (winter, winter)

    public = a_bare_report(board.coordinator.user_id, as_at=autumn)
    approved(public, board.coordinator, board.officer)
    approved(draft, board.coordinator, board.officer)
    assert (last(), last(Profile.PUBLIC)) == (date(2013, 3, 31), autumn)

    approving.withdraw(public, version_of(public), "Wrong.", actor=board.officer)
    with reading(SYSTEM) as session:
        found = freezing.last_report(session, Profile.PUBLIC, AS_AT, ["cafs.open"])
    assert found is not None
    assert (found.digest, [each.value for each in found.figures]) == ("", [None])


def test_each_refusal_says_how_the_report_stands(board: Board):
    report = a_bare_report(board.coordinator.user_id)

    def refusal(step, *words: str) -> tuple[str, str]:
        actor = board.coordinator if step is approving.submit else board.officer
        with pytest.raises(DomainError) as refused:
            step(report, version_of(report), *words, actor=actor)
        return refused.value.code, refused.value.message

    early = refusal(approving.approve)
    not_yet = refusal(approving.withdraw, "A mistake.")
    submitted(report, board.coordinator)
    twice = refusal(approving.submit)
    approving.approve(report, version_of(report), actor=board.officer)
    again = refusal(approving.approve)
    back = refusal(approving.send_back, "Too late.")

    assert early == ("approval-step", "This report has not been submitted for approval yet.")
    assert not_yet == ("approval-step", "This report has not been approved, so there is no release.")
    assert twice == ("approval-step", "This report waits for approval already.")
    assert again == back == ("approval-step", "This report has been approved already.")


def test_a_report_that_is_not_the_latest_goes_no_further_until_the_later_one_is_sent_back(board: Board):
    now = clock.now()
    first = submitted(a_bare_report(board.coordinator.user_id, made_at=now), board.coordinator)
    later = a_bare_report(board.coordinator.user_id, made_at=now + timedelta(seconds=1))

    with pytest.raises(RuleRefused) as refused:
        approving.approve(first, version_of(first), actor=board.officer)
    assert refused.value.code == "not-the-latest"
    submitted(later, board.coordinator)
    approving.send_back(later, version_of(later), "The other one is right.", actor=board.officer)
    approving.approve(first, version_of(first), actor=board.officer)

    assert listed(board.reader) == [first]


def test_an_approved_report_is_superseded_by_a_later_one_and_stays(board: Board):
    now = clock.now()
    first = approved(a_bare_report(board.coordinator.user_id, made_at=now), board.coordinator, board.officer)
    other_day = approved(
        a_bare_report(board.coordinator.user_id, as_at=date(2013, 3, 31)), board.coordinator, board.officer
    )
    later = a_bare_report(board.coordinator.user_id, made_at=now + timedelta(seconds=1))
    assert approving.open_approval(first, actor=board.reader).standing.superseded_by is None

    approved(later, board.coordinator, board.officer)

    standing = {each.id: each.superseded_by for each in services.releases(actor=board.reader)}
    assert standing == {first: later, other_day: None, later: None}


def test_a_release_taken_back_is_closed_to_readers_and_kept(board: Board):
    report = approved(a_bare_report(board.coordinator.user_id), board.coordinator, board.officer)
    token = links.make_link(report, 30, actor=board.coordinator).token

    approving.withdraw(report, version_of(report), "A ward was counted twice.", actor=board.officer)

    assert listed(board.reader) == []
    assert listed(board.coordinator) == [report]
    with pytest.raises(links.LinkClosed) as closed:
        links.follow(token)
    assert closed.value.code == "withdrawn"
    with pytest.raises(RuleRefused):
        approving.submit(report, version_of(report), actor=board.coordinator)


def test_a_stale_version_is_refused_with_that_of_now(board: Board):
    report = submitted(a_bare_report(board.coordinator.user_id), board.coordinator)

    with pytest.raises(Conflict) as refused:
        approving.approve(report, 1, actor=board.officer)

    assert (refused.value.code, refused.value.version) == ("changed-meanwhile", 2)
    assert "waiting for approval" in refused.value.message


def test_a_return_is_signed_and_not_approved(board: Board):
    with transaction(SYSTEM) as session:
        session.execute(
            sa.text(
                "insert into release (id, kind, profile, title, as_at, dated, made_at, made_by, "
                "code_version, digest, manifest) values (:id, 'government-return', 'internal', 'Return', "
                ":day, :day, now(), :by, 'test', 'd', '{}')"
            ),
            {"id": UUID(int=7), "day": AS_AT, "by": board.coordinator.user_id},
        )

    with pytest.raises(NotFound):
        approving.open_approval(UUID(int=7), actor=board.officer)
    with pytest.raises(NotFound):
        approving.submit(UUID(int=7), 1, actor=board.coordinator)


def test_a_link_opens_a_public_report_until_it_expires_or_is_closed(board: Board, monkeypatch):
    report = approved(a_bare_report(board.coordinator.user_id), board.coordinator, board.officer)
    made = links.make_link(report, 1, actor=board.officer)

    found = links.follow(made.token)
    taken = links.published_file(made.token, "board-report-public.json")

    assert found.summary.id == report
    assert len(found.files) == 4
    assert taken.media_type == "application/json"
    ((kept, event),) = ask(
        "select token_hash, details from release_link join audit_event on subject_id = release_id "
        "where action = 'release.downloaded-by-link'"
    )
    assert made.token not in kept
    assert set(event) == {"link", "file", "digest"}
    later = clock.now() + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    with pytest.raises(links.LinkClosed) as closed:
        links.published_file(made.token, "board-report-public.json")
    assert closed.value.code == "expired"


def test_a_link_that_is_closed_opens_nothing_and_is_closed_once(board: Board):
    report = approved(a_bare_report(board.coordinator.user_id), board.coordinator, board.officer)
    made = links.make_link(report, 30, actor=board.coordinator)

    links.revoke_link(report, made.id, actor=board.officer)

    with pytest.raises(links.LinkClosed) as closed:
        links.follow(made.token)
    assert closed.value.code == "revoked"
    with pytest.raises(Conflict):
        links.revoke_link(report, made.id, actor=board.officer)
    shown = approving.open_approval(report, actor=board.coordinator).links
    assert [each.state for each in shown] == [LinkState.REVOKED]
    assert approving.open_approval(report, actor=board.reader).links == ()


def test_only_an_approved_public_report_has_links_and_only_from_those_who_may(board: Board):
    draft = a_bare_report(board.coordinator.user_id)
    internal = approved(
        a_bare_report(board.coordinator.user_id, profile=Profile.INTERNAL), board.coordinator, board.officer
    )

    for report, code in ((draft, "not-released"), (internal, "not-public")):
        with pytest.raises(RuleRefused) as refused:
            links.make_link(report, 30, actor=board.coordinator)
        assert refused.value.code == code
    for actor in (board.reader, board.analyst):
        with pytest.raises(Forbidden):
            links.make_link(draft, 30, actor=actor)
    with pytest.raises(NotFound):
        links.follow("not-a-token")
    assert ask("select count(*) from release_link") == [(0,)]


def test_the_quarter_is_asked_for_once_however_often_beat_looks(sent_jobs: list[tuple[str, UUID]]):
    looks = [date(2013, 7, 7), date(2013, 7, 8), date(2013, 7, 8), date(2013, 9, 30), date(2013, 10, 8)]

    asked = [quarterly.ask_for_the_quarter(today=day) for day in looks]

    assert asked == [0, 2, 0, 0, 2]
    assert [name for name, _ in sent_jobs] == [queue.BUILD_BOARD_REPORT] * 4
    found = ask(
        "select as_at, profile, requested_by from quarterly_report join job on job.id = job_id order by 1, 2"
    )
    assert found == [
        (date(2013, 6, 30), "internal", SYSTEM.user_id),
        (date(2013, 6, 30), "public", SYSTEM.user_id),
        (date(2013, 9, 30), "internal", SYSTEM.user_id),
        (date(2013, 9, 30), "public", SYSTEM.user_id),
    ]


def test_a_quarter_without_rules_or_with_a_report_already_is_not_asked_for(board: Board, sent_jobs):
    a_bare_report(board.coordinator.user_id, profile=Profile.INTERNAL)

    assert quarterly.ask_for_the_quarter(today=date(2010, 7, 12)) == 0
    assert quarterly.ask_for_the_quarter(today=date(2013, 7, 12)) == 1
    assert ask("select profile from quarterly_report") == [("public",)]


def test_a_quarter_that_could_not_be_made_is_told_until_somebody_makes_it(board: Board, sent_jobs):
    quarterly.ask_for_the_quarter(today=date(2013, 7, 12))
    for _, job_id in sent_jobs:
        services.fail(job_id, RuleRefused("no-target", "No target is recorded."))

    def told() -> list[tuple[Profile, str | None]]:
        with reading(SYSTEM) as session:
            return [(each.profile, each.problem) for each in queries.quarter_not_made(session)]

    assert told() == [(profile, "No target is recorded.") for profile in Profile]
    a_bare_report(board.coordinator.user_id, profile=Profile.PUBLIC)
    assert told() == [(Profile.INTERNAL, "No target is recorded.")]
