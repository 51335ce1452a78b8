"""The words of the Board's report as the coordinator writes them, and the report that is made with them."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import select

from app import clock
from app.access.roles import Role
from app.audit import AuditEvent
from app.db import reading, transaction
from app.demo.board_words import AS_AT, ASKED, RISKS, TITLE_BLOCK, write_for_the_board
from app.errors import Conflict, Forbidden, NotFound, RuleRefused
from app.reports import board_registers, making, services, writing
from app.reports.models_words import BoardText
from app.reports.render.words import text_of
from app.reports.rules.document import Paragraph
from app.reports.rules.vocabulary import Profile
from tests.conftest import COORDINATOR, TODAY
from tests.reports.records import ask
from tests.reports.requests import COUNCIL, built

ANALYST = replace(COORDINATOR, roles=frozenset({Role.ANALYST}))
JUNE = date(2013, 6, 26)


def save(text, *, version=0, section="legal", as_at=AS_AT):
    return writing.save_text(section, text, as_at, version=version, organisation=COUNCIL, actor=COORDINATOR)


def opened(section="legal"):
    return writing.section_text(section, AS_AT, organisation=COUNCIL, actor=COORDINATOR)


def made(profile=Profile.INTERNAL):
    job = services.request_board_report(as_at=AS_AT, dated=JUNE, profile=profile, actor=COORDINATOR)
    return built(job)


def test_a_text_is_drafted_written_changed_and_taken_back_and_every_version_stays(released):
    drafted = opened("claims")
    assert "{families.potential-claims} families are being checked" in drafted.draft
    assert (drafted.text, drafted.version) == (None, 0)
    assert any(each.place == "{families.worked-with}" and each.value == "375" for each in drafted.figures)

    assert save("We check {families.potential-claims} families.", section="claims") == 1
    assert save("", version=1, section="claims") == 2

    found = opened("claims")
    assert (found.text, found.version) == (None, 2)
    assert [each.text for each in found.history] == ["", "We check {families.potential-claims} families."]
    assert [(each.as_at, each.texts) for each in writing.periods(actor=COORDINATOR)] == [(AS_AT, 0)]


def test_who_started_from_an_older_version_is_told_and_changes_nothing(released):
    save("With consent.")

    with pytest.raises(Conflict) as clash:
        save("Without it.")

    assert (clash.value.code, clash.value.version) == ("changed-meanwhile", 1)
    assert opened().text == "With consent."
    several = {"claims": "Not kept.", "legal": "Without it."}
    with pytest.raises(Conflict):
        writing.save_texts(several, AS_AT, version=0, organisation=COUNCIL, actor=COORDINATOR)
    assert ask("select section, text from board_text") == [("legal", "With consent.")]


def test_a_text_that_cannot_be_printed_is_refused_and_one_that_no_longer_can_is_told(released):
    for text, code in (("We have 3.", "typed-number"), ("{families.lost}", "unknown-figure")):
        with pytest.raises(RuleRefused) as refused:
            save(text)
        assert refused.value.code == code
    with pytest.raises(NotFound):
        save("Words.", section="definitions")
    with pytest.raises(RuleRefused, match="day that has come"):
        save("", as_at=date(2013, 12, 31))


def test_a_preview_prints_the_figures_and_saves_nothing(released):
    document = writing.preview(
        "legal", "{families.worked-with} families.", AS_AT, organisation=COUNCIL, actor=COORDINATOR
    )
    (block,) = document.sections[0].blocks

    assert isinstance(block, Paragraph)
    assert text_of(document, block.text) == "375 families."
    assert opened().version == 0


def test_only_the_coordinator_writes(released):
    for act in (
        lambda: writing.periods(actor=ANALYST),
        lambda: board_registers.recommendations(actor=ANALYST),
        lambda: board_registers.set_title_block(TITLE_BLOCK, version=0, actor=ANALYST),
        lambda: board_registers.raise_risk(RISKS[0], actor=ANALYST, today=TODAY),
    ):
        with pytest.raises(Forbidden):
            act()


def test_the_registers_are_numbered_changed_and_noted_on(released):
    number = board_registers.recommend(ASKED[1][0], actor=COORDINATOR, today=TODAY)
    done = replace(ASKED[1][0], done_on=TODAY)
    board_registers.note_progress(number, "Agreed.", JUNE, actor=COORDINATOR, today=TODAY)
    board_registers.change_recommendation(number, done, version=1, actor=COORDINATOR, today=TODAY)
    risk = board_registers.raise_risk(RISKS[0], actor=COORDINATOR, today=TODAY)
    board_registers.change_risk(
        risk, replace(RISKS[0], closed_on=TODAY), version=1, actor=COORDINATOR, today=TODAY
    )

    versions = board_registers.recommendation(number, actor=COORDINATOR)
    assert [(each.written.version, each.what.done_on) for each in versions] == [(2, TODAY), (1, None)]
    assert [each.note for each in versions[0].what.progress] == ["Agreed."]
    assert [each.what.closed_on for each in board_registers.risk(risk, actor=COORDINATOR)] == [TODAY, None]
    assert [each.what.number for each in board_registers.recommendations(actor=COORDINATOR)] == [number]
    for clash in (
        lambda: board_registers.change_recommendation(
            number, done, version=1, actor=COORDINATOR, today=TODAY
        ),
        lambda: board_registers.change_risk(risk, RISKS[0], version=1, actor=COORDINATOR, today=TODAY),
    ):
        with pytest.raises(Conflict):
            clash()
    with pytest.raises(NotFound):
        board_registers.risk(99, actor=COORDINATOR)
    with pytest.raises(NotFound):
        board_registers.recommendation(99, actor=COORDINATOR)


def test_nothing_that_was_written_stands_in_the_audit_trail(released):
    save("Words of the coordinator.")
    board_registers.set_title_block(TITLE_BLOCK, version=0, actor=COORDINATOR)

    with reading(COORDINATOR) as session:
        events = session.exec(select(AuditEvent).where(AuditEvent.action.startswith("board-"))).all()

    assert {each.action for each in events} == {"board-text.saved", "board-title-block.set"}
    assert not any("coordinator" in str(each.details) or "Sample" in str(each.details) for each in events)


def test_a_release_keeps_its_words_when_they_are_changed_afterwards(released):
    write_for_the_board(actor=COORDINATOR, organisation=COUNCIL, today=TODAY)
    release = made()
    save("Something else.", version=1)

    again = services.rebuilt(release, actor=COORDINATOR)
    titles = {each.title for each in services.open_release(release, actor=COORDINATOR).document.sections}

    assert len(again.files) == 8
    assert all(same for _, same in again.files)
    assert {"Risks", "Legal implications", "What the Board asked last time", "Equalities"} <= titles


def test_a_hidden_figure_in_a_text_is_its_mark_in_the_public_report(released):
    save("POLICE began {cafs.initiated[financial-year=2012/13,initiating-agency=POLICE]} of them.")
    public = services.open_release(made(Profile.PUBLIC), actor=COORDINATOR)
    (section,) = [each for each in public.document.sections if each.title == "Legal implications"]

    assert isinstance(section.blocks[0], Paragraph)
    assert text_of(public.document, section.blocks[0].text) == (
        "POLICE began c of them. (c stands for a number that is not shown.)"
    )


def test_a_figure_of_the_internal_report_alone_does_not_keep_the_public_one_from_being_made(released):
    save("Basford took up {families.share-taken-up[ward=Basford]}.")
    public = services.open_release(made(Profile.PUBLIC), actor=COORDINATOR)
    (section,) = [each for each in public.document.sections if each.title == "Legal implications"]

    assert isinstance(section.blocks[0], Paragraph)
    assert text_of(public.document, section.blocks[0].text) == "Basford took up [not in the public report]."


@pytest.mark.parametrize("words", ["\u05e9\u05dc\u05d5\u05dd", "\u4e2d\u6587", "Done \U0001f642"])
def test_letters_that_the_papers_would_print_as_empty_boxes_are_refused(released, words):
    for act in (
        lambda: save(words),
        lambda: writing.preview("legal", words, AS_AT, organisation=COUNCIL, actor=COORDINATOR),
        lambda: board_registers.recommend(replace(ASKED[0][0], text=words), actor=COORDINATOR, today=TODAY),
        lambda: board_registers.recommend(replace(ASKED[0][0], owner=words), actor=COORDINATOR, today=TODAY),
        lambda: board_registers.raise_risk(
            replace(RISKS[0], mitigation=words), actor=COORDINATOR, today=TODAY
        ),
        lambda: board_registers.set_title_block(
            replace(TITLE_BLOCK, director=words), version=0, actor=COORDINATOR
        ),
    ):
        with pytest.raises(RuleRefused) as refused:
            act()
        assert refused.value.code == "unprintable"


def test_a_rule_about_words_that_came_later_closes_no_release_and_lets_no_new_one_be_made(released):
    with transaction(COORDINATOR) as session:
        session.add(
            BoardText(
                as_at=AS_AT,
                section="legal",
                version=1,
                text="Seven agreements.",
                written_at=clock.now(),
                written_by=COORDINATOR.user_id,
            )
        )
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(making, "check_wording", lambda _: None)  # as it was before the rule
        release = made()

    titles = {each.title for each in services.open_release(release, actor=COORDINATOR).document.sections}
    assert "Legal implications" in titles
    assert all(same for _, same in services.rebuilt(release, actor=COORDINATOR).files)
    with pytest.raises(RuleRefused, match="Seven"):
        made()
