"""Every command: what it says of itself, what it does, and in its exit code whose fault it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import click
import pytest
from click.testing import CliRunner, Result

from app import cli, embedded
from app.access.policies import COMMAND_LINE
from app.db import Sessions, reading, transaction
from app.jobs import broker, queue
from app.jobs.models import JobStatus
from app.reports import services as reports
from tests.conftest import counted
from tests.main_job.files import papers
from tests.reports.records import A_FAMILY_OF_BASFORD, run

REDIS_NUMBER = 4

A_FAMILY_WITH_AN_ASSESSMENT = """
select reference from family where reference is not null
and id in (select family_id from assessment where initiated_on < '2013-01-01') order by reference limit 1
"""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where somebody types commands: the city's database, an out folder, and the demonstration's day."""

    home: Path
    urls: embedded.Urls

    def __call__(self, *words: object, **settings: str) -> Result:
        broker = self.urls.redis_url.replace("db=0", f"db={REDIS_NUMBER}")
        given = {
            "LOXLEY_HOME": str(self.home),
            "LOXLEY_OUT": str(self.home / "out"),
            "LOXLEY_TODAY": "2013-07-12",
            "DATABASE_URL": self.urls.app_url,
            "DATABASE_OWNER_URL": self.urls.owner_url,
            "REDIS_URL": broker,
        }
        own = Sessions.kw["bind"]
        result = CliRunner().invoke(cli.main, [str(word) for word in words], env=given | settings)
        if Sessions.kw["bind"] is not own:
            Sessions.kw["bind"].dispose()
            Sessions.configure(bind=own)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    def files(self) -> set[str]:
        """The names of the files in the out folder."""
        return {path.name for path in (self.home / "out").iterdir()}


@pytest.fixture
def desk(own_city: embedded.Urls, tmp_path: Path) -> Iterator[Desk]:
    yield Desk(tmp_path, own_city)
    queue.use_sender(queue.send_nowhere)


def commands(group: click.Group, *before: str) -> Iterator[tuple[str, ...]]:
    for name, command in sorted(group.commands.items()):
        yield (*before, name)
        if isinstance(command, click.Group):
            yield from commands(command, *before, name)


def test_the_commands_are_those_that_the_design_names():
    top = {words[0] for words in commands(cli.main) if len(words) == 1}

    assert top >= {
        "services",
        "migrate",
        "import",
        "evaluate",
        "return",
        "report",
        "release",
        "user",
        "demo",
    }


@pytest.mark.parametrize("words", [(), *commands(cli.main)], ids=" ".join)
def test_every_command_says_what_it_does(words: tuple[str, ...]):
    result = CliRunner().invoke(cli.main, [*words, "--help"])

    assert result.exit_code == 0
    _, said = result.stdout.split("\n\n", 1)
    assert said.strip().splitlines()[0].endswith((".", ":", ",")) or said.strip()


@pytest.mark.parametrize("words", list(commands(cli.main)), ids=" ".join)
def test_every_command_refuses_an_option_that_it_does_not_have(words: tuple[str, ...]):
    result = CliRunner().invoke(cli.main, [*words, "--no-such-option"])

    assert result.exit_code == 2
    assert "No such option" in result.stderr


def test_a_report_for_the_public_is_built_here_with_its_small_counts_hidden(desk: Desk):
    report = desk("report", "--as-at", "2013-03-31", "--dated", "2013-06-26", "--profile", "public")

    assert report.exit_code == 0
    assert desk.files() == papers("public")
    assert "public" in desk("release", "list").stdout
    assert desk("report", "--profile", "everybody").exit_code == 2


def test_a_report_and_a_return_are_built_here_and_written_to_the_out_folder(desk: Desk):
    report = desk("report", "--as-at", "2013-03-31", "--dated", "2013-06-26")
    government_return = desk("return", "--window", "July 2013")

    assert (report.exit_code, government_return.exit_code) == (0, 0)
    assert desk.files() == {
        *papers("internal"),
        *(f"return-2013-07.{form}" for form in ("pdf", "csv", "xlsx", "json")),
    }
    listed = desk("release", "list").stdout.splitlines()
    assert ["board-report" in line for line in listed] == [False, True]


def test_an_export_is_built_here_and_written_with_its_checks_and_how_many_there_are(desk: Desk):
    result = desk("export", "pseudonymised-extract", "--as-at", "2013-03-31")

    assert result.exit_code == 0
    stem = "pseudonymised-extract-2013-03-31"
    assert {f"{stem}.csv", f"{stem}.xlsx", f"{stem}-checks.csv"} <= desk.files()
    assert re.fullmatch(
        r"[1-9][\d,]* rows; [\d,]+ errors and [\d,]+ queries to look at\.", result.stdout.splitlines()[-1]
    )


def test_an_inspection_pack_of_cases_that_are_named_is_built_here_or_refused_in_a_sentence(desk: Desk):
    with transaction(COMMAND_LINE) as session:
        ((reference,),) = run(session, A_FAMILY_WITH_AN_ASSESSMENT)

    made = desk("export", "inspection-pack", "--as-at", "2013-07-12", "--case", reference)
    refused = desk("export", "inspection-pack", "--as-at", "2013-07-12", "--case", "PF-999999X")

    assert (made.exit_code, refused.exit_code) == (0, 1)
    assert desk.files() == {"inspection-pack-2013-07-12.zip"}
    assert refused.stderr.startswith("One of the references is of no family with an assessment")


