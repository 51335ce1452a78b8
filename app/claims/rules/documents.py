"""Which files may be kept as documents: by what is in them, how large they are, and what they are called."""

import re
import unicodedata
from enum import StrEnum

from app.errors import RuleRefused

MOST_BYTES = 10_000_000
LONGEST_NAME = 100
LONGEST_ENDING = 10

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_PDF = b"%PDF-"
_TAIL = 2048
_CONTROL = frozenset(range(32)) - {9, 10, 12, 13}


class MediaType(StrEnum):
    """What a document may be. Nothing that holds macros, and nothing packed."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"
    TEXT = "text/plain"

    @property
    def endings(self) -> tuple[str, ...]:
        """How the name of such a file may end, the usual way first."""
        return _ENDINGS[self]


_ENDINGS = {
    MediaType.PDF: (".pdf",),
    MediaType.PNG: (".png",),
    MediaType.JPEG: (".jpg", ".jpeg"),
    MediaType.TEXT: (".txt",),
}
ACCEPTED = ",".join(ending for endings in _ENDINGS.values() for ending in endings)
"""The endings as a file box takes them."""


def check_document(name: str, content: bytes, *, most_bytes: int = MOST_BYTES) -> tuple[str, MediaType]:
    """The name under which a file may be kept, and what it is.

    Raises RuleRefused("document-empty" | "document-too-large" | "document-type").
    """
    if not content:
        raise RuleRefused("document-empty", "The file is empty. Choose the one that you meant.")
    if len(content) > most_bytes:
        raise RuleRefused(
            "document-too-large", f"The file must not be larger than {most_bytes / 1_000_000:g} MB."
        )
    found = media_type_of(content)
    if found is None:
        raise RuleRefused(
            "document-type", "The file must be a PDF, a PNG or JPEG picture, or plain text. Save it as a PDF."
        )
    cleaned = clean_name(name, found)
    if not cleaned.lower().endswith(found.endings):
        raise RuleRefused(
            "document-type",
            f"The file's name says that it is something else than it is. What is in it is {_CALLED[found]}.",
        )
    return cleaned, found


_CALLED = {
    MediaType.PDF: "a PDF",
    MediaType.PNG: "a PNG picture",
    MediaType.JPEG: "a JPEG picture",
    MediaType.TEXT: "plain text",
}


def media_type_of(content: bytes) -> MediaType | None:
    """What a file is, by what is in it; None: none of what may be kept."""
    if content.startswith(_PDF) and b"%%EOF" in content[-_TAIL:]:
        return MediaType.PDF
    if content.startswith(_PNG) and content[12:16] == b"IHDR":
        return MediaType.PNG
    if content.startswith(_JPEG) and b"\xff\xd9" in content[-_TAIL:]:
        return MediaType.JPEG
    return MediaType.TEXT if _is_text(content) else None


def _is_text(content: bytes) -> bool:
    if not _CONTROL.isdisjoint(content) or content.startswith(_PDF):
        return False
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def clean_name(name: str, found: MediaType) -> str:
    """A file's name to show and to save it by: no folders, nothing invisible, not too long; never a path."""
    last = re.split(r"[/\\]", name)[-1]
    visible = "".join(
        " " if unicodedata.category(character).startswith("C") else character
        for character in unicodedata.normalize("NFC", last)
    )
    cleaned = re.sub(r"\s+", " ", re.sub(r"[<>:\"|?*;]", "", visible)).strip(" .")
    stem, dot, ending = cleaned.rpartition(".")
    if not dot:
        return f"document{found.endings[0]}"
    ending = ending[:LONGEST_ENDING]
    return f"{stem[: LONGEST_NAME - len(ending) - 1].rstrip(' .')}.{ending}"
