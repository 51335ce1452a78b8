"""The whole life of a return, by the three people it needs, and each refusal on its way."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from app.claims.queries.money import claimed_lines
from app.claims.rules.lifecycle import LineState
from app.claims.rules.returns import AnswerOutcome, FoundBy, ReturnState
from app.claims.services import answering, returning
from app.claims.services.answering import Answer
from app.db import reading, transaction
from app.errors import Conflict, DomainError, Forbidden, NotFound, RuleRefused
from app.jobs import queue
from app.jobs.models import JobStatus
from app.programme.packs import Route
from app.reports import return_movements, signing
from app.reports import services as reports
from tests.claims.claimable import a_window, change_rows, put_in, with_progress
from tests.conftest import ANALYST
from tests.days import TODAY
from tests.reports import returning as world
from tests.reports.records import ask, figures, run
from tests.reports.requests import COUNCIL
from tests.reports.returning import People

pytestmark = pytest.mark.usefixtures("on_the_demonstrations_day")

OCTOBER = date(2013, 10, 14)


@pytest.fixture
def people(database: sa.Connection) -> People:
    """The people that a return needs, over a small programme."""
    world.a_small_programme(database)
    return world.the_people()


@pytest.fixture
def window(people: People) -> UUID:
    """The July 2013 window."""
    return world.july()


def refused(act: Callable[[], object]) -> tuple[type[DomainError], str, str]:
    """How something is refused: its kind, its code and its sentence."""
    with pytest.raises(DomainError) as refusal:
        act()
    return type(refusal.value), refusal.value.code, refusal.value.message


class TestPreparing:
    def test_a_return_has_every_audited_line_of_its_window_and_no_line_moves_yet(
        self, people: People, window: UUID
    ):
        lines = world.audited(4, window, people)
        other = world.a_line(
            world.claimable(1)[0].family_id,
            Route.EDUCATION_AND_CRIME,
            window,
            people,
            state=LineState.WITH_INTERNAL_AUDIT,
        )

        opened = world.opened(returning.prepare(window, actor=people.preparer, on=TODAY), people.preparer)

        assert {line.then.line_id for line in opened.claimed} == set(lines)
        assert {world.state_of(line) for line in lines} == {LineState.AUDITED}
        assert world.state_of(other) is LineState.WITH_INTERNAL_AUDIT
        assert (opened.read.number, opened.read.state) == (1, ReturnState.PREPARING)
        assert opened.read.lines == len(lines)
        assert opened.read.pence == sum(line.value_pence for line in opened.claimed)

    def test_a_line_that_an_import_calls_audited_is_not_put_on(self, people: People, window: UUID):
        line = world.a_line(
            world.claimable(1)[0].family_id,
            Route.EDUCATION_AND_CRIME,
            window,
            people,
            state=LineState.EVIDENCE_COMPLETE,
        )
        with transaction(people.preparer) as session:
            session.execute(
                sa.text(
                    "update claim_line set state = 'audited', proof = null, proof_digest = null"
                    " where id = :id"
                ),
                {"id": line},
            )

        assert refused(lambda: returning.prepare(window, actor=people.preparer, on=TODAY))[1] == (
            "nothing-to-return"
        )

    def test_lines_are_put_on_and_taken_off_while_it_is_prepared(self, people: People, window: UUID):
        first = world.audited(2, window, people)
        return_id = returning.prepare(window, actor=people.preparer, on=TODAY)
        later = world.audited(1, window, people)

        assert returning.put_on(return_id, 1, actor=people.preparer) == len(later)
        assert returning.take_off(return_id, 2, first[:1], actor=people.preparer) == 1

        on_it = {line.then.line_id for line in world.opened(return_id, people.preparer).claimed}
        assert on_it == {*first[1:], *later}
        assert refused(lambda: returning.take_off(return_id, 3, [uuid4()], actor=people.preparer))[1:] == (
            "no-line-chosen",
            "Choose at least one line that is on the return.",
        )
        returning.put_on(return_id, 3, actor=people.preparer)
        assert refused(lambda: returning.put_on(return_id, 4, actor=people.preparer))[1:] == (
            "nothing-to-put-on",
            "Every audited line of this window is on the return.",
        )

    def test_what_came_in_since_keeps_a_claim_from_going_on_though_nobody_has_raised_it(
        self, people: People, window: UUID
    ):
        world.audited(1, window, people)
        return_id = returning.prepare(window, actor=people.preparer, on=TODAY)
        with transaction(people.preparer) as session:
            run(
                session,
                "update criterion_evidence set met = false, extract_on = :later where family_id in"
                " (select family_id from claim)",
                later=TODAY + timedelta(1),
            )

        stopping = {check.code for check in world.opened(return_id, people.preparer).stopping}
        assert "R005" in stopping

    def test_a_window_has_one_return_at_a_time_and_none_of_nothing(self, people: People, window: UUID):
        assert refused(lambda: returning.prepare(window, actor=people.preparer, on=TODAY)) == (
            RuleRefused,
            "nothing-to-return",
            "No line of this window has passed internal audit, and nothing claimed before has changed.",
        )
        world.audited(1, window, people)
        return_id = returning.prepare(window, actor=people.preparer, on=TODAY)
        assert refused(lambda: returning.prepare(window, actor=people.second_preparer, on=TODAY)) == (
            Conflict,
            "return-open",
            "A return of this window is being prepared, or waits for signature. Go on with that one.",
        )
        returning.abandon(return_id, 1, actor=people.preparer)
        again = returning.prepare(window, actor=people.preparer, on=TODAY)
        assert world.opened(again, people.preparer).read.number == 2

    def test_a_window_that_there_is_not_has_no_return(self, people: People):
        with pytest.raises(NotFound):
            returning.prepare(uuid4(), actor=people.preparer, on=TODAY)

    def test_who_opened_it_is_on_the_trail_without_a_name(self, people: People, window: UUID):
        world.audited(1, window, people)
        return_id = returning.prepare(window, actor=people.preparer, on=TODAY)
        world.opened(return_id, people.officer)

        trail = ask(
            "select action, user_id, details from audit_event where subject_id = :id order by position",
            id=return_id,
        )

        assert [(each.action, each.user_id, each.details) for each in trail] == [
            ("return.prepared", people.preparer.user_id, {"lines": 1}),
            ("return.opened", people.officer.user_id, {}),
        ]


class TestSigning:
    def test_from_preparing_to_paid_by_three_people(self, people: People, window: UUID):
        lines = world.audited(12, window, people)
        return_id = returning.prepare(window, actor=people.preparer, on=TODAY)

        world.sent(return_id, people)
        assert {world.state_of(line) for line in lines} == {LineState.ON_A_RETURN}
        job_id = signing.sign(
            return_id, world.version_of(return_id), actor=people.officer, on=TODAY, organisation=COUNCIL
        )
        assert {world.state_of(line) for line in lines} == {LineState.SUBMITTED}
        signing.build_files(job_id)
        signing.submitted(
            return_id,
            world.version_of(return_id),
            TODAY,
            "DCLG-42",
            actor=people.preparer,
            on=TODAY,
        )
        paid = answering.answer_rest(
            return_id, world.version_of(return_id), TODAY, actor=people.preparer, on=TODAY
        )

        assert paid == len(lines)
        assert {world.state_of(line) for line in lines} == {LineState.PAID}
        found = answering.answers(return_id, actor=people.officer)
        assert found.read.state is ReturnState.ANSWERED
        assert found.reconciled.is_closed
        assert found.reconciled.paid == found.read.pence

    def test_the_release_counts_the_lines_and_is_made_again_byte_for_byte(self, people: People, window: UUID):
        world.audited(12, window, people)
        return_id = returning.prepare(window, actor=people.preparer, on=TODAY)
        world.signed(return_id, people)
        opened = world.opened(return_id, people.officer)
        assert opened.release_id is not None

        kept = figures(opened.release_id)
        rebuilt = reports.rebuilt(opened.release_id, actor=people.officer)

        values = [line.value_pence for line in opened.claimed]
        elsewhere = {line.family_id for line in opened.claimed if line.then.funded_elsewhere}
        assert kept["families.turned-around[span=in-window]"] == 12
        assert kept["families.turned-around[span=cumulative]"] == 12
        assert kept["families.turned-around-funded-elsewhere"] == len(elsewhere) > 0
        assert kept["money.results[span=in-window]"] == sum(values)
        assert kept["money.difference"] == sum(values)
        assert kept["families.claims-taken-back"] == 0
        assert [name for name, _ in rebuilt.files] == [
            "return-2013-07.csv",
            "return-2013-07.json",
            "return-2013-07.pdf",
            "return-2013-07.xlsx",
        ]
        assert all(same for _, same in rebuilt.files)
        assert rebuilt.figures == ()

    def test_its_files_carry_who_prepared_audited_and_signed_it_and_no_family(
        self, people: People, window: UUID
    ):
        world.audited(3, window, people)
        return_id = returning.prepare(window, actor=people.preparer, on=TODAY)
        world.signed(return_id, people)
        opened = world.opened(return_id, people.officer)
        assert opened.release_id is not None

        body = reports.release_file(opened.release_id, "return-2013-07.json", actor=people.officer).content
        told = body.decode()

        assert json.loads(told)["release"]["as_at"] == TODAY.isoformat()
        assert "Draft" not in told
        signatures = told[told.index("Signatures") :]
        for each in ("Petra Preparer", "Ayo Auditor", "Olive Officer", "Looked at, and as it should be."):
            assert each in told
        assert "Not signed" not in signatures
        assert not [line.then.reference for line in opened.claimed if (line.then.reference or "") in told]

    def test_what_was_signed_stays_as_it_was_when_the_records_change(self, people: People, window: UUID):
        lines = world.audited(6, window, people)
        return_id = returning.prepare(window, actor=people.preparer, on=TODAY)
        world.submitted(return_id, people)
        before = world.opened(return_id, people.officer)
        assert before.release_id is not None
        answer = Answer(AnswerOutcome.NOT_VALID, TODAY, reason="Not proved.", found_by=FoundBy.COUNCIL)
        answering.answer_line(
            return_id, before.read.version, lines[0], answer, actor=people.preparer, on=TODAY
        )
        family = before.claimed[1].family_id
        with transaction(people.preparer) as session:
            run(session, "update family set attached_on = attached_on + 400 where id = :id", id=family)

        after = world.opened(return_id, people.officer)

        assert [(each.then.line_id, each.value_pence) for each in after.claimed] != []
        assert {each.then.line_id for each in after.claimed} == {each.then.line_id for each in before.claimed}
        assert after.read.pence == before.read.pence
        assert after.checks == before.checks
        assert after.now == before.now
        assert all(same for _, same in reports.rebuilt(before.release_id, actor=people.officer).files)

    def test_a_refused_return_gives_its_lines_back_and_stays_as_it_was_refused(
        self, people: People, window: UUID
    ):
        lines = world.audited(3, window, people)
        return_id = returning.prepare(window, actor=people.preparer, on=TODAY)
        version = world.sent(return_id, people)

        signing.refuse(return_id, version, "Two of these look wrong.", actor=people.officer, on=TODAY)

        assert {world.state_of(line) for line in lines} == {LineState.AUDITED}
        read = world.opened(return_id, people.preparer).read
        assert (read.state, read.decision_reason, read.decider) == (
            ReturnState.REFUSED,
            "Two of these look wrong.",
            "Olive Officer",
        )
        world.move(lines[0], LineState.WITHDRAWN, people.preparer, reason="Not to be proved.")
        again = world.opened(returning.prepare(window, actor=people.preparer, on=TODAY), people.preparer)
        assert again.last_title == "July 2013, return 1"
        assert [(each.line.line_id, each.joined, each.why) for each in again.moved] == [
            (lines[0], False, "Withdrawn: Not to be proved.")
        ]
        assert len(world.opened(return_id, people.preparer).claimed) == len(lines)

    def test_nothing_of_a_return_that_was_sent_is_changed_by_its_preparer(self, people: People, window: UUID):
        lines = world.audited(2, window, people)
        return_id = returning.prepare(window, actor=people.preparer, on=TODAY)
        version = world.sent(return_id, people)
        sentence = "This return has been sent for signature, so it stays as it is."

        for act in (
            lambda: returning.take_off(return_id, version, lines, actor=people.preparer),
            lambda: returning.put_on(return_id, version, actor=people.preparer),
            lambda: returning.abandon(return_id, version, actor=people.preparer),
            lambda: signing.send(return_id, version, actor=people.preparer, on=TODAY, organisation=COUNCIL),
        ):
            assert refused(act)[1:] == ("return-sent", sentence)

    def test_an_unexplained_query_stops_it_with_one_sentence(self, people: People, window: UUID):
        world.audited(2, window, people)
        return_id = returning.prepare(window, actor=people.preparer, on=TODAY)

        kind, code, sentence = refused(
            lambda: signing.send(return_id, 1, actor=people.preparer, on=TODAY, organisation=COUNCIL)
        )

        assert (kind, code) == (RuleRefused, "query-unexplained")
        assert sentence.startswith("R101Q needs an explanation before this return goes on: 2 families")

    def test_an_explanation_counts_only_for_what_was_found_when_it_was_given(
        self, people: People, window: UUID
    ):
        world.audited(2, window, people)
        return_id = returning.prepare(window, actor=people.preparer, on=TODAY)
        world.explain_all(return_id, people.preparer)
        world.audited(1, window, people)
        returning.put_on(return_id, world.version_of(return_id), actor=people.preparer)

        stale = [each for each in world.opened(return_id, people.preparer).checks if each.is_stale]

        assert "R101Q" in {each.code for each in stale}
        assert all(each.stops and each.explanation for each in stale)
        assert (
            refused(
                lambda: signing.send(
                    return_id,
                    world.version_of(return_id),
                    actor=people.preparer,
                    on=TODAY,
                    organisation=COUNCIL,
                )
            )[1]
            == "query-unexplained"
        )

    @pytest.mark.parametrize(
        ("code", "kind", "refusal"),
        [
            pytest.param("R001", RuleRefused, "nothing-to-explain", id="an error"),
            pytest.param("R104Q", RuleRefused, "nothing-to-explain", id="a query that holds"),
            pytest.param("R999", NotFound, "check", id="no check"),
        ],
    )
    def test_only_a_query_that_does_not_hold_is_explained(
        self, people: People, window: UUID, code: str, kind: type[DomainError], refusal: str
    ):
        world.audited(1, window, people)
        return_id = returning.prepare(window, actor=people.preparer, on=TODAY)

        assert refused(
            lambda: signing.explain(
                return_id, 1, code, "Why.", actor=people.preparer, on=TODAY, organisation=COUNCIL
            )
        )[:2] == (kind, refusal)

    def test_a_line_whose_proof_no_longer_passes_stops_the_signature(self, people: People, window: UUID):
        world.audited(2, window, people)
        return_id = returning.prepare(window, actor=people.preparer, on=TODAY)
        version = world.sent(return_id, people)
        family = world.opened(return_id, people.preparer).claimed[0].family_id
        with transaction(people.preparer) as session:
            run(
                session,
                "delete from measurement where person_id in "
                "(select person_id from household_member where family_id = :id)",
                id=family,
            )

        kind, code, sentence = refused(
            lambda: signing.sign(return_id, version, actor=people.officer, on=TODAY, organisation=COUNCIL)
        )

        assert (kind, code) == (RuleRefused, "check-failed")
        assert sentence.startswith("R004 must be mended before this return goes on: 1 family")
        (proof,) = [each for each in world.opened(return_id, people.officer).checks if each.code == "R004"]
        assert [each for each, _ in proof.families] == [family]

    def test_progress_to_work_stands_on_a_later_return_though_school_has_slipped_since(
        self, database: sa.Connection
    ):
        (family,), people, later = put_in(database, with_progress()), world.the_people(), date(2013, 10, 2)
        july, october = a_window(), a_window("October 2013", date(2013, 10, 1), date(2013, 10, 31))
        school = world.a_line(family, Route.EDUCATION_AND_CRIME, july, people)
        change_rows("update measurement set starts_on = '2013-08-05' where kind = 'work-programme'")
        world.a_line(family, Route.PROGRESS_TO_WORK, october, people, value=10_000, on=later)
        change_rows("update claim_line set state = 'paid' where id = :id", id=school)

        return_id = returning.prepare(october, actor=people.preparer, on=later)

        opened = world.opened(return_id, people.preparer, later)
        assert [each.then.route for each in opened.claimed] == [Route.PROGRESS_TO_WORK]
        assert "R004" not in {each.code for each in opened.stopping}

    def test_a_return_is_not_signed_when_its_window_has_closed(self, people: People, window: UUID):
        world.audited(1, window, people)
        return_id = returning.prepare(window, actor=people.preparer, on=TODAY)
        version = world.sent(return_id, people)

        after = date(2013, 8, 1)
        assert refused(
            lambda: signing.sign(return_id, version, actor=people.officer, on=after, organisation=COUNCIL)
        )[2].startswith("R009 must be mended before this return goes on: The window is 1 July 2013")

    def test_a_line_withdrawn_while_the_return_is_prepared_stops_it(self, people: People, window: UUID):
        lines = world.audited(2, window, people)
        return_id = returning.prepare(window, actor=people.preparer, on=TODAY)
        world.move(lines[0], LineState.WITHDRAWN, people.preparer)

        codes = {each.code for each in world.opened(return_id, people.preparer).stopping}
        assert "R003" in codes
        returning.take_off(return_id, 1, lines[:1], actor=people.preparer)
        world.sent(return_id, people)

    def test_a_return_that_does_not_wait_is_neither_signed_nor_refused(self, people: People, window: UUID):
        world.audited(1, window, people)
        return_id = returning.prepare(window, actor=people.preparer, on=TODAY)
        sentence = "This return does not wait for a signature: it is preparing."

        assert refused(
            lambda: signing.sign(return_id, 1, actor=people.officer, on=TODAY, organisation=COUNCIL)
        )[1:] == ("not-waiting", sentence)
        assert refused(lambda: signing.refuse(return_id, 1, "No.", actor=people.officer, on=TODAY))[1:] == (
            "not-waiting",
            sentence,
        )


class TestApart:
    """Nobody prepares, audits and signs the same return."""

    def test_whoever_prepared_it_does_not_sign_it(self, people: People, window: UUID):
        both = world.a_person("Bo Both", *people.preparer.roles, *people.officer.roles)
        world.audited(1, window, people)
        return_id = returning.prepare(window, actor=both, on=TODAY)
        world.explain_all(return_id, people.preparer)
        version = world.version_of(return_id)
        signing.send(return_id, version, actor=both, on=TODAY, organisation=COUNCIL)
        sentence = "You drafted this return, so somebody else must authorise it."

        for act in (
            lambda: signing.sign(return_id, version + 1, actor=both, on=TODAY, organisation=COUNCIL),
            lambda: signing.refuse(return_id, version + 1, "No.", actor=both, on=TODAY),
        ):
            assert refused(act) == (Forbidden, "not-apart", sentence)

    def test_whoever_only_explained_a_check_does_not_sign_it(self, people: People, window: UUID):
        both = world.a_person("Bo Both", *people.preparer.roles, *people.officer.roles)
        world.audited(1, window, people)
        return_id = returning.prepare(window, actor=people.preparer, on=TODAY)
        world.explain_all(return_id, both)
        version = world.sent(return_id, people)

        assert refused(lambda: signing.sign(return_id, version, actor=both, on=TODAY, organisation=COUNCIL))[
            2
        ] == ("You drafted this return, so somebody else must authorise it.")

    def test_whoever_audited_a_line_of_it_neither_prepares_nor_signs_it(self, people: People, window: UUID):
        every = frozenset((*people.preparer.roles, *people.officer.roles))
        auditor = type(people.auditor)(people.auditor.user_id, every)
        world.audited(1, window, people)
        assert refused(lambda: returning.prepare(window, actor=auditor, on=TODAY)) == (
            Forbidden,
            "not-apart",
            "You audited this return, so somebody else must prepare it.",
        )
        return_id = returning.prepare(window, actor=people.preparer, on=TODAY)
        version = world.sent(return_id, people)
        assert (
            refused(lambda: signing.sign(return_id, version, actor=auditor, on=TODAY, organisation=COUNCIL))[
                2
            ]
            == "You audited this return, so somebody else must authorise it."
        )

    def test_whoever_signed_it_does_not_record_that_it_was_submitted(self, people: People, window: UUID):
        both = type(people.officer)(
            people.officer.user_id, frozenset((*people.preparer.roles, *people.officer.roles))
        )
        world.audited(1, window, people)
        return_id = returning.prepare(window, actor=people.preparer, on=TODAY)
        world.signed(return_id, people, with_files=False)

        assert refused(
            lambda: signing.submitted(
                return_id, world.version_of(return_id), TODAY, "D-1", actor=both, on=TODAY
            )
        )[2] == ("You authorised this return, so somebody else must prepare it.")

    @pytest.mark.parametrize(
        "act",
        [
            pytest.param(lambda it, who: returning.prepare(it, actor=who, on=TODAY), id="prepare"),
            pytest.param(lambda it, who: returning.put_on(it, 1, actor=who), id="put on"),
            pytest.param(lambda it, who: returning.take_off(it, 1, [it], actor=who), id="take off"),
            pytest.param(lambda it, who: returning.abandon(it, 1, actor=who), id="abandon"),
            pytest.param(
                lambda it, who: signing.explain(it, 1, "R101Q", "x", actor=who, on=TODAY, organisation=""),
                id="explain",
            ),
            pytest.param(
                lambda it, who: signing.send(it, 1, actor=who, on=TODAY, organisation=""), id="send"
            ),
            pytest.param(
                lambda it, who: signing.submitted(it, 1, TODAY, "x", actor=who, on=TODAY), id="submitted"
            ),
            pytest.param(
                lambda it, who: answering.answer_rest(it, 1, TODAY, actor=who, on=TODAY), id="answer the rest"
            ),
            pytest.param(
                lambda it, who: answering.answer_line(
                    it, 1, it, Answer(AnswerOutcome.PAID, TODAY), actor=who, on=TODAY
                ),
                id="answer a line",
            ),
            pytest.param(lambda it, who: answering.repaid(it, TODAY, actor=who, on=TODAY), id="repaid"),
        ],
    )
    def test_what_is_the_coordinators_is_nobody_elses(
        self, people: People, act: Callable[[UUID, object], object]
    ):
        for who in (people.officer, people.auditor, ANALYST):
            assert refused(lambda who=who: act(uuid4(), who)) == (
                Forbidden,
                "role",
                "Only the programme coordinator may prepare a return and record its answers.",
            )

    def test_a_signature_is_the_authorising_officers_alone(self, people: People):
        for who in (people.preparer, people.auditor, ANALYST):
            for act in (
                lambda who=who: signing.sign(uuid4(), 1, actor=who, on=TODAY, organisation=""),
                lambda who=who: signing.refuse(uuid4(), 1, "x", actor=who, on=TODAY),
            ):
                assert refused(act)[1:] == (
                    "role",
                    "Only the authorising officer may sign or refuse a return.",
                )

    def test_an_auditor_and_an_analyst_open_no_return(self, people: People):
        for who in (people.auditor, ANALYST):
            for act in (
                lambda who=who: returning.returns(actor=who),
                lambda who=who: world.opened(uuid4(), who),
                lambda who=who: answering.answers(uuid4(), actor=who),
                lambda who=who: signing.make_files_again(uuid4(), actor=who),
            ):
                assert refused(act)[1:] == ("role", "Only those who prepare and sign returns may open them.")


class TestFiles:
    def test_a_message_that_comes_twice_makes_the_files_once(self, people: People, window: UUID):
        world.audited(1, window, people)
        return_id = returning.prepare(window, actor=people.preparer, on=TODAY)
        job_id = world.signed(return_id, people)
        signing.build_files(job_id)

        assert len(world.opened(return_id, people.officer).files) == 4
        assert world.job(job_id).status is JobStatus.READY

    def test_work_that_failed_is_asked_for_again(self, people: People, window: UUID):
        world.audited(1, window, people)
        return_id = returning.prepare(window, actor=people.preparer, on=TODAY)
        assert refused(lambda: signing.make_files_again(return_id, actor=people.officer))[1] == "not-signed"
        job_id = world.signed(return_id, people, with_files=False)
        assert refused(lambda: signing.make_files_again(return_id, actor=people.officer))[1] == (
            "files-being-made"
        )
        queue.fail(people.officer, job_id, RuntimeError("out of paper"))
        assert refused(
            lambda: signing.submitted(
                return_id, world.version_of(return_id), TODAY, "D-1", actor=people.preparer, on=TODAY
            )
        )[1:] == ("files-not-made", "The files of this return are still being made.")

        signing.build_files(signing.make_files_again(return_id, actor=people.preparer))

        opened = world.opened(return_id, people.officer)
        assert len(opened.files) == 4
        assert refused(lambda: signing.make_files_again(return_id, actor=people.officer))[1] == "files-made"
        assert opened.release_id is not None
        assert all(same for _, same in reports.rebuilt(opened.release_id, actor=people.officer).files)

    def test_the_work_on_signed_files_is_not_cancelled(self, people: People, window: UUID):
        world.audited(1, window, people)
        job_id = world.signed(
            returning.prepare(window, actor=people.preparer, on=TODAY), people, with_files=False
        )

        assert refused(lambda: queue.cancel(job_id, actor=people.officer))[1:] == (
            "never-cancelled",
            "The files of a signed return are made, and not cancelled.",
        )

    @pytest.mark.parametrize(
        "on",
        [
            pytest.param(TODAY - timedelta(days=1), id="before"),
            pytest.param(TODAY + timedelta(days=1), id="to come"),
        ],
    )
    def test_a_return_is_submitted_between_its_signature_and_today(
        self, people: People, window: UUID, on: date
    ):
        world.audited(1, window, people)
        return_id = returning.prepare(window, actor=people.preparer, on=TODAY)
        world.signed(return_id, people)

        assert refused(
            lambda: signing.submitted(
                return_id, world.version_of(return_id), on, "D-1", actor=people.preparer, on=TODAY
            )
        )[1:] == ("submitted-day", "It was submitted today or earlier, and not before it was signed.")


class TestAnswers:
    @pytest.fixture
    def lines(self, people: People, window: UUID) -> list[UUID]:
        """Lines that are worth something, of a return that is submitted."""
        world.audited(6, window, people)
        self.return_id = returning.prepare(window, actor=people.preparer, on=TODAY)
        self.version = world.as_submitted(self.return_id, people)
        self.people = people
        claimed = world.opened(self.return_id, people.preparer).claimed
        return [line.then.line_id for line in claimed if line.value_pence]

    def answer(self, line_id: UUID, outcome: AnswerOutcome, on: date = TODAY, **given: object) -> None:
        answering.answer_line(
            self.return_id,
            world.version_of(self.return_id),
            line_id,
            Answer(outcome, on, **given),  # type: ignore[arg-type]
            actor=self.people.preparer,
            on=TODAY,
        )

    def test_lines_are_answered_one_by_one_and_reconciled(self, lines: list[UUID]):
        first, second, third, *_ = lines
        self.answer(first, AnswerOutcome.PAID)
        self.answer(second, AnswerOutcome.PART_PAID, paid_pence=10_000)
        self.answer(third, AnswerOutcome.NOT_VALID, reason="No evidence of attendance.")

        found = answering.answers(self.return_id, actor=self.people.preparer)

        by_line = {each.line.line_id: each for each in found.lines}
        assert [by_line[each].outcome for each in (first, second, third)] == list(AnswerOutcome)
        assert [world.state_of(each) for each in (first, second, third)] == [
            LineState.PAID,
            LineState.PAID,
            LineState.NOT_VALID,
        ]
        assert found.reconciled.holds
        assert found.reconciled.not_valid == by_line[third].line.value_pence
        assert found.reconciled.paid == by_line[first].line.value_pence + 10_000
        assert first not in {each.line.line_id for each in found.reconciled.differing}
        assert (found.repayments, found.read.state) == ((), ReturnState.SUBMITTED)

    def test_the_programmes_money_tells_a_part_that_was_paid_as_that_part(self, lines: list[UUID]):
        self.answer(lines[0], AnswerOutcome.PART_PAID, paid_pence=10_000)

        with reading(self.people.preparer) as session:
            paid = [each for each in claimed_lines(session) if each.state is LineState.PAID]

        assert [(each.paid, each.worth_paid) for each in paid] == [(10_000, 10_000)]

    def test_a_part_that_was_paid_is_made_up_later_without_another_move(self, lines: list[UUID]):
        self.answer(lines[0], AnswerOutcome.PART_PAID, paid_pence=10_000)
        self.answer(lines[0], AnswerOutcome.PAID)

        moves = ask("select to_state from claim_move where line_id = :id and to_state = 'paid'", id=lines[0])
        found = answering.answers(self.return_id, actor=self.people.preparer)

        assert len(moves) == 1
        (answered,) = [each for each in found.lines if each.line.line_id == lines[0]]
        assert (answered.outcome, answered.unpaid_pence) == (AnswerOutcome.PAID, 0)

    def test_a_line_found_not_valid_after_it_was_paid_is_repaid_and_followed_to_done(self, lines: list[UUID]):
        answering.answer_rest(self.return_id, self.version, TODAY, actor=self.people.preparer, on=TODAY)
        self.answer(lines[0], AnswerOutcome.NOT_VALID, reason="Found by a spot check.")

        found = answering.answers(self.return_id, actor=self.people.preparer)

        (due,) = found.repayments
        value = next(each.line.value_pence for each in found.lines if each.line.line_id == lines[0])
        assert (due.line_id, due.pence, due.due_on, due.repaid_on) == (
            lines[0],
            value,
            TODAY + timedelta(days=30),
            None,
        )
        assert found.reconciled.to_repay == value
        assert found.reconciled.holds
        assert found.read.state is ReturnState.ANSWERED
        tomorrow = TODAY + timedelta(days=1)
        assert (
            refused(lambda: answering.repaid(due.id, tomorrow, actor=self.people.preparer, on=TODAY))[1]
            == "repaid-day"
        )
        answering.repaid(due.id, TODAY, actor=self.people.preparer, on=TODAY)
        assert refused(lambda: answering.repaid(due.id, TODAY, actor=self.people.preparer, on=TODAY)) == (
            Conflict,
            "repaid-already",
            "Somebody has recorded already that this was repaid.",
        )
        assert answering.answers(self.return_id, actor=self.people.preparer).repayments[0].repaid_on == TODAY

    def test_a_part_is_what_is_repaid_where_only_a_part_came(self, lines: list[UUID]):
        self.answer(lines[0], AnswerOutcome.PART_PAID, paid_pence=12_345)
        self.answer(lines[0], AnswerOutcome.NOT_VALID, reason="Found by a spot check.")

        assert [
            each.pence for each in answering.answers(self.return_id, actor=self.people.preparer).repayments
        ] == [12_345]

    def test_not_valid_is_for_good(self, lines: list[UUID]):
        self.answer(lines[0], AnswerOutcome.NOT_VALID, reason="Not proved.")

        assert refused(lambda: self.answer(lines[0], AnswerOutcome.PAID))[1:] == (
            "move-not-allowed",
            "A claim line that is not valid may not become paid.",
        )

    @pytest.mark.parametrize("days", [-1, 1])
    def test_an_answer_comes_between_the_submission_and_today(self, lines: list[UUID], days: int):
        on = TODAY + timedelta(days=days)

        assert refused(lambda: self.answer(lines[0], AnswerOutcome.PAID, on))[1] == "answer-day"

    def test_a_line_of_another_return_is_not_this_ones(self, lines: list[UUID]):
        assert refused(lambda: self.answer(uuid4(), AnswerOutcome.PAID))[:2] == (NotFound, "line")

    def test_when_all_are_answered_there_is_no_rest(self, lines: list[UUID]):
        answering.answer_rest(self.return_id, self.version, TODAY, actor=self.people.preparer, on=TODAY)

        assert refused(
            lambda: answering.answer_rest(
                self.return_id, self.version + 1, TODAY, actor=self.people.preparer, on=TODAY
            )
        )[1:] == ("all-answered", "Every line of this return has its answer already.")

    def test_what_was_not_submitted_has_no_answer_but_may_be_found_wrong(self, people: People, window: UUID):
        line, *_ = world.audited(2, window, people)
        return_id = returning.prepare(window, actor=people.preparer, on=TODAY)
        world.signed(return_id, people)
        by_council = Answer(AnswerOutcome.NOT_VALID, TODAY, reason="Our mistake.", found_by=FoundBy.COUNCIL)

        def answered(answer: Answer) -> None:
            answering.answer_line(
                return_id, world.version_of(return_id), line, answer, actor=people.preparer, on=TODAY
            )

        assert refused(lambda: answered(Answer(AnswerOutcome.PAID, TODAY)))[1:] == (
            "not-submitted",
            "This return has not been submitted, so no answer to it can have come.",
        )
        answered(by_council)
        assert world.state_of(line) is LineState.NOT_VALID
        assert world.opened(return_id, people.preparer).read.state is ReturnState.SIGNED


class TestCorrecting:
    def test_a_line_found_wrong_makes_a_new_return_with_its_difference_and_leaves_the_old_one(
        self, people: People, window: UUID
    ):
        world.audited(6, window, people)
        first = returning.prepare(window, actor=people.preparer, on=TODAY)
        version = world.submitted(first, people)
        before = world.opened(first, people.officer)
        assert before.release_id is not None
        wrong = next(line.then for line in before.claimed if line.value_pence)
        old_files = {each.name: each.digest for each in before.files}
        answer = Answer(
            AnswerOutcome.NOT_VALID, TODAY, reason="A child was missed.", found_by=FoundBy.COUNCIL
        )
        answering.answer_line(first, version, wrong.line_id, answer, actor=people.preparer, on=TODAY)

        second = returning.prepare(window, actor=people.preparer, on=TODAY)
        world.signed(second, people)

        opened = world.opened(second, people.officer)
        assert (opened.read.number, opened.read.corrects_id, opened.read.corrects_number) == (2, first, 1)
        assert [line.then.line_id for line in opened.taken_back] == [wrong.line_id]
        assert opened.claimed == ()
        assert [(each.line.line_id, each.why) for each in opened.moved] == [
            (wrong.line_id, "Not valid: A child was missed.")
        ]
        assert opened.release_id is not None
        kept = figures(opened.release_id)
        assert kept["families.turned-around[span=cumulative]"] == 5
        assert kept["families.turned-around[span=in-window]"] == 0
        assert kept["money.claims-taken-back"] == wrong.value_pence
        assert kept["money.difference"] == -wrong.value_pence
        assert [each.name for each in opened.files] == [
            "return-2013-07-2.csv",
            "return-2013-07-2.json",
            "return-2013-07-2.pdf",
            "return-2013-07-2.xlsx",
        ]
        after = world.opened(first, people.officer)
        assert {each.name: each.digest for each in after.files} == old_files
        assert figures(before.release_id)["families.turned-around[span=cumulative]"] == 6

    def test_the_next_window_counts_what_was_claimed_before_and_stands(self, people: People, window: UUID):
        world.audited(6, window, people)
        first = returning.prepare(window, actor=people.preparer, on=TODAY)
        world.as_submitted(first, people)
        october = world.window_of("October 2013")
        world.audited(1, october, people)

        second = returning.prepare(october, actor=people.preparer, on=OCTOBER)
        opened = world.opened(second, people.preparer, OCTOBER)

        assert (opened.now["turned-around"].families, opened.last_title) == (7, "July 2013, return 1")
        assert opened.last is not None
        assert opened.last["turned-around"].families == 6
        assert {each.joined for each in opened.moved} == {True}
        assert len({each.line.family_id for each in opened.moved}) == 1
        world.signed(second, people, OCTOBER, with_files=False)
        signed = world.opened(second, people.officer, OCTOBER)
        assert signed.release_id is not None
        kept = figures(signed.release_id)
        assert kept["families.turned-around[span=cumulative]"] == 7
        assert kept["families.turned-around[span=in-window]"] == 1
        assert kept["money.results[span=in-window]"] == signed.read.pence
        assert kept["money.results[span=cumulative]"] == sum(each.then.value_pence for each in signed.lines)

    def test_a_return_that_waits_while_another_takes_a_line_back_is_not_signed_as_it_was_sent(
        self, people: People, window: UUID
    ):
        world.audited(3, window, people)
        first = returning.prepare(window, actor=people.preparer, on=TODAY)
        version = world.as_submitted(first, people)
        wrong = next(line.then for line in world.opened(first, people.officer).claimed if line.value_pence)
        october = world.window_of("October 2013")
        world.audited(1, october, people)
        second = returning.prepare(october, actor=people.preparer, on=OCTOBER)
        waiting = world.sent(second, people, OCTOBER)
        answer = Answer(AnswerOutcome.NOT_VALID, TODAY, reason="Our mistake.", found_by=FoundBy.COUNCIL)
        answering.answer_line(first, version, wrong.line_id, answer, actor=people.preparer, on=TODAY)

        assert refused(
            lambda: signing.sign(second, waiting, actor=people.officer, on=OCTOBER, organisation=COUNCIL)
        )[2] == (
            "R012 must be mended before this return goes on: 1 line claimed before stands otherwise than "
            "then. Refuse the return, and prepare it again."
        )
        signing.refuse(second, waiting, "Prepare it again.", actor=people.officer, on=OCTOBER)
        again = returning.prepare(october, actor=people.preparer, on=OCTOBER)
        world.signed(again, people, OCTOBER, with_files=False)
        taken_back = world.opened(again, people.officer, OCTOBER).taken_back
        assert [line.then.line_id for line in taken_back] == [wrong.line_id]


class TestMovements:
    def test_the_programmes_lines_stand_beside_the_last_signed_return_with_every_family_that_moved(
        self, people: People, window: UUID
    ):
        world.audited(2, window, people)
        first = returning.prepare(window, actor=people.preparer, on=TODAY)
        before = return_movements.movements(first, actor=people.officer, on=TODAY, organisation=COUNCIL)
        world.as_submitted(first, people)
        line = world.opened(first, people.preparer).claimed[0]
        answer = Answer(AnswerOutcome.NOT_VALID, TODAY, reason="Our mistake.", found_by=FoundBy.COUNCIL)
        answering.answer_line(
            first, world.version_of(first), line.then.line_id, answer, actor=people.preparer, on=TODAY
        )
        second = returning.prepare(window, actor=people.preparer, on=TODAY)
        with transaction(people.preparer) as session:
            run(session, "delete from criterion_evidence where family_id = :id", id=line.family_id)

        after = return_movements.movements(second, actor=people.officer, on=TODAY, organisation=COUNCIL)

        then, now = ({each.name: each for each in found.programme} for found in (before, after))
        assert before.signed_title is None
        assert all(each.then is None and each.moved == () for each in before.programme)
        assert after.signed_title == "July 2013, return 1"
        identified = now["families.identified"]
        assert (identified.then, identified.now) == (
            then["families.identified"].now,
            then["families.identified"].now - 1,
        )
        assert [(each.family_id, each.joined, each.why) for each in identified.moved] == [
            (line.family_id, False, "criteria confirmed: yes → no")
        ]
        assert now["families.worked-with"].moved == ()
        assert now["programme.target-families"].then == now["programme.target-families"].now == 1200

    def test_a_signed_return_shows_what_moved_as_it_was_signed(self, people: People, window: UUID):
        world.audited(1, window, people)
        return_id = returning.prepare(window, actor=people.preparer, on=TODAY)
        world.signed(return_id, people)

        found = return_movements.movements(return_id, actor=people.officer, on=TODAY, organisation=COUNCIL)

        assert found.programme[1].now > 0

    def test_a_refused_return_froze_nothing_of_the_programme(self, people: People, window: UUID):
        world.audited(1, window, people)
        return_id = returning.prepare(window, actor=people.preparer, on=TODAY)
        signing.refuse(return_id, world.sent(return_id, people), "No.", actor=people.officer, on=TODAY)

        found = return_movements.movements(return_id, actor=people.officer, on=TODAY, organisation=COUNCIL)

        assert found.programme == ()
        assert found.opened.checks == ()
