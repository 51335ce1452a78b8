"""The `loxley` command, from its own help."""

from collections.abc import Iterator

import click

from app.cli import main
from scripts.docs.markdown import page

OPENING = (
    "`.venv/bin/loxley` is the console command. Every command has `--help`. It exits with 0 on success, with "
    "1 when the input is at fault (it says why in a sentence), and with 2 on wrong usage. Unless "
    "`DATABASE_URL` and `REDIS_URL` are set it uses the embedded services of `var/run`, and starts them if "
    "nothing else has."
)


def commands() -> str:
    """Every command with its arguments and options."""
    return page("The loxley command", "`app/cli.py`", OPENING, *_commands(main, "loxley", None))


def _commands(command: click.Command, path: str, parent: click.Context | None) -> Iterator[str]:
    context = click.Context(command, info_name=path.rpartition(" ")[2], parent=parent)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            if found is not None:
                yield from _commands(found, f"{path} {name}", context)
        return
    yield f"## {path}\n\n{' '.join((command.help or '').split())}"
    described = [line for parameter in command.params for line in _parameter(parameter, context)]
    if described:
        yield "\n".join(described)


def _parameter(parameter: click.Parameter, context: click.Context) -> Iterator[str]:
    if isinstance(parameter, click.Argument):
        yield f"- `{parameter.make_metavar(context)}`"
        return
    record = parameter.get_help_record(context)
    if record:
        names, words = record
        yield f"- `{names}`{f': {words}' if words else ''}"
