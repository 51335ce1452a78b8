"""The `loxley` command. Exits 0 on success, 1 when the input is at fault, 2 on wrong usage."""

import os
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, NoReturn
from uuid import UUID

import click
from psycopg.errors import UndefinedTable
from sqlalchemy.exc import OperationalError, ProgrammingError

from app import clock, db, demonstration, embedded, migrate
from app.access import services as access
from app.access.policies import COMMAND_LINE
from app.access.roles import Role
from app.claims.services import evaluating as claims
from app.claims.services import standing
from app.config import Settings, SettingsError, load_settings
from app.db import reading
from app.demo.city import SEED, make_city, write_new_city
from app.demo.cleanse import write_late_register
from app.embedded_servers import EmbeddedError
from app.errors import DomainError
from app.exports import services as exports
from app.exports.rules.vocabulary import ExportName
from app.exports.views import ExportMade
from app.installation import Installation, background, installed, site
from app.intake import services as intake
from app.jobs import broker
from app.periods import LIVING_MEMORY
from app.reports import services as reports
from app.reports.queries import releases as release_queries
from app.reports.rules.vocabulary import Profile
from app.reports.views import Verdict

DAY = click.DateTime(formats=["%Y-%m-%d"])
FOLDER = click.Path(file_okay=False, path_type=Path)
INSTANCE = "run"
CHECK_THE_DATABASE = "Check DATABASE_URL, and run loxley migrate."


class Loxley(click.Group):
    """The command group: whatever is at fault in the input is one sentence and exit code 1."""

    def invoke(self, context: click.Context) -> Any:
        """Run a command; say a refusal in a sentence."""
        try:
            return super().invoke(context)
        except (SettingsError, EmbeddedError) as error:
            _refuse(str(error))
        except DomainError as error:
            _refuse(error.message)
        except OSError as error:
            if error.filename is None:
                raise
            _refuse(f"{error.filename} cannot be used ({error.strerror}).")
        except OperationalError:
            _refuse(f"The database cannot be reached. {CHECK_THE_DATABASE}")
        except ProgrammingError as error:
            if not isinstance(error.orig, UndefinedTable):
                raise
            _refuse(f"The database has no tables yet. {CHECK_THE_DATABASE}")


