"""The demonstration: the 2012/13 year of a synthetic city, its return and report made by a real worker."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from uuid import UUID

from app import db, migrate
from app.access import services as access
from app.access.policies import COMMAND_LINE, Actor
from app.access.roles import Role
from app.config import Settings
from app.db import reading
from app.demo import staffing
from app.demo.board_words import write_for_the_board
from app.demo.caf_work import a_year_of_caf_work
from app.demo.campaign import start_a_campaign
from app.demo.city import SEED, write_new_city
from app.demo.coming_meeting import plan_a_meeting
from app.demo.daily_work import a_few_days
from app.demo.family_map import draw_a_map
from app.demo.heard import heard_at_reviews
from app.demo.partners import a_year_of_partners
from app.errors import Conflict, DomainError
from app.installation import DATABASE, Installation, background, installed
from app.intake import services as intake
from app.jobs import broker
from app.jobs.models import JobStatus
from app.reports import approving
from app.reports import services as reports
from app.reports.queries import releases as release_queries
from app.reports.rules.vocabulary import Profile
from app.reports.views import JobView

TODAY = date(2013, 7, 12)
BOARD_AS_AT = date(2013, 3, 31)
BOARD_DATED = date(2013, 6, 26)
WINDOW = "July 2013"
PASSWORD = "synthetic-city-2013"  # noqa: S105  # printed for everybody to see; the data are synthetic
JOB_SECONDS = 300

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the demonstration: one for each role."""

    role: Role
    email: str
    name: str
    practitioner: str | None = None


@contextmanager
def demonstrated(
    settings: Settings, *, seed: int = SEED, families: int | None = None, say: Say
) -> Iterator[tuple[Installation, list[Account]]]:
    """A fresh database with the city in it, its reports in the out folder, and a worker for the block.

    Raises Conflict("database-in-use") when DATABASE_URL names a database that holds families already,
    EmbeddedError, and DomainError when a report is refused.
    """
    os.environ["LOXLEY_TODAY"] = TODAY.isoformat()
    os.environ.setdefault("LOXLEY_QUARTERLY_REPORTS", "no")  # the same reports each time, and no others
    settings = replace(settings, today=TODAY)
    with installed(settings, "demo", exclusive=True) as installation:
        _fresh_database(installation)
        say("Migrating an empty database")
        migrate.upgrade(installation.owner_url)
        db.connect(installation.app_url)
        broker.connect(installation.redis_url)
        with background(installation, logs=settings.home / "demo" / "logs"):  # starts while the city loads
            _load_city(settings.home / "demo" / "city", seed=seed, families=families, say=say)
            say("A worker builds the return and the board report, for named readers and for the public")
            actor = _coordinator()
            accounts, users = _open_accounts()
            lead, officer, caf = (
                access.load_actor(users[role], today=TODAY)
                for role in (Role.LEAD_PROFESSIONAL, Role.AUTHORISING_OFFICER, Role.CAF_COORDINATOR)
            )
            a_year_of_caf_work(caf=caf, coordinator=actor)
            a_year_of_partners(actor=actor)
            write_for_the_board(actor=actor, organisation=settings.council_name, today=TODAY)
            asked = [
                reports.request_board_report(
                    as_at=BOARD_AS_AT, dated=BOARD_DATED, profile=profile, actor=actor
                )
                for profile in Profile
            ]
            drawn_up = reports.request_return(_window_id(actor), as_at=TODAY, actor=actor)
            for job in (drawn_up, *asked):
                write_files(finished(job.id, actor=actor), settings.out, actor=actor, say=say)
            for job in asked:
                _approve(finished(job.id, actor=actor).release_id, coordinator=actor, officer=officer)
            say("The authorising officer has approved both board reports")
            plan_a_meeting(actor=actor, today=TODAY)
            a_few_days(lead=lead, coordinator=actor, today=TODAY)
            start_a_campaign(actor=actor, today=TODAY)
            heard_at_reviews(actor=actor, today=TODAY)
            draw_a_map(_lead_of(accounts), actor=actor, today=TODAY)
            yield installation, accounts


def _lead_of(accounts: list[Account]) -> str | None:
    """The practitioner whom the demonstration's lead professional is."""
    return next(each.practitioner for each in accounts if each.role is Role.LEAD_PROFESSIONAL)


