"""Which documents are generated, and by what."""

from collections.abc import Callable, Mapping

from app.config import PROJECT
from app.intake.rules.guide import import_guide
from scripts.docs.commands import commands
from scripts.docs.exports import exports
from scripts.docs.measures import measures
from scripts.docs.openapi import openapi
from scripts.docs.packs import rule_packs
from scripts.docs.quality import data_quality
from scripts.docs.roles import roles
from scripts.docs.rules import rules
from scripts.docs.settings import settings
from scripts.docs.states import states

DOCUMENTS: Mapping[str, Callable[[], str]] = {
    "docs/data-quality.md": data_quality,
    "docs/import.md": import_guide,
    "docs/openapi.json": openapi,
    "docs/reference/commands.md": commands,
    "docs/reference/exports.md": exports,
    "docs/reference/measures.md": measures,
    "docs/reference/roles.md": roles,
    "docs/reference/rule-packs.md": rule_packs,
    "docs/reference/settings.md": settings,
    "docs/rules.md": rules,
    "docs/states.md": states,
}
"""Each generated document by its path in the project."""


def write_documents() -> list[str]:
    """Write every generated document anew; the paths of those that changed."""
    changed = []
    for name, write in DOCUMENTS.items():
        path, text = PROJECT / name, write()
        if not path.exists() or path.read_text() != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            changed.append(name)
    return changed
