"""Documents of a family's evidence: kept, and opened by those who may."""

import logging
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from app import audit, clock, files
from app.access.family_access import can_open_family
from app.access.policies import Actor, check_may
from app.access.roles import Action, Role
from app.cases.queries import records
from app.cases.services.changing import family_to_add_to
from app.claims.models.supplied import Document
from app.claims.queries import supplied
from app.claims.rules.documents import MOST_BYTES, MediaType, check_document
from app.db import transaction
from app.errors import NotFound, RuleRefused

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DocumentOpened:
    """A document with what is in it."""

    name: str
    media_type: MediaType
    content: bytes


def keep(
    family_id: UUID,
    name: str,
    content: bytes,
    *,
    folder: Path,
    most_bytes: int = MOST_BYTES,
    actor: Actor,
    today: date,
) -> UUID:
    """Keep a document of a family's evidence. Returns its id.

    The file is on disk before the row is, so that no row is ever without one; a file without a row says
    nothing of whose it is. Writes document, audit_event, and a file in the folder. Raises Forbidden("role"),
    NotFound("family"), RuleRefused("document-empty" | "document-too-large" | "document-type" |
    "document-not-kept").
    """
    check_may(actor, Action.ENTER_EVIDENCE)
    with transaction(actor) as session:
        family_to_add_to(session, family_id, actor=actor, today=today)
        cleaned, media_type = check_document(name, content, most_bytes=most_bytes)
        row = Document(
            family_id=family_id,
            sha256=_on_disk(folder, content),
            media_type=media_type,
            name=cleaned,
            size_bytes=len(content),
            kept_by=actor.user_id,
            kept_at=clock.now(),
        )
        session.add(row)
        audit.record(
            session,
            actor,
            "document.kept",
            family_id,
            document_id=str(row.id),
            sha256=row.sha256,
            size_bytes=row.size_bytes,
        )
    return row.id


def open_document(document_id: UUID, *, folder: Path, actor: Actor, today: date) -> DocumentOpened:
    """Open a document: for those who may open the family, and for its auditor while the claim is audited.

    Writes audit_event. Raises Forbidden("role"), NotFound("document" | "file").
    """
    check_may(actor, Action.READ_DOCUMENTS)
    with transaction(actor) as session:
        kept = supplied.document(session, document_id)
        if kept is None:
            raise _no_such_document()
        opens = can_open_family(actor, records.led_by(session, kept.family_id, today))
        audits = Role.INTERNAL_AUDITOR in actor.roles and supplied.is_under_audit(session, document_id)
        if not opens and not audits:
            raise _no_such_document()
        content = files.read(folder, kept.sha256)
        audit.record(
            session,
            actor,
            "document.opened",
            kept.family_id,
            document_id=str(document_id),
            sha256=kept.sha256,
            for_audit=not opens,
        )
    return DocumentOpened(kept.name, kept.media_type, content)


def _on_disk(folder: Path, content: bytes) -> str:
    """The SHA-256 of what is now on disk. Raises RuleRefused("document-not-kept")."""
    try:
        return files.keep(folder, content)
    except OSError as error:
        log.error("%s on keeping a document", type(error).__name__)
        raise RuleRefused(
            "document-not-kept",
            "The file could not be kept, so nothing was saved. Tell whoever looks after Loxley.",
        ) from None


def _no_such_document() -> NotFound:
    return NotFound("document", "There is no such document among those you may open.")