def _fresh_database(installation: Installation) -> None:
    """An empty database: the embedded one is made anew; one of somebody's own must be empty already."""
    services = installation.embedded
    if services is not None:
        services.drop_database(DATABASE)
        services.create_database(DATABASE)
    elif migrate.has_records(installation.app_url):
        raise Conflict(
            "database-in-use",
            "The database that DATABASE_URL names holds families already, and the demonstration overwrites "
            "nobody's records. Name an empty database, or unset DATABASE_URL to use the embedded one.",
        )


def _load_city(folder: Path, *, seed: int, families: int | None, say: Say) -> None:
    say("Making the synthetic city")
    write_new_city(folder, seed=seed, families=families)
    say(f"Importing it from {folder}")
    report = intake.load_import(folder, actor=COMMAND_LINE, today=TODAY)
    if not report.is_sound:
        raise DomainError("city-refused", f"The city was refused: {next(iter(report.faults)).sentence}")


def _coordinator() -> Actor:
    """The coordinator who asks for the reports, with the account that its audit trail names."""
    account = ACCOUNTS[Role.PROGRAMME_COORDINATOR]
    user_id = access.create_user(account.email, account.name, {account.role}, PASSWORD, actor=COMMAND_LINE)
    return access.load_actor(user_id, today=TODAY)


def _approve(release_id: UUID | None, *, coordinator: Actor, officer: Actor) -> None:
    """Have a board report submitted and approved, so that its readers can open it."""
    if release_id is None:
        raise ValueError("a finished report has a release")
    for step, actor in ((approving.submit, coordinator), (approving.approve, officer)):
        version = approving.open_approval(release_id, actor=actor).standing.version
        step(release_id, version, actor=actor)


def _open_accounts() -> tuple[list[Account], dict[Role, UUID]]:
    """An account for every role; the lead professional and the manager are practitioners with families.

    With them the ids of the users, all but the coordinator's.
    """
    with reading(COMMAND_LINE) as session:
        lead = staffing.busiest_lead(session, TODAY)
        manager = staffing.head_of_busiest_school(session, TODAY)
    accounts = {
        **ACCOUNTS,
        Role.LEAD_PROFESSIONAL: replace(ACCOUNTS[Role.LEAD_PROFESSIONAL], practitioner=lead),
        Role.AGENCY_MANAGER: replace(ACCOUNTS[Role.AGENCY_MANAGER], practitioner=manager),
    }
    users: dict[Role, UUID] = {
        account.role: access.create_user(
            account.email,
            account.name,
            {account.role},
            PASSWORD,
            practitioner_key=account.practitioner,
            actor=COMMAND_LINE,
        )
        for account in accounts.values()
        if account.role is not Role.PROGRAMME_COORDINATOR
    }
    return list(accounts.values()), users


ACCOUNTS = {role: Account(role, f"{role.value}@example.org", f"Demonstration: {role.label}") for role in Role}


def _window_id(actor: Actor) -> UUID:
    with reading(actor) as session:
        return release_queries.window_by_label(session, WINDOW).id


def finished(job_id: UUID, *, actor: Actor) -> JobView:
    """The job once it has ended. Raises DomainError when it failed or takes too long."""
    until = time.monotonic() + JOB_SECONDS
    while time.monotonic() < until:
        view = reports.job_view(job_id, actor=actor)
        if view.status is JobStatus.READY:
            return view
        if view.status is not JobStatus.PENDING:
            raise DomainError(view.failure or "failed", view.problem or f"The work failed: {view.failure}.")
        time.sleep(0.1)
    raise DomainError("too-slow", f"The worker did not finish within {JOB_SECONDS} seconds.")


def write_files(view: JobView, out: Path, *, actor: Actor, say: Say) -> None:
    if view.release_id is None:
        raise ValueError("a finished report has a release")
    out.mkdir(parents=True, exist_ok=True)
    for file in reports.open_release(view.release_id, actor=actor).files:
        found = reports.release_file(view.release_id, file.name, actor=actor)
        (out / file.name).write_bytes(found.content)
        say(f"Wrote {out / file.name}")
