"""Packs that are made up for tests: the form of what waits for its text, with thresholds of nobody's.

They are documents, read as a council's own would be.
"""

from dataclasses import replace
from pathlib import Path

from app.programme.packs import RulePack
from app.programme.phase_two import P2_NOTTINGHAM, REDBRIDGE
from app.programme.reading import pack_from_text

FOLDER = Path(__file__).parent / "packs"


def made_up(name: str) -> RulePack:
    """A pack from its document beside this module."""
    return pack_from_text((FOLDER / f"{name}.json").read_text())


TEN_HEADLINES = made_up("SF-MADE-UP")
NOTHING_TO_CLAIM = made_up("NONE-MADE-UP")
WITH_DISCRETION = replace(P2_NOTTINGHAM, code="P2-MADE-UP-1", discretion=REDBRIDGE)
