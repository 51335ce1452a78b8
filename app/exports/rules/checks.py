"""A check of an export: what is wrong or to be looked at, in which record, and how to put it right."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.exports.rules.vocabulary import Grade

COLUMNS = ("row", "record", "code", "grade", "column", "what", "how to put it right")
"""The columns of the file of checks that goes with every export."""

WHOLE_FILE = "the whole file"


@dataclass(frozen=True, slots=True)
class Rule:
    """A check as it is declared: one for each fault that is looked for.

    A QUERY's code ends in Q and its sentence begins "Please check", as the department's own checks do.
    """

    code: str
    grade: Grade
    column: str
    sentence: str
    fix: str


@dataclass(frozen=True, slots=True)
class Found:
    """A fault that was found. record: what the record is found again by; row: its row in the file, from 1.

    row None: of the whole file. sentence: the rule's own unless it says more here.
    """

    rule: Rule
    record: str
    row: int | None = None
    sentence: str | None = None

    @property
    def line(self) -> tuple[str | int | None, ...]:
        """What the file of checks says of it."""
        rule = self.rule
        what = self.sentence or rule.sentence
        return (self.row, self.record, rule.code, rule.grade.value, rule.column, what, rule.fix)


def error(code: str, column: str, sentence: str, fix: str) -> Rule:
    """A fault that must be put right before the file is sent."""
    return Rule(code, Grade.ERROR, column, sentence, fix)


def query(code: str, column: str, sentence: str, fix: str) -> Rule:
    """Something to look at, which may stand with an explanation."""
    return Rule(f"{code}Q", Grade.QUERY, column, f"Please check: {sentence}", fix)


def broken(*tested: tuple[bool, Rule]) -> Iterable[Rule]:
    """The rules whose fault is there, in order."""
    return (rule for is_broken, rule in tested if is_broken)