def test_a_release_is_rebuilt_and_two_are_compared_by_their_ids(desk: Desk):
    assert desk("report", "--as-at", "2013-03-31").exit_code == 0
    with transaction(COMMAND_LINE) as session:
        ((family_id, reference, _),) = run(session, A_FAMILY_OF_BASFORD, as_at="2013-03-31")
        run(session, "update family set identified_how = 'referral' where id = :id", id=family_id)
    assert desk("report", "--as-at", "2013-03-31").exit_code == 0
    second, first = (line.split()[0] for line in desk("release", "list").stdout.splitlines())

    rebuilt, compared = desk("release", "rebuild", first), desk("release", "compare", first, second)

    assert rebuilt.exit_code == 0
    assert rebuilt.stdout.count("the same bytes: board-report-internal.") == 4
    assert compared.exit_code == 0
    assert (
        compared.stdout.splitlines()[-1]
        == f"{reference}: how it was listed: data-match → referral (corrected)"
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param(
            ("report", "--as-at", "2013-07-13"), "A report is as at a day that has come.", id="tomorrow"
        ),
        pytest.param(
            ("report", "--as-at", "2013-03-31", "--dated", "2013-03-30"),
            "A paper is dated on the day",
            id="dated before",
        ),
        pytest.param(("evaluate", "--on", "0001-01-01"), "Give a day from 2000-01-01", id="no such day"),
        pytest.param(
            ("report", "--as-at", "2013-03-31", "--out", "/dev/null/out"),
            "/dev/null/out cannot be used",
            id="nowhere to write",
        ),
        pytest.param(
            ("return", "--window", "May 1997"), "There is no claim window of that name.", id="no window"
        ),
        pytest.param(
            ("release", "rebuild", "0819c285-7208-4d74-9e9a-b5e108a57d9a"),
            "There is no such report or return.",
            id="no release",
        ),
    ],
)
def test_a_refusal_is_one_sentence_and_exit_code_one(desk: Desk, words, sentence):
    result = desk(*words)

    assert result.exit_code == 1
    assert result.stderr.startswith(sentence)
    assert result.stderr.count("\n") == 1


def test_a_report_that_is_refused_while_it_is_built_is_left_for_nobody_to_try_again(desk: Desk):
    with transaction(COMMAND_LINE) as session:
        run(session, "delete from target")

    result = desk("report", "--as-at", "2013-03-31")

    assert result.exit_code == 1
    assert result.stderr.startswith(
        "No target is recorded for a year of the programme begun by 31 March 2013."
    )
    (job,) = reports.my_jobs(actor=COMMAND_LINE)
    assert (job.status, job.failure) == (JobStatus.FAILED, "no-target")


def test_a_report_that_a_worker_was_quicker_to_take_is_waited_for(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    def build_at_once(_name: str, job_id: UUID) -> None:
        reports.build(job_id, organisation="A worker's council")

    monkeypatch.setattr(broker, "connect", lambda _url: queue.use_sender(build_at_once))

    result = desk("report", "--as-at", "2013-03-31")

    assert result.exit_code == 0
    assert "board-report-internal.pdf" in desk.files()
    with reading(COMMAND_LINE) as session:
        assert counted(session, "release") == 1


def test_an_import_is_checked_then_loaded_and_a_second_time_changes_nothing(desk: Desk):
    city = desk.home / "city"
    assert desk("demo", "--only-write", city).exit_code == 0

    checked, loaded = desk("import", "--check", city), desk("import", city)

    assert (checked.exit_code, loaded.exit_code) == (0, 0)
    with reading(COMMAND_LINE) as session:
        assert counted(session, "family") == 3281


def test_a_faulty_import_lists_its_faults_and_exits_with_one(desk: Desk):
    folder = desk.home / "faulty"
    folder.mkdir()
    (folder / "wards.csv").write_text("ward,locality\nBasford,North\nBasford,North\n")

    result = desk("import", folder)

    assert result.exit_code == 1
    assert "wards.csv" in result.stdout
    assert "Traceback" not in result.output


def test_the_evaluation_says_how_many_families_may_be_claimed_for(desk: Desk):
    result = desk("evaluate", "--on", "2013-07-12")

    assert result.exit_code == 0
    assert result.stdout.strip()


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("report", "--as-at", "2013-03-31"), id="report"),
        pytest.param(("evaluate",), id="evaluate"),
        pytest.param(("release", "list"), id="release list"),
    ],
)
def test_a_database_that_was_never_migrated_is_a_sentence(desk: Desk, services: embedded.Services, words):
    services.drop_database("bare")
    services.create_database("bare")
    bare = services.urls("bare")

    result = desk(*words, DATABASE_URL=bare.app_url, DATABASE_OWNER_URL=bare.owner_url)

    assert result.exit_code == 1
    assert "run loxley migrate" in result.stderr


def test_a_database_that_is_not_there_is_a_sentence(desk: Desk, services: embedded.Services):
    result = desk("release", "list", DATABASE_URL=services.urls("nowhere").app_url)

    assert result.exit_code == 1
    assert "The database cannot be reached" in result.stderr


def test_an_account_is_opened_with_a_password_that_is_asked_for(desk: Desk):
    words = ("user", "add", "--email", "ada@example.org", "--name", "Ada Example", "--role", "analyst")

    result = desk(*words, "--password", "three-blue-kettles")
    again = desk(*words, "--password", "three-blue-kettles")
    short = desk(*words, "--password", "short")

    assert (result.exit_code, again.exit_code, short.exit_code) == (0, 1, 1)
    assert "Another account already has this e-mail address." in again.stderr
