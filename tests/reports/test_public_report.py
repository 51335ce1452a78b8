"""The public board report of the city, of two quarters: made, read in all its forms, attacked by a reader."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import select

from app import db, embedded
from app.access.policies import Actor
from app.access.roles import Role
from app.db import Sessions
from app.db import reading as reading_database
from app.errors import Forbidden, RuleRefused
from app.reports import keeping, protecting, reading, services
from app.reports.disclosure import safe
from app.reports.models import Release, ReleaseFile
from app.reports.queries import releases
from app.reports.rules.figured import figured
from app.reports.rules.figures import Figure
from app.reports.rules.vocabulary import Profile, Unit
from tests.conftest import COORDINATOR, TODAY
from tests.paper.told import broken_rules
from tests.reports.approvals import a_person, approved
from tests.reports.attack.forms import disagreements, more_in_paper, unexplained
from tests.reports.attack.reader import Published, seen, share_of
from tests.reports.attack.solving import Known, Seen, at_least, told, total_is
from tests.reports.conftest import BOUND_TO_NOTHING
from tests.reports.requests import AS_AT, built

THRESHOLD = 5
JUNE = date(2013, 6, 30)


@dataclass(frozen=True)
class Publicly:
    """A public report: its files by their ending, its papers by name and ending, and the true figures."""

    release_id: UUID
    files: Mapping[str, bytes]
    papers: Mapping[tuple[str, str], bytes]
    true: Mapping[str, Figure]

    @property
    def report(self) -> Mapping:
        """Its JSON form, read anew."""
        return json.loads(self.files["json"])

    @cached_property
    def hidden(self) -> dict[str, int]:
        """What it hides, with the true values."""
        told = {each["id"]: each["value"] for each in self.report["figures"]}
        return {
            each: int(figure.value)
            for each, figure in self.true.items()
            if figure.value is not None and told[each] is None
        }

    @cached_property
    def counts(self) -> dict[str, int]:
        """The true counts."""
        return {each: int(figure.value) for each, figure in self.true.items() if figure.unit is Unit.COUNT}


@dataclass(frozen=True, slots=True)
class TwoQuarters:
    """A database with the public reports as at 31 March and 30 June 2013."""

    engine: sa.Engine
    march: Publicly
    june: Publicly


def made_public(as_at: date = AS_AT) -> Publicly:
    release_id = built(
        services.request_board_report(
            as_at=as_at, dated=max(as_at, date(2013, 6, 26)), profile=Profile.PUBLIC, actor=COORDINATOR
        )
    )
    with reading_database(COORDINATOR) as session:
        true = figured(keeping.thawed(session, session.get_one(Release, release_id))).figures
        kept = session.exec(select(ReleaseFile).where(ReleaseFile.release_id == release_id)).all()
        by_name = {tuple(file.name.split("-public.")): file.content for file in kept}
    files = {ending: body for (name, ending), body in by_name.items() if name == "board-report"}
    papers = {name: body for name, body in by_name.items() if name[0] != "board-report"}
    return Publicly(release_id, files, papers, dict(true))


@pytest.fixture(scope="module")
def both_made(services: embedded.Services, city_template: str) -> Iterator[TwoQuarters]:
    services.create_database("loxley_public", template=city_template)
    engine = db.connect(services.urls("loxley_public").app_url)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("LOXLEY_TODAY", TODAY.isoformat())
        made = TwoQuarters(engine, made_public(), made_public(JUNE))
    Sessions.configure(**BOUND_TO_NOTHING)
    yield made
    engine.dispose()


@pytest.fixture
def quarters(both_made: TwoQuarters, monkeypatch: pytest.MonkeyPatch) -> Iterator[TwoQuarters]:
    """Both reports for one test; what it commits is undone."""
    monkeypatch.setenv("LOXLEY_TODAY", TODAY.isoformat())
    with both_made.engine.connect() as connection:
        outer = connection.begin()
        Sessions.configure(bind=connection, join_transaction_mode="create_savepoint")
        yield both_made
        Sessions.configure(**BOUND_TO_NOTHING)
        outer.rollback()


def test_the_public_report_hides_every_small_count_and_keeps_what_it_is_about(both_made):
    for each in (both_made.march, both_made.june):
        shown = {figure: value for figure, value in each.counts.items() if figure not in each.hidden}
        assert not [figure for figure, value in shown.items() if 1 <= value <= THRESHOLD]
        assert len([figure for figure, value in each.hidden.items() if 1 <= value <= THRESHOLD]) > 20
        assert {each for each in shown if "[" not in each} >= {
            f"families.worked-with@{each.report['release']['as_at']}",
            f"cafs.initiated@{each.report['release']['as_at']}",
        }
        assert len(each.hidden) < len(each.true) // 5


def test_json_xlsx_html_and_pdf_say_the_same_and_nothing_else(both_made):
    for each in (both_made.march, both_made.june):
        assert disagreements(each.files) == []
        assert unexplained(each.report) == []
        assert broken_rules(each.files["pdf"]) == []


def test_the_papers_of_the_report_say_nothing_that_it_does_not(both_made):
    for each in (both_made.march, both_made.june):
        names = {name for name, _ in each.papers}
        assert len(names) == 2
        for name in names:
            page, paper = each.papers[name, "html"], each.papers[name, "pdf"]
            assert more_in_paper(name, page, paper, each.report) == []
            assert more_in_paper(
                name, page.replace(b"</section>", b"<p>HOUSING 3</p></section>", 1), paper, each.report
            )


def test_no_form_names_a_member_nor_says_how_a_hidden_number_was_made(both_made):
    for each in (both_made.march, both_made.june):
        members = {str(member) for figure in each.true.values() for member in figure.members or ()}
        assert len(members) > 1000
        for ending in ("html", "json"):
            assert not set(re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", each.files[ending].decode())) & members
        assert not {derived["id"] for derived in each.report["derived"]} & each.hidden.keys()
        assert Published(each.report).made_from_hidden() == []


def test_a_reader_of_one_report_can_tell_no_hidden_count(both_made):
    for each in (both_made.march, both_made.june):
        reader = seen(each.report)
        assert wrong(reader, {**both_made.march.counts, **each.counts}) == []
        assert len(reader.known) > 200
        assert told(reader, THRESHOLD) == {}


def test_a_reader_of_two_quarters_can_tell_no_hidden_count_though_counts_to_date_only_grow(both_made):
    reader = seen(both_made.march.report, both_made.june.report)

    assert wrong(reader, {**both_made.march.counts, **both_made.june.counts}) == []
    assert len([each for each in reader.known if "was final" in each.why]) > 100
    assert told(reader, THRESHOLD) == {}


def wrong(reader: Seen, true: Mapping[str, int]) -> list[str]:
    """What the reader assumes, and is not so: nothing, or the attack would prove nothing."""
    return [each.why for each in reader.known if not each.holds(true)]


DAY = f"@{AS_AT.isoformat()}"
SMALL = f"families.allocated-at-meetings[rollout=2,agency=HOUSING]{DAY}"
"""3 families, in a table; the whole of its agency, 12, is shown."""
BASE = f"families.allocated-at-meetings[agency=HOUSING]{DAY}"


def also(reader: Seen, *known: Known, **shown: int) -> Seen:
    """A reader who knows something more."""
    return Seen({**reader.values, **shown}, (*reader.known, *known))


def test_a_reader_uses_a_planted_share_a_total_elsewhere_and_one_count_more(both_made):
    march = both_made.march
    reader, true = seen(march.report), march.counts
    assert (true[SMALL], true[BASE], reader.values[SMALL], reader.values[BASE]) == (3, 12, None, 12)
    others = [each for each in march.hidden if "agency=PROBATION" in each and "rollout" in each]

    by_share = told(also(reader, share_of([SMALL], BASE, Decimal(25))), THRESHOLD)
    by_total = told(
        also(reader, total_is("elsewhere", others), elsewhere=sum(true[each] for each in others)), THRESHOLD
    )
    by_limit = told(also(reader, at_least("limit", SMALL), limit=4), THRESHOLD)

    assert by_share[SMALL] == (3, 3)
    assert by_total.keys() >= set(others)
    assert by_limit[SMALL][1] in {3, 4}
    assert not [each for each in others if each in by_share]


def test_a_reader_uses_any_hidden_count_that_is_shown_after_all(both_made):
    """Each count that only protects others is there for a reason: shown, it would give one away."""
    march = both_made.march
    reader = seen(march.report)
    besides = [each for each, value in march.hidden.items() if value > THRESHOLD]

    given_away = [
        each
        for each in besides[:8]
        if told(Seen({**reader.values, each: march.hidden[each]}, reader.known), THRESHOLD)
    ]

    assert len(besides) > 15
    assert len(given_away) >= 4  # the others are one with a count that is hidden elsewhere


def planted(files: Mapping[str, bytes], ending: str, old: str, new: str) -> dict[str, bytes]:
    """The files with something written into one of them."""
    text = files[ending].decode()
    assert old in text
    return {**files, ending: text.replace(old, new, 1).encode()}


@pytest.mark.parametrize(
    ("ending", "old", "new", "found"),
    [
        pytest.param("html", "</svg>", "<text>HOUSING 3</text></svg>", "HTML number 3 ", id="chart label"),
        pytest.param(
            "html", "<desc", "<desc>HOUSING 3</desc><desc", "HTML number 3 ", id="description of a chart"
        ),
        pytest.param("html", "The Board is asked to", "HOUSING has 3", "HTML words", id="sentence"),
        pytest.param("json", "The Board is asked to", "HOUSING has 3", "PDF words", id="sentence in JSON"),
        pytest.param(
            "html",
            f'title="withheld" data-figure="{SMALL}">c<',
            f'title="withheld" data-figure="{SMALL}">3<',
            "HTML table",
            id="cell of a table",
        ),
        pytest.param(
            "html",
            f'title="withheld" data-figure="{SMALL}"',
            f'title="3" data-figure="{SMALL}"',
            "HTML number 3 ",
            id="tooltip",
        ),
        pytest.param("html", "</main>", "<!-- 3 --></main>", "HTML number 3 ", id="remark in the code"),
    ],
)
def test_a_number_planted_in_one_form_is_found(both_made, ending, old, new, found):
    files = planted(both_made.march.files, ending, old, new)

    assert [each for each in disagreements(files) if each.startswith(found)]


def test_a_number_planted_in_the_sentences_of_all_forms_is_found(both_made):
    report = both_made.march.report
    report["sections"][0]["blocks"][0]["paragraph"]["text"] += " HOUSING has 3 of them."

    assert unexplained(report) == ["3: How the programme"]


def test_a_release_that_shows_one_hidden_figure_more_is_not_made(quarters):
    """Whatever prints it: tables, charts and sentences take their numbers from cleared figures alone."""
    with reading_database(COORDINATOR) as session:
        release = session.get_one(Release, quarters.march.release_id)
        frozen = keeping.thawed(session, release)
        found = figured(frozen)
        manifest = frozen.manifest
        as_made = protecting.cleared(manifest, found, [])
        assert {each.id for each in as_made[1].values() if each.value is None} >= quarters.march.hidden.keys()
        for figure in (SMALL, f"families.allocated-at-meetings[agency=FCT]{DAY}"):
            protection = manifest.protection
            shown = replace(protection, hidden=tuple(each for each in protection.hidden if each != figure))
            with pytest.raises(RuleRefused) as refused:
                protecting.cleared(replace(manifest, protection=shown), found, [])
            assert refused.value.code == "not-protected"


def test_the_release_keeps_no_hidden_number_and_no_members_and_a_board_reader_opens_none(quarters):
    march = quarters.march
    kept = {each.id: each.value for each in reading.release_figures(march.release_id, actor=COORDINATOR)}
    hidden = next(iter(march.hidden))

    opened = services.open_figure(march.release_id, hidden, actor=COORDINATOR)

    assert {each for each, value in kept.items() if value is None} >= march.hidden.keys()
    assert (opened.figure.value, opened.figure.members) == (None, None)
    assert not opened.families + opened.assessments + opened.records + opened.inputs
    assert opened.definition
    reader = Actor(UUID(int=99), roles=frozenset({Role.BOARD_READER}))
    people = a_person("Cara Submits", Role.PROGRAMME_COORDINATOR), a_person("Olu", Role.AUTHORISING_OFFICER)
    approved(march.release_id, *people)
    opens = services.release_file(march.release_id, "board-report-public.json", actor=reader)
    assert json.loads(opens.content)["marking"] == "OFFICIAL"
    with pytest.raises(Forbidden):
        services.open_figure(march.release_id, hidden, actor=reader)


def test_the_public_report_is_made_again_byte_for_byte_though_a_stricter_proof_would_refuse_it(
    quarters, monkeypatch
):
    """It is public, and cannot be taken back: what is made is proved, what was made is not."""
    march = quarters.march
    monkeypatch.setattr(safe, "unproven", lambda *_: [SMALL])
    with reading_database(COORDINATOR) as session:
        frozen = keeping.thawed(session, session.get_one(Release, march.release_id))
    with pytest.raises(RuleRefused) as refused:
        protecting.cleared(frozen.manifest, figured(frozen), [])
    assert refused.value.code == "not-protected"

    again = services.rebuilt(march.release_id, actor=COORDINATOR)

    assert (again.figures, again.is_sound) == ((), True)
    assert len(again.files) == 8
    assert all(is_same for _, is_same in again.files)


def test_a_rebuilt_public_report_shows_nothing_that_it_did_not_show(quarters):
    """Not even a figure that is counted today alone, or one that its list of hidden counts has lost."""
    march = quarters.march
    with reading_database(COORDINATOR) as session:
        release = session.get_one(Release, march.release_id)
        frozen, kept = keeping.thawed(session, release), releases.figures_of(session, release)
        found = figured(frozen)
    protection = frozen.manifest.protection
    lost = replace(frozen.manifest, protection=replace(protection, hidden=()))
    newly = next(figure for figure in kept if figure.measure == "cafs.open")

    _, again = protecting.cleared_again(frozen.manifest, found, kept)
    _, without = protecting.cleared_again(lost, found, [each for each in kept if each is not newly])

    assert {each.id: each.value for each in kept} == {each.id: each.value for each in again.values()}
    assert {each.id for each in without.values() if each.value is None} == {
        newly.id,
        *(each.id for each in again.values() if each.value is None),
    }


def test_the_second_public_report_is_made_again_and_names_the_first(quarters):
    after = services.rebuilt(quarters.june.release_id, actor=COORDINATOR)

    assert after.figures == ()
    assert len(after.files) == 8
    assert all(is_same for _, is_same in after.files)
    sections = quarters.june.report["sections"]
    assert "the 1 public report before it" in str([each for each in sections if "small" in each["title"]])
    past = {f"cafs.initiated[financial-year=2011/12]@{day}" for day in (AS_AT, JUNE)}
    counted = {**quarters.march.counts, **quarters.june.counts}
    assert len({counted[each] for each in past}) == 1


def test_a_measure_declared_since_an_earlier_report_was_not_published_in_it(quarters):
    with reading_database(COORDINATOR) as session:
        (release, _) = releases.public_releases(session)
        frozen, kept = keeping.thawed(session, release), releases.figures_of(session, release)
        newly = next(figure for figure in kept if figure.measure == "cafs.open")

        before = protecting.published(frozen, kept)
        without = protecting.published(frozen, [each for each in kept if each is not newly])

    assert newly.id in {each.id for each in before.counts.figures}
    assert newly.id not in {each.id for each in without.counts.figures}
    assert before.hidden >= quarters.march.hidden.keys()
