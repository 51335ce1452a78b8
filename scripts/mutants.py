"""Mutation testing of the rules: every change of a rule that no test notices has to be explained.

Runs mutmut over what `[tool.mutmut]` in pyproject.toml names, then holds the survivors against
tests/mutants.toml, where each is written with the lines that it changes and why it makes no difference.
Ends with 1 when a survivor is not explained, or when an explanation fits no survivor any more.
"""

import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
EXPLAINED = PROJECT / "tests" / "mutants.toml"
MUTMUT = Path(sys.executable).parent / "mutmut"
SURVIVED = "survived"


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of one function: the lines that it takes out and puts in, without their indentation."""

    function: str
    was: str
    becomes: str


def main() -> int:
    """Runs every mutant, prints what came of them, and tells which survivors nobody has explained."""
    shutil.rmtree(PROJECT / "mutants", ignore_errors=True)  # what an earlier run found, by earlier tests
    run = subprocess.run([MUTMUT, "run"], cwd=PROJECT, capture_output=True, text=True, check=False)
    results = _told(run.stdout, _mutmut("results", "--all", "true"))
    states = [state for _, state in results]
    counts = ", ".join(f"{states.count(state)} {state}" for state in sorted(set(states)))
    print(f"{len(results):,} mutants: {counts}.")
    survivors = {name: _mutant(name) for name, state in results if state not in ("killed", "timeout")}
    explained = dict(_explanations())
    unexplained = {name: mutant for name, mutant in survivors.items() if mutant not in explained}
    unneeded = [mutant for mutant in explained if mutant not in survivors.values()]
    for mutant in survivors.values():
        if mutant in explained:
            print(f"\nExplained: {mutant.function}\n{_lines(mutant)}\n  {explained[mutant]}")
    for name, mutant in unexplained.items():
        print(f"\nNOT EXPLAINED: {name}\n{_lines(mutant)}")
    for mutant in unneeded:
        print(f"\nEXPLAINED BUT NOT A SURVIVOR: {mutant.function}\n{_lines(mutant)}")
    print(f"\n{len(survivors)} survivors, {len(unexplained)} of them not explained.")
    return 1 if unexplained or unneeded or not results else 0


def _told(output: str, results: str) -> list[tuple[str, str]]:
    """Each mutant with what came of it. Stops when mutmut could not run at all."""
    found = [tuple(line.strip().rsplit(": ", 1)) for line in results.splitlines() if "__mutmut_" in line]
    if not found:
        sys.exit(f"mutmut made no mutant; it said:\n{output[-2000:]}")
    return [(name, state) for name, state in found]


def _mutant(name: str) -> Mutant:
    shown = _mutmut("show", name).splitlines()
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
