"""Documents on a real disk and database: kept whole, served to those who may, told of when they are gone."""

import hashlib
from datetime import date
from uuid import uuid4

import pytest
from sqlmodel import select

from app import files
from app.audit import AuditEvent
from app.claims.models.supplied import Document
from app.claims.rules.lifecycle import LineState
from app.claims.services import documents, supplying
from app.claims.services.recording import Supplied
from app.db import reading
from app.errors import Forbidden, NotFound, RuleRefused
from tests.cases.builders import TODAY
from tests.claims.evidence_world import ABSENCE, World

PDF = b"%PDF-1.4\n1 0 obj\nendobj\ntrailer\n%%EOF\n"


@pytest.fixture
def world(database):
    return World()


@pytest.fixture
def keep(world, tmp_path):
    """Keeps a document of the family, by its lead professional unless another is named."""

    def keep(content=PDF, name="letter.pdf", actor=None):
        return documents.keep(
            world.family, name, content, folder=tmp_path, actor=actor or world.lead, today=TODAY
        )

    return keep


@pytest.fixture
def opened(tmp_path):
    """Opens a document as somebody."""

    def opened(document, actor):
        return documents.open_document(document, folder=tmp_path, actor=actor, today=TODAY)

    return opened


def test_a_document_is_kept_under_its_hash_and_not_under_its_name(world, keep, opened, tmp_path):
    document = keep(name="../../Tansy Zzyzx.pdf")

    found = opened(document, world.manager)
    assert (found.name, found.content, found.media_type) == ("Tansy Zzyzx.pdf", PDF, "application/pdf")
    digest = hashlib.sha256(PDF).hexdigest()
    assert [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()] == [
        f"{digest[:2]}/{digest}"
    ]


def test_the_same_content_is_one_file_and_two_documents(keep, tmp_path):
    assert keep() != keep(name="another.pdf")

    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_keeping_and_opening_are_on_the_trail_without_the_name(world, keep, opened):
    document = keep()
    opened(document, world.coordinator)

    with reading(world.lead) as session:
        events = session.exec(select(AuditEvent).where(AuditEvent.subject_id == world.family)).all()
    found = [event for event in events if event.action.startswith("document.")]
    assert [event.action for event in found] == ["document.kept", "document.opened"]
    assert all("letter" not in str(event.details) for event in found)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("letter.pdf", b""),
        ("letter.pdf", b"MZ" + PDF),
        ("bomb.zip", b"PK\x03\x04" + b"\x00" * 50),
        ("letter.pdf", PDF + b"0" * 10_000_001),
    ],
)
def test_a_hostile_file_is_refused_and_nothing_is_left(world, keep, tmp_path, name, content):
    with pytest.raises(RuleRefused):
        keep(content, name)

    with reading(world.lead) as session:
        assert session.exec(select(Document)).all() == []
    assert list(tmp_path.iterdir()) == []


def test_those_who_may_not_open_the_family_are_told_that_there_is_none(world, keep, opened):
    document = keep()

    for actor in (world.elsewhere, world.welfare_manager, world.auditor):
        with pytest.raises(NotFound, match="no such document"):
            opened(document, actor)
    with pytest.raises(NotFound):
        opened(uuid4(), world.coordinator)
    with pytest.raises(NotFound):
        keep(actor=world.elsewhere)
    with pytest.raises(Forbidden):
        keep(actor=world.auditor)


@pytest.mark.parametrize("state", [LineState.DRAFT, LineState.WITH_INTERNAL_AUDIT, LineState.AUDITED])
def test_the_auditor_opens_what_proves_a_line_only_while_it_is_audited(world, keep, opened, state):
    document = keep()
    world.item(world.line(state), document_id=document)

    if state is LineState.WITH_INTERNAL_AUDIT:
        assert opened(document, world.auditor).content == PDF
    else:
        with pytest.raises(NotFound):
            opened(document, world.auditor)


@pytest.mark.parametrize("harm", ["gone", "changed", "cut short"])
def test_a_file_that_is_not_what_was_kept_is_told_of_in_a_sentence(world, keep, opened, tmp_path, harm):
    document = keep()
    (kept,) = (path for path in tmp_path.rglob("*") if path.is_file())
    if harm == "gone":
        kept.unlink()
    else:
        kept.write_bytes(PDF[:-1] if harm == "cut short" else PDF + b"<script>")

    with pytest.raises(NotFound, match="not where documents are kept"):
        opened(document, world.lead)

    again = keep()
    assert opened(again, world.lead).content == opened(document, world.lead).content == PDF


def test_a_document_of_another_family_is_not_taken_for_evidence(world, keep):
    document = keep()

    with pytest.raises(NotFound):
        supplying.enter(
            world.other,
            Supplied(
                source="School",
                extract_on=date(2013, 7, 9),
                kind=ABSENCE,
                person_id=world.stranger,
                term="2012-autumn",
                figure="4",
                document_id=document,
            ),
            actor=world.coordinator,
            today=TODAY,
        )


def test_a_folder_that_cannot_be_written_is_told_of_in_a_sentence_and_no_row_is_left(world, tmp_path):
    (tmp_path / "files").write_text("not a folder")

    with pytest.raises(RuleRefused, match="nothing was saved"):
        documents.keep(
            world.family, "letter.pdf", PDF, folder=tmp_path / "files", actor=world.lead, today=TODAY
        )

    with reading(world.lead) as session:
        assert session.exec(select(Document)).all() == []


def test_what_is_no_hash_never_becomes_a_path(tmp_path):
    with pytest.raises(ValueError, match="not a SHA-256"):
        files.read(tmp_path, "../../etc/passwd")


def test_a_disk_that_is_full_leaves_no_half_a_file(tmp_path, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        files.keep(tmp_path, PDF)

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
