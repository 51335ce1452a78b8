"""The rules as the sentences that their tests assert."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from app.config import PROJECT
from scripts.docs.markdown import page

TESTS = PROJECT / "tests" / "rules"

# What a function's name cannot spell.
SPELT = {
    " s ": "’s ",
    "1 april": "1 April",
    "31 march": "31 March",
    "31 august": "31 August",
    "work programme": "Work Programme",
    "minors offences": "minors’ offences",
    "100 pounds": "£100",
    "4000 pounds": "£4,000",
    "15 percent": "15%",
    "33 percent": "33%",
    "60 percent": "60%",
}


def rules() -> str:
    """Every test of a rule as a sentence, with the cases that it tables, by subject."""
    return page(
        "The rules, as tested",
        "`tests/rules/`",
        "Each line is a test; the run fails when it is not so. The cases under a line are those that it is "
        "tried on. Where the rules come from stands in [Rule packs](reference/rule-packs.md), and how "
        "results are judged in [Results](explanation/results.md).",
        *(_chapter(path) for path in sorted(TESTS.glob("test_*.py"))),
    )


def _chapter(path: Path) -> str:
    module = ast.parse(path.read_text())
    opening = ast.get_docstring(module)
    if opening is None:
        raise ValueError(f"{path.name} has no docstring to open its chapter with")
    tests = [
        node for node in module.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]
    lines = [line for test in tests for line in _lines(test)]
    title = path.stem.removeprefix("test_").replace("_", " ").capitalize()
    return "\n".join([f"## {title}", "", " ".join(opening.split()), "", *lines])


def _lines(test: ast.FunctionDef) -> Iterator[str]:
    yield f"- {sentence(test.name)}"
    for decorator in test.decorator_list:
        cases = list(dict.fromkeys(_cases(decorator)))
        if cases:
            yield f"  <br>*{'; '.join(cases)}*"


def _cases(decorator: ast.expr) -> Iterator[str]:
    """The names of the cases of a parametrised test."""
    for node in ast.walk(decorator):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "param":
            for keyword in node.keywords:
                if keyword.arg == "id" and isinstance(keyword.value, ast.Constant):
                    yield str(keyword.value.value)


def sentence(name: str) -> str:
    """test_not_known_never_passes → Not known never passes."""
    text = f"{name.removeprefix('test_').replace('_', ' ')} "
    for said, spelt in SPELT.items():
        text = (
            re.sub(rf"(?<!\w){re.escape(said)}(?!\w)", spelt, text)
            if said != " s "
            else text.replace(said, spelt)
        )
    text = text.strip()
    return f"{text[0].upper()}{text[1:]}."
