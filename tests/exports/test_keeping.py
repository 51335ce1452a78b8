"""Exports as work: asked for as a row, built once, stopped, fetched by those who may, and deleted in time."""

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from app import clock
from app.access.policies import SYSTEM, Actor
from app.access.roles import Role
from app.errors import DomainError, Forbidden, NotFound, RuleRefused
from app.exports import services as exports
from app.exports.rules.vocabulary import ExportName
from app.jobs import queue
from app.jobs.models import JobStatus
from app.reports import services as reports
from tests.conftest import ANALYST, COORDINATOR, TODAY
from tests.exports.requests import COUNCIL, asked_for, built

CAF = Actor(UUID(int=103), frozenset({Role.CAF_COORDINATOR}))


def _events(connection: sa.Connection, action: str) -> list[dict[str, object]]:
    found = connection.execute(
        sa.text("select details from audit_event where action = :action order by position"),
        {"action": action},
    )
    return [row.details for row in found]


def test_an_export_is_a_row_first_and_nothing_is_made_until_a_worker_takes_it(
    empty: sa.Connection, folder: Path, sent_jobs: list[tuple[str, UUID]]
) -> None:
    job = asked_for(ExportName.SSD)

    assert sent_jobs == [(queue.BUILD_EXPORT, job.id)]
    assert exports.recent(actor=COORDINATOR) == []

    made = built(job, folder)

    assert reports.job_view(job.id, actor=COORDINATOR).status is JobStatus.READY
    assert [each.id for each in exports.recent(actor=COORDINATOR)] == [made.id]


def test_a_message_that_comes_twice_makes_one_export(empty: sa.Connection, folder: Path) -> None:
    job = asked_for(ExportName.SSD)
    built(job, folder)
    built(job, folder)

    assert len(exports.recent(actor=COORDINATOR)) == 1


def test_work_that_was_stopped_leaves_no_export_and_no_file(empty: sa.Connection, folder: Path) -> None:
    job = asked_for(ExportName.SSD)
    queue.cancel(job.id, actor=COORDINATOR)

    with pytest.raises(queue.Cancelled) as stopped:
        built(job, folder)
    queue.fail(SYSTEM, job.id, stopped.value)

    assert reports.job_view(job.id, actor=COORDINATOR).status is JobStatus.CANCELLED
    assert list((folder / exports.FOLDER).iterdir()) == []
    assert exports.recent(actor=COORDINATOR) == []


def test_making_and_every_download_are_noted_with_the_hash_of_the_file(
    empty: sa.Connection, folder: Path
) -> None:
    made = built(asked_for(ExportName.SSD), folder)
    digests = {file.name: file.digest for file in made.files}

    assert {str(each["file"]): each["digest"] for each in _events(empty, "export.made")} == digests
    assert _events(empty, "export.downloaded") == []
    exports.fetch_file(made.id, made.files[0].name, folder=folder, actor=COORDINATOR)
    (noted,) = _events(empty, "export.downloaded")
    assert (noted["file"], noted["digest"]) == (made.files[0].name, made.files[0].digest)


