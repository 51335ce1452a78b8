"""The measures of partners' work: counted by agency for named readers, by coarse axes for the public."""

from dataclasses import replace
from datetime import date

import pytest

from app.reports.rules import partners
from app.reports.rules.document import Table
from app.reports.rules.figured import figured
from app.reports.rules.frozen import Frozen
from app.reports.rules.partner_rows import (
    AgreementRow,
    InvitationRow,
    PlaceRow,
    PractitionerRow,
    ReferralRow,
    WorkedRow,
    answer_of,
    is_overseen,
    outcome_of,
    phase_of,
)
from app.reports.rules.words import quarter_name
from tests.reports.rules.papers import a_paper, a_public_paper, rows_of, section_of
from tests.reports.rules.rows import AS_AT, a_frozen, number

INVITED = (
    InvitationRow(number(1), "HEALTH", date(2013, 2, 4), "attended"),
    InvitationRow(number(2), "HEALTH", date(2012, 5, 4), "apologies"),
    InvitationRow(number(3), "SCHOOL", date(2012, 3, 30), "no-reply"),
)
WORKED = (
    WorkedRow(number(1), "HEALTH", "by-default", 0, True),
    WorkedRow(number(2), "HEALTH", None, 4, False),
    WorkedRow(number(7), "SCHOOL", "key-worker", 1, True),
)
REFERRED = (
    ReferralRow(number(11), "SCHOOL", date(2013, 1, 7), "accepted", date(2013, 1, 17)),
    ReferralRow(number(12), "SCHOOL", date(2013, 2, 1), "declined", date(2013, 2, 5)),
    ReferralRow(number(13), "none", date(2013, 3, 30), "waiting", None),
)


def of_partners(**changes: object) -> Frozen:
    return replace(
        a_frozen(),
        invitations=INVITED,
        worked=WORKED,
        referrals=REFERRED,
        places=(PlaceRow(number(21), "1", True), PlaceRow(number(22), "2", False)),
        practitioners=(
            PractitionerRow(number(31), "HEALTH", ("1", "2"), True),
            PractitionerRow(number(32), "SCHOOL", (), False),
        ),
        agreements=(
            AgreementRow(number(41), "HEALTH", "case-work", "in-place"),
            AgreementRow(number(42), "SCHOOL", "none-recorded", "missing"),
        ),
        **changes,
    )


def test_the_report_tells_who_came_by_agency_over_the_year_and_by_quarter():
    paper = a_paper(frozen=of_partners())

    assert rows_of(paper, "team-meetings-by-agency") == {
        "HEALTH": ["2", "1", "1", "0", "50%"],
        "Total": ["2", "1", "1", "0", "50%"],
    }
    assert rows_of(paper, "team-meetings-by-quarter")["January to March 2013"] == ["1", "1", "0", "0", "100%"]


def test_leads_by_default_changes_and_oversight_are_counted_by_the_lead_s_agency():
    paper = a_paper(frozen=of_partners())

    assert rows_of(paper, "leads-by-agency")["HEALTH"] == ["2", "1", "50%", "1", "50%"]
    assert rows_of(paper, "lead-changes") == {
        "Never": ["1"],
        "Once": ["1"],
        "Twice": ["0"],
        "Three times or more": ["1"],
        "Families allocated now": ["3"],
    }


def test_a_table_that_would_say_nothing_is_a_sentence_or_is_left_out():
    kept = of_partners()
    nobody = a_paper(frozen=replace(kept, worked=()))
    same = replace(
        kept,
        worked=tuple(replace(each, changes=0) for each in WORKED),
        practitioners=kept.practitioners[1:],
        places=kept.places[:1],
    )
    steady = a_paper(frozen=same)

    assert "0 families are allocated now" in section_of(nobody, "Partner engagement")
    assert "The lead professional has changed for none of the 3." in section_of(steady, "Partner engagement")
    assert "1 training places have been booked and 1 were attended." in section_of(steady, "Training")
    shown = {each.id for section in steady.sections for each in section.blocks if isinstance(each, Table)}
    assert not shown & {"lead-changes", "training-by-phase"}


