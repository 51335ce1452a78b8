"""Who prepared, audited and signed a return, and what its checks said then: frozen with it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the signature: what was done, by whom, and on which day."""

    step: str
    name: str
    on: date


@dataclass(frozen=True, slots=True)
class CheckThen:
    """A check as it was found at the signature. explanation: why a QUERY may stand, and in whose words."""

    code: str
    grade: str
    asks: str
    holds: bool
    says: str
    explanation: str
    explained_by: str


@dataclass(frozen=True, slots=True)
class Signing:
    """What makes a return more than a draft. number: of its window; corrects: the number it corrects."""

    number: int
    corrects: int | None
    steps: tuple[Step, ...]
    checks: tuple[CheckThen, ...]
