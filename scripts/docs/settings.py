"""Every setting, from the example that comes with the project."""

from collections.abc import Iterator

from app.config import PROJECT
from scripts.docs.markdown import code, page, table

EXAMPLE = PROJECT / ".env.example"


def settings() -> str:
    """Every setting with its example and its meaning."""
    return page(
        "Settings",
        "`.env.example`",
        "Loxley reads the environment once, at the start. It reads no file: export what you change, or let "
        "your service manager read a copy of `.env.example`. A setting that is left empty counts as not set. "
        "One that cannot be used stops the start with a sentence that names it and never repeats its value.",
        table(("Setting", "Such as", "Meaning"), _settings()),
    )


def _settings() -> Iterator[tuple[str, str, str]]:
    """Each setting's line with the comment that stands above it; two lines may share one."""
    meaning: list[str] = []
    explained = False
    for line in EXAMPLE.read_text().splitlines():
        name, equals, example = line.removeprefix("#").partition("=")
        if equals and name.isupper() and " " not in name:
            yield code(name), code(example) if example else "", " ".join(meaning)
            explained = True
        elif line.startswith("# "):
            meaning = [line] if explained else [*meaning, line]
            meaning[-1] = line.removeprefix("# ")
            explained = False