def test_referrals_are_counted_by_agency_and_outcome_with_the_mean_time_to_a_decision():
    paper = a_paper(frozen=of_partners())

    assert rows_of(paper, "referrals-by-agency") == {
        "SCHOOL": ["2", "1", "1", "0", "7 days"],
        "No agency on record": ["1", "0", "0", "1", "–"],
        "Total": ["3", "1", "1", "1", "7 days"],
    }


def test_training_and_agreements_stand_in_their_sections():
    paper = a_paper(frozen=of_partners())

    assert rows_of(paper, "training-by-phase")["Total"] == ["2", "1", "1"]
    assert rows_of(paper, "training-by-agency")["HEALTH"] == ["1", "1", "1"]
    assert "1 are in place, 0 are due for review and 1 are missing" in section_of(paper, "Legal implications")


def test_without_records_the_sections_say_so():
    said = section_of(a_paper(), "Partner engagement")

    assert "No invitation to a team meeting of 2012/13 is on record." in said
    assert "No referral of a family by a partner is on record." in said


def test_the_public_counts_by_no_agency_ward_or_quarter():
    paper = a_public_paper(of_partners())

    ours = [figure for figure in paper.figures.values() if figure.measure in partners.DEFINITIONS]

    assert ours
    assert not [each.id for each in ours if partners.FINE & {axis for axis, _ in each.coordinates}]
    assert "By agency it stands in the internal report alone" in section_of(paper, "Partner engagement")
    assert section_of(paper, "Training")
    assert section_of(paper, "Legal implications")


def test_a_release_from_before_has_none_of_these_figures_and_sections():
    frozen = of_partners()
    values = {axis: given for axis, given in frozen.manifest.values.items() if axis != partners.AGENCIES}
    frozen = replace(frozen, manifest=replace(frozen.manifest, values=values))

    paper = a_paper(frozen=frozen)

    titles = [each.title for each in paper.sections]
    assert not {"Partner engagement", "Training", "Exceptions", "Legal implications"} & set(titles)
    assert not {each.measure for each in figured(frozen).figures.values()} & set(partners.DEFINITIONS)


@pytest.mark.parametrize(
    ("allocated_on", "last_on", "next_due_on", "on_time"),
    [
        pytest.param(date(2013, 2, 17), None, None, True, id="six weeks after the allocation"),
        pytest.param(date(2013, 2, 16), None, None, False, id="a day later"),
        pytest.param(date(2012, 6, 1), date(2013, 2, 17), None, True, id="six weeks after the last"),
        pytest.param(date(2012, 6, 1), date(2013, 1, 1), date(2013, 3, 31), True, id="on the day set"),
        pytest.param(date(2012, 6, 1), date(2013, 1, 1), date(2013, 3, 30), False, id="the day set is over"),
    ],
)
def test_oversight_is_on_time(allocated_on, last_on, next_due_on, on_time):
    assert is_overseen(allocated_on, last_on, next_due_on, AS_AT) is on_time


def test_answers_outcomes_phases_and_quarters_have_their_words():
    assert [answer_of(each) for each in ("attended", "sent-apologies", "invited", "did-not-attend")] == [
        "attended",
        "apologies",
        "no-reply",
        "no-reply",
    ]
    assert outcome_of("declined", date(2013, 3, 1), AS_AT) == "declined"
    assert outcome_of("accepted", AS_AT, AS_AT) == "accepted"
    assert outcome_of("accepted", date(2013, 4, 1), AS_AT) == "waiting"
    assert outcome_of("asked", None, AS_AT) == "waiting"
    assert [phase_of(date(year, 6, 1)) for year in (2011, 2012, 2013, 2014, 2016)] == [
        "1",
        "1",
        "2",
        "3",
        "3",
    ]
    assert quarter_name("2012/13 Q1") == "April to June 2012"
    assert partners.quarters(AS_AT) == ("2012/13 Q1", "2012/13 Q2", "2012/13 Q3", "2012/13 Q4")