def test_a_file_may_be_fetched_for_a_week_and_is_deleted_then(
    empty: sa.Connection, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = built(asked_for(ExportName.SSD), folder)
    name = made.files[0].name
    place = exports.fetch_file(made.id, name, folder=folder, actor=COORDINATOR).place

    monkeypatch.setattr(clock, "now", lambda: made.expires_at - timedelta(seconds=1))
    assert exports.discard_expired(folder=folder) == 0
    exports.fetch_file(made.id, name, folder=folder, actor=COORDINATOR)

    monkeypatch.setattr(clock, "now", lambda: made.expires_at)
    with pytest.raises(NotFound) as refused:
        exports.fetch_file(made.id, name, folder=folder, actor=COORDINATOR)
    assert refused.value.code == "export-expired"
    assert exports.discard_expired(folder=folder) == 1
    assert not place.exists()
    assert exports.discard_expired(folder=folder) == 0
    assert exports.open_export(made.id, actor=COORDINATOR).files == made.files


def test_an_expired_export_whose_files_are_gone_already_is_discarded_all_the_same(
    empty: sa.Connection, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = built(asked_for(ExportName.SSD), folder)
    shutil.rmtree(folder / exports.FOLDER)

    monkeypatch.setattr(clock, "now", lambda: made.expires_at)

    assert exports.discard_expired(folder=folder) == 1


def test_what_a_killed_build_left_is_deleted_after_a_day_and_nothing_else(
    empty: sa.Connection, folder: Path
) -> None:
    made = built(asked_for(ExportName.SSD), folder)
    left, fresh = (folder / exports.FOLDER / str(uuid4()) for _ in range(2))
    long_ago = datetime(2013, 1, 1, tzinfo=UTC).timestamp()
    for each in (left, fresh):
        each.mkdir()
    for each in (left, folder / exports.FOLDER / str(made.id)):
        os.utime(each, (long_ago, long_ago))

    exports.discard_expired(folder=folder)

    assert not left.exists()
    assert fresh.exists()
    exports.fetch_file(made.id, made.files[0].name, folder=folder, actor=COORDINATOR)


def test_what_somebody_else_put_among_the_exports_keeps_none_from_being_discarded(
    empty: sa.Connection, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = built(asked_for(ExportName.SSD), folder)
    others = [folder / exports.FOLDER / name for name in ("lost+found", "notes.txt")]
    others[0].mkdir()
    others[1].touch()
    for each in others:
        os.utime(each, (0, 0))
    monkeypatch.setattr(clock, "now", lambda: made.expires_at)

    assert exports.discard_expired(folder=folder) == 1
    assert all(each.exists() for each in others)


def test_a_file_that_was_changed_on_disk_is_not_given_out(empty: sa.Connection, folder: Path) -> None:
    made = built(asked_for(ExportName.SSD), folder)
    name = made.files[0].name
    exports.fetch_file(made.id, name, folder=folder, actor=COORDINATOR).place.write_text("something else")

    with pytest.raises(NotFound):
        exports.fetch_file(made.id, name, folder=folder, actor=COORDINATOR)


def test_analysts_and_caf_coordinators_make_tables_and_only_the_coordinator_packs(
    empty: sa.Connection, folder: Path
) -> None:
    for actor in (ANALYST, CAF):
        made = built(asked_for(ExportName.SSD, actor=actor), folder, actor=actor)
        exports.fetch_file(made.id, made.files[0].name, folder=folder, actor=actor)
        assert ExportName.INSPECTION_PACK not in {each.kind.name for each in exports.offered(actor=actor)}
        with pytest.raises(Forbidden):
            asked_for(ExportName.INSPECTION_PACK, actor=actor)


@pytest.mark.parametrize(
    "role", sorted(set(Role) - {Role.PROGRAMME_COORDINATOR, Role.CAF_COORDINATOR, Role.ANALYST}), ids=str
)
def test_no_other_role_may_ask_for_an_export_or_fetch_one(
    empty: sa.Connection, folder: Path, role: Role
) -> None:
    made = built(asked_for(ExportName.SSD), folder)
    other = Actor(UUID(int=104), frozenset({role}))

    for refused in (
        lambda: exports.offered(actor=other),
        lambda: asked_for(ExportName.SSD, actor=other),
        lambda: exports.open_export(made.id, actor=other),
        lambda: exports.fetch_file(made.id, made.files[0].name, folder=folder, actor=other),
    ):
        with pytest.raises(Forbidden):
            refused()


def test_a_pack_may_not_be_fetched_by_those_who_may_not_ask_for_one(
    empty: sa.Connection, folder: Path
) -> None:
    made = built(asked_for(ExportName.INSPECTION_PACK), folder)

    assert exports.recent(actor=ANALYST) == []
    for refused in (
        lambda: exports.export_of_job(made.job_id, actor=ANALYST),
        lambda: exports.fetch_file(made.id, made.files[0].name, folder=folder, actor=ANALYST),
    ):
        with pytest.raises(Forbidden):
            refused()


def test_a_day_to_come_an_unknown_export_and_an_unknown_file_are_refused(
    empty: sa.Connection, folder: Path
) -> None:
    made = built(asked_for(ExportName.SSD), folder)

    with pytest.raises(RuleRefused):
        asked_for(ExportName.SSD, as_at=TODAY + timedelta(days=1))
    for refused in (
        lambda: exports.kind_of("everything", actor=COORDINATOR),
        lambda: exports.request_export(ExportName.INSPECTION_PACK, as_at=TODAY, actor=COORDINATOR),
        lambda: exports.open_export(uuid4(), actor=COORDINATOR),
        lambda: exports.export_of_job(uuid4(), actor=COORDINATOR),
        lambda: exports.fetch_file(made.id, "../../secret-key", folder=folder, actor=COORDINATOR),
    ):
        with pytest.raises(NotFound):
            refused()


def test_an_extract_without_a_key_is_not_made_and_says_what_to_set(
    empty: sa.Connection, folder: Path
) -> None:
    job = asked_for(ExportName.EXTRACT)

    with pytest.raises(RuleRefused) as refused:
        exports.build(job.id, organisation=COUNCIL, folder=folder, key="")
    exports.fail(job.id, refused.value)

    assert "LOXLEY_PSEUDONYM_KEY" in (reports.job_view(job.id, actor=COORDINATOR).problem or "")


def test_the_page_says_when_each_export_was_last_made(empty: sa.Connection, folder: Path) -> None:
    made = built(asked_for(ExportName.SSD), folder)

    last = {each.kind.name: each.last_made_at for each in exports.offered(actor=COORDINATOR)}

    assert last[ExportName.SSD] == made.made_at
    assert last[ExportName.LIST_TWO] is None


def test_a_refusal_while_the_files_are_written_leaves_none_of_them(
    empty: sa.Connection, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = asked_for(ExportName.SSD)

    def breaks(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.files.keep_file", breaks)
    with pytest.raises((OSError, DomainError)):
        built(job, folder)

    assert list((folder / exports.FOLDER).iterdir()) == []
    assert reports.job_view(job.id, actor=COORDINATOR).status is JobStatus.PENDING