@click.group(cls=Loxley, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Loxley: programme tracking for Priority Families and CAF."""


@main.group()
def services() -> None:
    """The embedded PostgreSQL and Valkey."""


@services.command()
def start() -> None:
    """Start them, to go on until they are stopped."""
    embedded.start_detached(_settings().home / INSTANCE)
    click.echo("The services are running.")


@services.command()
def stop() -> None:
    """Stop them."""
    stopped = embedded.stop_detached(_settings().home / INSTANCE)
    click.echo("The services are stopped." if stopped else "The services were not running.")


@services.command()
def status() -> None:
    """Say whether they are running; exit code 1 when they are not."""
    if embedded.status(_settings().home / INSTANCE) is None:
        _refuse("The services are not running.")
    click.echo("The services are running.")


@main.command(name="migrate")
def migrate_() -> None:
    """Bring the database's schema up to date, as its owner."""
    with installed(_settings(), INSTANCE) as installation:
        migrate.upgrade(installation.owner_url)
    click.echo("The database is up to date.")


@main.command(name="import")
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option("--check", is_flag=True, help="Report every fault and write nothing.")
def import_(source: Path, check: bool) -> None:
    """Load SOURCE: a folder, ZIP or workbook of the import tables. All of it loads, or none does."""
    with _at_work():
        run = intake.check_import if check else intake.load_import
        report = run(source, actor=COMMAND_LINE, today=clock.today())
    for fault in report.faults:
        click.echo(str(fault))
    for note in report.notes:
        click.echo(f"{note.file}: {note.sentence}")
    click.echo(report.summary)
    if not report.is_sound:
        sys.exit(1)


@main.command()
@click.option("--on", type=DAY, help="The test date; today unless given.")
def evaluate(on: datetime | None) -> None:
    """Evaluate every family's results, and say how many may be claimed for."""
    with _at_work():
        day, today = _day(on), clock.today()
        if day == today:
            found = standing.programme_standing(today=today, actor=COMMAND_LINE)
        else:
            found = claims.evaluate_programme(on=day, actor=COMMAND_LINE)
    for line in found.lines():
        click.echo(line)


@main.command()
@click.option("--as-at", type=DAY, help="The day that the figures are as at; today unless given.")
@click.option("--dated", type=DAY, help="The date of the paper; today unless given.")
@click.option(
    "--profile",
    type=click.Choice([each.value for each in Profile]),
    default=Profile.INTERNAL.value,
    help="internal (exact) or public (small counts are protected); internal unless given.",
)
@click.option("--out", type=FOLDER, help="Where to write the files; the out folder unless given.")
def report(as_at: datetime | None, dated: datetime | None, profile: str, out: Path | None) -> None:
    """Build the Partnership Board's report here and now: exact, or protected for the public."""
    with _at_work() as installation:
        job = reports.request_board_report(
            as_at=_day(as_at), dated=_day(dated), profile=Profile(profile), actor=COMMAND_LINE
        )
        _build(job.id, installation.settings, out)


@main.command(name="return")
@click.option("--window", required=True, help='The claim window\'s label, such as "July 2013".')
@click.option("--as-at", type=DAY, help="The day that the figures are as at; today unless given.")
@click.option("--out", type=FOLDER, help="Where to write the files; the out folder unless given.")
def return_(window: str, as_at: datetime | None, out: Path | None) -> None:
    """Build the draft return of a claim window, here and now."""
    with _at_work() as installation:
        with reading(COMMAND_LINE) as session:
            window_id = release_queries.window_by_label(session, window).id
        job = reports.request_return(window_id, as_at=_day(as_at), actor=COMMAND_LINE)
        _build(job.id, installation.settings, out)


@main.command()
@click.argument("name", type=click.Choice([each.value for each in ExportName]))
@click.option("--as-at", type=DAY, help="The day that it is as at; today unless given.")
@click.option(
    "--stable", is_flag=True, help="Of the extract: the pseudonyms of this council's other extracts."
)
@click.option("--draw", type=click.IntRange(min=0), default=0, help="Of the pack: how many cases to draw.")
@click.option("--seed", type=click.IntRange(min=0), default=0, help="Of the pack: the seed that draws them.")
@click.option(
    "--case", "cases", multiple=True, help="Of the pack: the reference of a family; may be repeated."
)
@click.option("--out", type=FOLDER, help="Where to write the files; the out folder unless given.")
def export(
    name: str,
    as_at: datetime | None,
    stable: bool,
    draw: int,
    seed: int,
    cases: tuple[str, ...],
    out: Path | None,
) -> None:
    """Build an export or an inspection pack, here and now."""
    with _at_work() as installation:
        day = _day(as_at)
        if ExportName(name) is ExportName.INSPECTION_PACK:
            job = exports.request_pack(as_at=day, draw=draw, seed=seed, chosen=cases, actor=COMMAND_LINE)
        else:
            job = exports.request_export(ExportName(name), as_at=day, stable=stable, actor=COMMAND_LINE)
        made = _export(job.id, installation.settings)
        _write_export(made, installation.settings, out or installation.settings.out)


@main.group()
def release() -> None:
    """Reports and returns that have been made."""


@release.command(name="list")
def list_() -> None:
    """List them, newest first."""
    with _at_work():
        for each in reports.releases(actor=COMMAND_LINE):
            stands = f"  {each.approval}" if each.approval else ""
            click.echo(f"{each.id}  {each.as_at}  {each.kind}  {each.profile}  {each.digest[:12]}{stands}")


@release.command()
@click.argument("release_id", type=click.UUID)
def rebuild(release_id: UUID) -> None:
    """Make a release again from what it froze, and say whether it comes out the same.

    The same bytes; or the same figures and members in a layout of another version of the code; or neither,
    which is an error.
    """
    with _at_work():
        found = reports.rebuilt(release_id, actor=COMMAND_LINE)
    for name, is_same in found.files:
        click.echo(f"{'the same bytes' if is_same else 'differs'}: {name}")
    if found.verdict is Verdict.DIFFERS:
        _refuse(found.sentence)
    click.echo(found.sentence)


@release.command(name="name-reader")
@click.argument("release_id", type=click.UUID)
@click.argument("email")
def name_reader(release_id: UUID, email: str) -> None:
    """Let a board reader open an internal report."""
    with _at_work():
        reports.name_reader(release_id, email, actor=COMMAND_LINE)
    click.echo("The reader is named.")


@release.command()
@click.argument("first", type=click.UUID)
@click.argument("second", type=click.UUID, required=False)
def compare(first: UUID, second: UUID | None) -> None:
    """List what moved between two releases, or between one and the records as they stand, and why."""
    with _at_work() as installation:
        if second:
            found = reports.compare_releases(first, second, actor=COMMAND_LINE)
        else:
            found = reports.compare_with_now(
                first,
                as_at=None,
                organisation=installation.settings.council_name,
                actor=COMMAND_LINE,
            )
    for line in found.lines():
        click.echo(line)


@main.group()
def user() -> None:
    """The people who may sign in."""


@user.command()
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option(
    "--role", "roles", type=click.Choice([role.value for role in Role]), multiple=True, required=True
)
@click.option("--practitioner", help="The key of the practitioner that they are.")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True)
def add(email: str, name: str, roles: tuple[str, ...], practitioner: str | None, password: str) -> None:
    """Open an account. The password is asked for."""
    with _at_work():
        access.create_user(
            email,
            name,
            {Role(role) for role in roles},
            password,
            practitioner_key=practitioner,
            actor=COMMAND_LINE,
        )
    click.echo("The account is open.")


