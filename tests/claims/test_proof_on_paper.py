"""A line opened with its proof, and the proof on paper: the same bytes each time, and nobody's name."""

from contextlib import closing

import pypdfium2
import pytest
import sqlalchemy as sa

from app.claims.rules.lifecycle import LineState
from app.claims.services import opening, preparing
from app.db import Sessions
from app.errors import Forbidden, NotFound, RuleRefused
from tests.claims.claimable import (
    AUDITOR,
    COORDINATOR,
    MANAGER,
    OFFICER,
    TODAY,
    a_window,
    better_at_school,
    change_rows,
    completed,
    drafted,
    put_in,
    set_state,
    the_row,
    with_audit,
    with_progress,
)
from tests.paper.told import broken_rules, structure


def opened(line, actor=COORDINATOR):
    return opening.open_line(line.id, actor=actor, today=TODAY)


def printed(line, actor=COORDINATOR):
    return opening.print_proof(line.id, organisation="Nottingham (synthetic)", actor=actor, today=TODAY)


def words_of(paper):
    with closing(pypdfium2.PdfDocument(paper.content)) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    return " ".join(" ".join(pages).split()), len(pages)


@pytest.fixture
def line(database):
    (family,) = put_in(database, with_progress())
    return completed(family, a_window())[0]


def test_a_draft_is_opened_as_it_stands_today_with_what_is_wanting(database):
    (family,) = put_in(database, better_at_school())
    (line,) = drafted(family, a_window())
    change_rows("delete from measurement where kind = 'fixed-term-exclusions' and starts_on > '2013-01-01'")

    found = opened(line)

    assert (found.frozen, found.is_sound) == (None, False)
    assert found.proof["parts"][0]["outcome"] == "not-known"
    assert found.wanting[0].startswith("School exclusions and attendance: not known.")
    with pytest.raises(RuleRefused) as refused:
        printed(line)
    assert refused.value.code == "no-proof-yet"


def test_a_line_taken_back_prints_no_proof_until_one_is_frozen_again(line):
    preparing.take_back(
        line.id, "One figure is in doubt.", version=line.version, actor=COORDINATOR, today=TODAY
    )

    with pytest.raises(RuleRefused, match="This line is a draft and has no proof"):
        printed(line)


def test_a_frozen_proof_stays_whatever_is_recorded_since(line):
    before = opened(line)
    change_rows("delete from measurement")

    after = opened(line)

    assert after.proof == before.proof
    assert (after.is_sound, after.frozen) == (True, the_row(line.id).proof_digest)
    assert [each.route.label for each in after.beside] == ["Progress to work"]


def test_a_proof_that_was_tampered_with_says_so_on_the_page_and_on_paper(line):
    change_rows("update claim_line set proof = jsonb_set(proof, '{valuation,value_pence}', '80000')")

    assert not opened(line).is_sound
    assert "This proof is not what was frozen" in words_of(printed(line))[0]


def test_the_paper_tells_all_that_an_auditor_asks_and_nobodys_name(line):
    words, pages = words_of(printed(line))

    digest = the_row(line.id).proof_digest
    for told in (
        "Proof of a claimed result: family T-1",
        "Education, crime and anti-social behaviour",
        "£700",
        "the person aged 11",
        "School exclusions and attendance: PASS",
        "Has each child had fewer than 3 fixed-term exclusions",
        "Rule: Troubled Families, slides of Barking and Dagenham council (seen).",
        "Verify before first live claim.",
        "16 April 2012 to 20 July 2012",
        f"Claim {line.claim_id}",
        digest[:16],
        digest,
        f"Page {pages} of {pages}",
        "Became",
        "Draft",
    ):
        assert told in words
    assert "Robin" not in words
    assert "2002" not in words


def test_the_paper_breaks_no_rule_of_pdf_ua_and_is_heard_in_its_order(line):
    paper = printed(line).content
    told = structure(paper)

    assert broken_rules(paper) == []
    assert told.kids[0].text == "OFFICIAL-SENSITIVE"
    assert [node.text for node in told.all("H1", "H2")] == [
        "Proof of a claimed result: family T-1",
        "Eligible: Yes",
        "The result test, part by part: Pass",
        "What it is worth",
        "Who checked the evidence",
        "Who did what",
        "For the file",
    ]
    assert told.all("Table")[0].all("TR")[0].text == (
        "Result claimed Education, crime and anti-social behaviour"
    )
    assert {item.kids[0].text for item in told.all("LI")} == {"•"}


def test_the_same_line_prints_as_the_same_bytes(line):
    assert printed(line).content == printed(line).content


def test_opening_and_printing_are_audited(line):
    opened(line)
    printed(line)

    with Sessions() as session:
        found = session.execute(
            sa.text("select action, subject_id from audit_event order by position desc limit 2")
        ).all()
    assert [tuple(each) for each in found] == [
        ("claim-line.printed", line.id),
        ("claim-line.opened", line.id),
    ]


def test_audit_opens_what_it_has_or_had_and_the_officer_what_is_on_a_return(database):
    draft, audited = put_in(database, better_at_school(), better_at_school())
    window = a_window()
    (early,) = drafted(draft, window)
    (sent,) = with_audit(audited, window)

    assert opened(sent, AUDITOR).line.state is LineState.WITH_INTERNAL_AUDIT
    assert not opened(sent, AUDITOR).may_prepare
    assert printed(sent, AUDITOR).name == "claim-T-2-education-and-crime.pdf"
    for line, actor, kind in (
        (early, AUDITOR, NotFound),
        (sent, OFFICER, NotFound),
        (sent, MANAGER, Forbidden),
    ):
        with pytest.raises(kind):
            opened(line, actor)
        with pytest.raises(kind):
            printed(line, actor)
    set_state(sent.id, "on-a-return")
    assert opened(sent, OFFICER).line.id == sent.id


def test_a_line_taken_back_is_opened_as_a_draft_again(line):
    preparing.take_back(line.id, "One more look.", version=line.version, actor=COORDINATOR, today=TODAY)

    found = opened(line)

    assert (found.frozen, found.wanting) == (None, ())
    assert found.moves[-1].reason == "One more look."
