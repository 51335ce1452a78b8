"""Mutation testing of the rules: every change of a rule that no test notices has to be explained.

Runs mutmut over what `[tool.mutmut]` in pyproject.toml names, then holds the survivors against
tests/mutants.toml, where each is written with the lines that it changes and why it makes no difference.
A survivor that changes nothing but the words of one sentence (a text of several words; never a code, a key or
a name of one word) has the same explanation as all of them. Ends with 1 when a survivor is not explained, or
when an explanation fits no survivor any more.
"""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mutmut.__main__ import get_diff_for_mutant

PROJECT = Path(__file__).resolve().parent.parent
EXPLAINED = PROJECT / "tests" / "mutants.toml"
MUTMUT = Path(sys.executable).parent / "mutmut"
TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')
WORKED_OUT = re.compile(r"{[^}]*}")  # what stands in a text is a rule like any other
OF_WORDS = (
    "The words of one sentence change, and nothing is decided by them. They are for people, on pages and"
    " papers that are looked at."
)


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of one function: the lines that it takes out and puts in, without their indentation."""

    function: str
    was: str
    becomes: str

    @property
    def is_of_words(self) -> bool:
        """Whether it changes a text of several words and nothing besides."""
        if TEXT.sub('""', self.was) != TEXT.sub('""', self.becomes):
            return False
        pairs = zip(TEXT.findall(self.was), TEXT.findall(self.becomes), strict=True)
        changed = [(was, becomes) for was, becomes in pairs if was != becomes]
        if len(changed) != 1:
            return False
        was, becomes = changed[0]
        return len(was.split()) > 1 and WORKED_OUT.findall(was) == WORKED_OUT.findall(becomes)


def main() -> int:
    """Runs every mutant, prints what came of them, and tells which survivors nobody has explained."""
    os.chdir(PROJECT)  # mutmut reads the project's settings, and what it made, from where it stands
    shutil.rmtree(PROJECT / "mutants", ignore_errors=True)  # what an earlier run found, by earlier tests
    run = subprocess.run([MUTMUT, "run"], cwd=PROJECT, capture_output=True, text=True, check=False)
    results = _told(run.stdout, _mutmut("results", "--all", "true"))
    states = [state for _, state in results]
    counts = ", ".join(f"{states.count(state)} {state}" for state in sorted(set(states)))
    print(f"{len(results):,} mutants: {counts}.")
    survivors = {name: _mutant(name) for name, state in results if state not in ("killed", "timeout")}
    explained = dict(_explanations())
    of_words = Counter(mutant.function for mutant in survivors.values() if mutant.is_of_words)
    unexplained = {
        name: mutant
        for name, mutant in survivors.items()
        if mutant not in explained and not mutant.is_of_words
    }
    unneeded = [mutant for mutant in explained if mutant not in survivors.values()]
    for mutant in survivors.values():
        if mutant in explained:
            print(f"\nExplained: {mutant.function}\n{_lines(mutant)}\n  {explained[mutant]}")
    print(f"\nExplained: {of_words.total():,} mutants of words. {OF_WORDS}")
    for function, number in sorted(of_words.items()):
        print(f"  {function}: {number}")
    for name, mutant in unexplained.items():
        print(f"\nNOT EXPLAINED: {name}\n{_lines(mutant)}")
    for mutant in unneeded:
        print(f"\nEXPLAINED BUT NOT A SURVIVOR: {mutant.function}\n{_lines(mutant)}")
    print(f"\n{len(survivors)} survivors, {len(unexplained)} of them not explained.")
    return 1 if unexplained or unneeded or not results else 0


def _told(output: str, results: str) -> list[tuple[str, str]]:
    """Each mutant with what came of it. Stops when mutmut could not run at all."""
    found = [tuple(line.strip().rsplit(": ", 1)) for line in results.splitlines() if "__mutmut_" in line]
    if not found or any(state == "not checked" for _, state in found):
        sys.exit(f"mutmut did not try every mutant; it said:\n{output[-2000:]}")
    return [(name, state) for name, state in found]


def _mutant(name: str) -> Mutant:
    module, _ = name.rsplit(".", 1)
    shown = get_diff_for_mutant(name, path=Path(*module.split(".")).with_suffix(".py")).splitlines()
    changed = [line for line in shown if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    was, becomes = (
        "\n".join(line[1:].strip() for line in changed if line.startswith(sign)) for sign in ("-", "+")
    )
    return Mutant(name.rsplit("__mutmut_", 1)[0], was, becomes)


def _explanations() -> Iterator[tuple[Mutant, str]]:
    for entry in tomllib.loads(EXPLAINED.read_text())["mutant"]:
        yield Mutant(entry["function"], entry["was"], entry["becomes"]), entry["why"]


def _lines(mutant: Mutant) -> str:
    was = "\n".join(f"  - {line}" for line in mutant.was.splitlines())
    return was + "\n" + "\n".join(f"  + {line}" for line in mutant.becomes.splitlines())


def _mutmut(*arguments: str) -> str:
    done = subprocess.run([MUTMUT, *arguments], cwd=PROJECT, capture_output=True, text=True, check=False)
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