@main.command()
@click.option("--no-serve", is_flag=True, help="Stop once the files are written.")
@click.option("--families", type=click.IntRange(min=100), help="A city with so many families instead.")
@click.option(
    "--seed", type=int, default=SEED, show_default=True, help="Another city of the same aggregates."
)
@click.option("--only-write", type=FOLDER, help="Write the city's import files to this folder, and stop.")
@click.option(
    "--late-register", type=FOLDER, help="Write what its data cleanse entered a year late instead, and stop."
)
def demo(
    no_serve: bool, families: int | None, seed: int, only_write: Path | None, late_register: Path | None
) -> None:
    """Make the synthetic city's 2012/13 year, build its return and report, and serve the site."""
    if late_register is not None:
        write_late_register(make_city(seed=seed, families=families), late_register)
        click.echo(f"Wrote the CAFs of 2012/13 that were entered late to {late_register}.")
        return
    if only_write is not None:
        write_new_city(only_write, seed=seed, families=families)
        click.echo(f"Wrote the city's import files to {only_write}.")
        return
    _end_on_terminate()
    settings = _settings()
    with demonstration.demonstrated(settings, seed=seed, families=families, say=click.echo) as shown:
        installation, accounts = shown
        if no_serve:
            click.echo("Done.")
            return
        with site(installation, logs=settings.home / "demo" / "logs") as address:
            click.echo(f"\nThe site: {address}   (password for all: {demonstration.PASSWORD})")
            for account in accounts:
                click.echo(f"  {account.role.label:24}{account.email}")
            _until_stopped()


@main.command()
def run() -> None:
    """Serve the site on a database of its own, which is kept."""
    _end_on_terminate()
    settings = _settings()
    with installed(settings, INSTANCE) as installation:
        if installation.settings.database_owner_url is not None:
            migrate.upgrade(installation.owner_url)
        logs = settings.home / INSTANCE / "logs"
        with background(installation, logs=logs), site(installation, logs=logs) as address:
            click.echo(f"The site: {address}")
            click.echo("Open the first account with: loxley user add --role administrator --email … --name …")
            _until_stopped()


@contextmanager
def _at_work() -> Iterator[Installation]:
    """The installation, connected, for one command."""
    with installed(_settings(), INSTANCE) as installation:
        if installation.embedded is not None:
            migrate.upgrade(installation.owner_url)
        db.connect(installation.app_url)
        broker.connect(installation.redis_url)
        yield installation


def _build(job_id: UUID, settings: Settings, out: Path | None) -> None:
    """Build a report that was just asked for in this process, unless a worker has it, and write its files."""
    try:
        reports.build(job_id, organisation=settings.council_name)
    except DomainError as error:
        reports.fail(job_id, error)
        raise
    view = demonstration.finished(job_id, actor=COMMAND_LINE)
    demonstration.write_files(view, out or settings.out, actor=COMMAND_LINE, say=click.echo)


def _export(job_id: UUID, settings: Settings) -> ExportMade:
    """Build an export that was just asked for in this process, unless a worker has it."""
    try:
        exports.build(
            job_id, organisation=settings.council_name, folder=settings.documents, key=settings.pseudonym_key
        )
    except DomainError as error:
        exports.fail(job_id, error)
        raise
    demonstration.finished(job_id, actor=COMMAND_LINE)
    return exports.export_of_job(job_id, actor=COMMAND_LINE)


def _write_export(made: ExportMade, settings: Settings, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for file in made.files:
        found = exports.fetch_file(made.id, file.name, folder=settings.documents, actor=COMMAND_LINE)
        shutil.copyfile(found.place, out / file.name)
        click.echo(f"Wrote {out / file.name}")
    click.echo(f"{made.lines:,} rows; {made.errors:,} errors and {made.queries:,} queries to look at.")


def _settings() -> Settings:
    return load_settings(os.environ)


def _day(given: datetime | None) -> date:
    day = given.date() if given else clock.today()
    if day not in LIVING_MEMORY:
        _refuse(f"Give a day from {LIVING_MEMORY.first} to {LIVING_MEMORY.last}.")
    return day


def _end_on_terminate() -> None:
    """Take a polite request to end as Ctrl-C, so that everything started is stopped."""

    def end(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, end)


def _until_stopped() -> None:
    click.echo("Ctrl-C stops it.")
    try:
        signal.pause()
    except KeyboardInterrupt:
        click.echo("\nStopping.")


def _refuse(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(1)
