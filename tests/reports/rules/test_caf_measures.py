"""The measures of the CAF reports: periods, endings, shares with intervals, consent, quality, groups."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.periods import Period
from app.programme.keeping import pack_kept
from app.reports.disclosure.safe import clear
from app.reports.rules import caf_derived, caf_figured, caf_page, caf_values, cafs
from app.reports.rules.caf_children import ChildInYear, groups_of, in_years, is_supported
from app.reports.rules.caf_facts import ChildAssessed, ChildRow, ConsentRow, ReviewActionRow, ReviewRow
from app.reports.rules.document import Table
from app.reports.rules.figured import caf_reports, figured
from app.reports.rules.frozen import release_digest
from app.reports.rules.sections import caf_more
from app.reports.rules.sections.parts import Part, Sources
from app.reports.rules.sheet import Printer
from app.reports.rules.vocabulary import Profile
from tests.reports.rules.papers import a_paper, numbers_of, rows_of, section_of
from tests.reports.rules.rows import AS_AT, VALUES, a_closed_caf, a_frozen, an_assessment, number


def a_consent(of=7001, *, decision="refused", risk="none", follow_up="no-known-risk", next_step="closed"):
    return ConsentRow(
        consent_id=number(of),
        assessment_id=number(1001),
        family_id=number(1),
        decided_on=date(2012, 6, 8),
        decision=decision,
        initiating_agency="SCHOOL",
        primary_reason="behaviour",
        risk=risk,
        follow_up=follow_up,
        next_step=next_step,
    )


def a_child(of=3001, *kinds, closed_on=None, groups=(), pregnancy=False, initiated_on=date(2012, 6, 1)):
    return ChildRow(
        number(of),
        number(1),
        tuple(ChildAssessed(kind, initiated_on, closed_on, pregnancy) for kind in kinds),
        tuple(groups),
    )


REGISTER = (
    *(
        replace(
            a_closed_caf(1100 + place, reason=reason, closed_on=date(2012, 9, 1) + timedelta(place)),
            sex="female",
            age_band="5-10",
            ethnicity="white",
        )
        for place, reason in enumerate(["needs-met"] * 8 + ["escalated-to-social-care"] * 3 + ["other"])
    ),
    replace(a_closed_caf(1200), sex="male", age_band="unborn", ethnicity="black"),
    a_closed_caf(1300, closed_on=date(2012, 3, 31), initiated_on=date(2011, 10, 3)),
    an_assessment(1003, kind="family-assessment"),
    an_assessment(1004, initiated_on=date(2010, 5, 3)),
)
CONSENTS = (
    a_consent(7001),
    a_consent(7002, risk="known", follow_up="overdue", next_step="nothing-yet"),
    a_consent(7003, decision="withdrawn"),
)
REVIEWS = (
    ReviewRow(number(6001), "any", date(2012, 6, 20), (("plan", 2, 3), ("team", 1, 1))),
    ReviewRow(number(6002), "unborn", date(2011, 6, 20), (("plan", 1, 2),)),
)
ACTIONS = (ReviewActionRow(number(6101), "any", date(2012, 8, 1), "overdue"),)
CHILDREN = (
    a_child(3001, "caf", groups=("exclusions",)),
    a_child(3002, "family-assessment"),
    a_child(3003, "caf", "family-assessment", pregnancy=True),
    a_child(3004, groups=("exclusions", "persistent-absence")),
)
KEPT = replace(
    a_frozen(assessments=REGISTER),
    consents=CONSENTS,
    reviews=REVIEWS,
    review_actions=ACTIONS,
    children=CHILDREN,
)


def in_public(frozen=KEPT):
    return replace(frozen, manifest=replace(frozen.manifest, profile=Profile.PUBLIC))


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("cafs.initiated[quarter=2012/13 Q1]", 13),
        ("cafs.initiated[quarter=2012/13 Q4]", 0),
        ("cafs.initiated[twelve-months-to=2012-03-31]", 1),
        ("cafs.initiated[twelve-months-to=2012-09-30]", 14),
        ("cafs.initiated[twelve-months-to=2013-03-31]", 13),
        ("cafs.closed-in-twelve-months", 13),
        ("cafs.closed-in-twelve-months[ending=needs-met]", 9),
        ("cafs.closed-in-twelve-months[sex=female,ending=other-ending]", 1),
        ("cafs.closed-in-twelve-months[age-band=unborn]", 1),
        ("cafs.closed-in-twelve-months[ethnicity=white,ending=escalated-to-social-care]", 3),
        ("cafs.closed-in-twelve-months[furthest-stage=consent]", 13),
        ("consents.refused", 2),
        ("consents.refused[risk=known]", 1),
        ("consents.refused[initiating-agency=SCHOOL,risk=known]", 1),
        ("consents.refused[follow-up=overdue]", 1),
        ("consents.refused[next-step=closed]", 1),
        ("consents.withdrawn[initiating-agency=SCHOOL]", 1),
        ("quality-reviews.finished", 2),
        ("quality-reviews.finished[audit-category=any,financial-year=2012/13]", 1),
        ("review-actions.asked[action-state=overdue]", 1),
        ("children.assessed", 3),
        ("children.assessed[financial-year=2012/13,assessed-by=caf-only]", 1),
        ("children.assessed[financial-year=2012/13,assessed-by=family-assessment-only]", 1),
        ("children.assessed[financial-year=2012/13,assessed-by=both]", 1),
        ("children.on-record-in-group[known-group=exclusions]", 2),
        ("children.on-record-in-group[known-group=exclusions,support=supported]", 1),
        ("children.supported-in-group[group=teenage-pregnancy]", 1),
        ("children.supported-in-group[group=persistent-absence]", 0),
    ],
)
def test_each_record_is_counted_where_it_stands(name, count):
    assert figured(KEPT).figures[f"{name}@{AS_AT}"].value == count


def test_the_quarters_add_up_to_the_year_and_four_of_them_to_twelve_months_and_all_else_reconciles():
    found = figured(KEPT)

    assert found.broken == ()
    sentences = {each.identity.sentence for each in found.checked}
    assert (
        "CAFs initiated, financial year 2012/13: counted by quarter, they add up to the total." in sentences
    )
    assert (
        "CAFs initiated, twelve months to 2012-06-30: counted by quarter, they add up to the total."
        in sentences
    )
    assert (
        "CAFs closed in the twelve months to the end of 2012/13 are the CAFs closed in 2012/13." in sentences
    )
    assert caf_reports(KEPT).broken == ()


def test_on_any_other_day_the_twelve_months_are_no_financial_year():
    manifest = replace(KEPT.manifest, as_at=date(2013, 2, 28))

    assert cafs.identities(manifest) == []


def test_a_release_from_before_these_were_kept_has_none_of_them_and_the_hash_that_it_had():
    values = {axis: listed for axis, listed in VALUES.items() if axis not in caf_values.AXES}
    values["action-state"] = VALUES["action-state"]
    before = a_frozen()
    before = replace(before, manifest=replace(before.manifest, values=values))

    found = figured(before)

    assert not {each.measure for each in found.figures.values()} & {"consents.refused", cafs.CLOSED}
    assert cafs.identities(before.manifest) == []
    titles = [each.title for each in a_paper(frozen=before).sections]
    assert "Common Assessment Framework" in titles
    assert "How CAFs ended" not in titles
    assert release_digest(before.manifest, {}) == release_digest(before.manifest, {"children": ()})


def test_a_share_says_its_base_and_its_interval_and_of_few_there_is_none():
    found = figured(KEPT).figures
    name = "closures.share-in-twelve-months"
    women = found[f"{name}[sex=female,ending=needs-met]@{AS_AT}"]
    men = found[f"{name}[sex=male,ending=needs-met]@{AS_AT}"]

    assert (women.value, women.formula) == (Decimal("66.6667"), "8 of 12")
    assert found[f"{name}-from[sex=female,ending=needs-met]@{AS_AT}"].value == Decimal("39.0622")
    assert found[f"{name}-to[sex=female,ending=needs-met]@{AS_AT}"].value == Decimal("86.188")
    assert (men.value, men.formula) == (None, "1 of 1: fewer than 10, so no share")
    assert f"{name}[sex=female,ending=other-ending]@{AS_AT}" not in found


@pytest.mark.parametrize(
    ("part", "base", "lower", "upper"),
    [
        (0, 10, "0", "27.7533"),
        (10, 10, "72.2467", "100"),
        (5, 10, "23.6593", "76.3407"),
        (440, 800, "51.5368", "58.4154"),
    ],
)
def test_an_interval_is_wilsons(part, base, lower, upper):
    found = caf_derived.wilson_interval(part, base)

    assert abs(found[0] - Decimal(lower)) <= Decimal("0.0002")
    assert abs(found[1] - Decimal(upper)) <= Decimal("0.0002")


@pytest.mark.parametrize(("part", "base"), [(1, 0), (-1, 3), (4, 3)])
def test_an_interval_of_nothing_or_more_than_all_is_refused(part, base):
    with pytest.raises(ValueError, match="of something"):
        caf_derived.wilson_interval(part, base)


@given(st.integers(1, 500).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base))))
def test_an_interval_holds_its_share_and_the_other_part_has_the_mirrored_one(share):
    part, base = share
    lower, upper = caf_derived.wilson_interval(part, base)

    assert 0 <= lower <= Decimal(part * 100) / base + Decimal("0.0001")
    assert Decimal(part * 100) / base - Decimal("0.0001") <= upper <= 100
    assert caf_derived.wilson_interval(base - part, base) == (100 - upper, 100 - lower)


def test_a_median_is_the_middle_one_or_between_two():
    assert caf_derived.median([9, 1, 5]) == 5
    assert caf_derived.median([4, 1, 9, 6]) == 5
    assert caf_derived.median([]) is None
    assert caf_derived.mean([1, 2, 6]) == 3
    assert caf_derived.mean([]) is None


def test_lengths_are_of_the_year_and_on_the_page_of_twelve_months_too():
    found = caf_reports(KEPT).figures

    assert found[f"closures.median-length[financial-year=2012/13]@{AS_AT}"].value == 97
    assert found[f"closures.median-length[financial-year=2011/12]@{AS_AT}"].value == 180
    assert found[f"closures.median-length-in-twelve-months@{AS_AT}"].value == 97
    mean = found[f"closures.average-length-in-twelve-months[reason=needs-met]@{AS_AT}"]
    assert (mean.value, mean.formula) == (95, "The mean of the days, of 9 CAFs")
    assert found[f"closures.average-length-in-twelve-months[initiating-agency=HEALTH]@{AS_AT}"].value is None


def test_a_score_is_over_all_questions_that_applied():
    found = caf_reports(KEPT).figures

    whole = found[f"quality-reviews.score@{AS_AT}"]
    assert (whole.value, whole.formula) == (Decimal("66.6667"), "4 of 6 questions")
    assert found[f"quality-reviews.score[audit-category=any]@{AS_AT}"].value == 75
    assert found[f"quality-reviews.score[audit-section=plan]@{AS_AT}"].value == 60
    assert found[f"quality-reviews.score[audit-section=review]@{AS_AT}"].value is None


def test_the_share_supported_is_of_the_group_on_record_and_of_few_there_is_none():
    many = tuple(
        a_child(3100 + place, *(["caf"] * (place < 4)), groups=["exclusions"]) for place in range(12)
    )
    found = figured(replace(KEPT, children=many)).figures

    name = "children.share-supported-in-group"
    assert found[f"{name}[known-group=exclusions]@{AS_AT}"].value == Decimal("33.3333")
    few = found[f"{name}[known-group=persistent-absence]@{AS_AT}"]
    assert (few.value, few.formula) == (None, "0 of 0: fewer than 10, so no share")


def test_the_public_report_counts_less_and_says_what_it_leaves_out_and_why():
    internal, public = figured(KEPT), figured(in_public())
    manifest = in_public().manifest
    sources = Sources(Printer(manifest, public.figures), public, pack_kept(manifest.pack))
    parts = [each for each in vars(caf_more).values() if isinstance(each, Part)]
    printed = [each for each in (part.section(sources) for part in parts) if each.blocks]

    assert public.broken == ()
    assert set(public.figures) < set(internal.figures)
    assert not [each for each in public.figures if each.startswith("consents") and "agency" in each]
    assert [each.title for each in printed] == [
        "CAFs through the year",
        "Consent refused or withdrawn",
        "Quality audits of CAFs",
        "Vulnerable groups supported through CAF",
        "Equalities",
        "CAF tables left out here",
    ]
    (_, left_out) = printed[-1].blocks
    assert (
        "Quality reviews by category of audit, and where their actions stand: there are few of each.",
    ) in (left_out.items)
    assert {number.figure_id for number in numbers_of(printed)} <= set(public.figures)


def test_the_page_prints_every_cross_table_of_figures_that_open():
    def compose(manifest, _, __, stamp):
        found = caf_reports(replace(KEPT, manifest=manifest))
        return caf_page.compose(manifest, found, clear(found.figures.values(), manifest.profile), stamp)

    page = a_paper(frozen=KEPT, compose=compose)

    assert rows_of(page, "cafs-quarter-initiating-agency")["SCHOOL"][4:] == ["13", "0", "0", "0"]
    assert rows_of(page, "cafs-twelve-months-to-any-reason")["All CAFs"] == ["1", "14", "14", "13", "13"]
    assert rows_of(page, "cafs-outcome-primary-reason")["Behaviour"] == ["9", "3", "0", "0", "0", "1", "13"]
    assert rows_of(page, "cafs-outcome-any-reason")["All CAFs"][-1] == "13"
    assert rows_of(page, "cafs-length-reason")["Needs met"] == ["9", "95 days", "95 days"]
    assert rows_of(page, "cafs-open-by-lead")["SCHOOL"] == ["1", "1"]
    assert rows_of(page, "consents-next-risk")["Nothing recorded yet"] == ["1", "0", "1"]
    assert rows_of(page, "quality-by-section")["Plan"] == ["60%"]
    defined = {**dict(KEPT.manifest.definitions), **caf_figured.live_definitions()}
    assert {each.measure for each in page.figures.values()} <= set(defined)


def test_the_report_s_sections_say_how_cafs_went():
    paper = a_paper(frozen=KEPT)

    assert rows_of(paper, "cafs-by-quarter")["April to June 2012"] == ["13", "14"]
    assert rows_of(paper, "equalities-sex")["Female"] == ["12", "8", "3", "1", "67%", "39%", "86%"]
    assert rows_of(paper, "equalities-sex")["Male"] == ["1", "1", "0", "0", "–", "–", "–"]
    assert rows_of(paper, "consents-followed-up")["Overdue"] == ["1"]
    assert rows_of(paper, "consents-by-agency")["Total"] == ["1", "1", "2", "1"]
    assert rows_of(paper, "quality-by-category")["Any"] == ["1", "75%", "75%", "0", "0", "1"]
    groups = rows_of(paper, "vulnerable-groups")
    assert groups["Teenage pregnancy"] == ["1", "not known", "not known", "not known"]
    assert groups["Exclusions (three or more, fixed-term)"] == ["1", "1", "2", "–"]
    assert "3 children were assessed in 2012/13" in section_of(paper, "CAFs through the year")


def test_reviews_of_one_year_alone_have_no_table_of_years():
    def has_years(reviews: tuple[ReviewRow, ...]) -> bool:
        paper = a_paper(frozen=replace(KEPT, reviews=reviews, review_actions=()))
        blocks = [block for section in paper.sections for block in section.blocks]
        return any(isinstance(each, Table) and each.id == "quality-by-year" for each in blocks)

    assert (has_years(REVIEWS), has_years(REVIEWS[:1])) == (True, False)


def test_where_nothing_was_refused_or_reviewed_the_report_says_so():
    paper = a_paper(frozen=a_frozen())

    assert section_of(paper, "Consent refused or withdrawn") == (
        "No consent on record was refused or withdrawn."
    )
    assert section_of(paper, "Quality audits of CAFs") == ("No quality audit of CAFs has a finished review.")


@pytest.mark.parametrize(
    ("as_at", "first", "last"),
    [
        (date(2013, 3, 31), "2011/12 Q1", "2012/13 Q4"),
        (date(2013, 3, 30), "2010/11 Q4", "2012/13 Q3"),
        (date(2013, 7, 12), "2011/12 Q2", "2013/14 Q1"),
    ],
)
def test_the_quarters_are_the_latest_that_are_over(as_at, first, last):
    quarters = caf_values.values(as_at)["quarter"]

    assert (len(quarters), quarters[0], quarters[-1]) == (8, first, last)


@pytest.mark.parametrize(
    ("born_on", "expected_on", "band"),
    [
        (None, None, "not-known"),
        (None, date(2013, 9, 1), "unborn"),
        (date(2013, 4, 1), None, "unborn"),
        (date(2008, 4, 1), None, "0-4"),
        (date(2008, 3, 31), None, "5-10"),
        (date(2002, 3, 31), None, "11-15"),
        (date(1997, 3, 31), None, "16-and-over"),
    ],
)
def test_a_child_s_age_is_in_bands_at_initiation(born_on, expected_on, band):
    assert caf_values.age_band(born_on, expected_on, AS_AT) == band


def test_ethnicities_are_in_five_groups_and_what_was_not_said_is_not_known():
    assert [caf_values.ethnic_group(code) for code in ("WBRI", "MWBC", "ABAN", "BAFR", "CHNE")] == [
        "white",
        "mixed",
        "asian",
        "black",
        "other-group",
    ]
    assert {caf_values.ethnic_group(code) for code in ("REFU", "NOBT", "UNKNOWN", None)} == {"not-known"}


def test_the_last_stage_completed_is_told_by_its_date():
    assert caf_values.furthest_stage(an_assessment(first_reviewed_on=date(2012, 9, 1))) == "review"
    assert caf_values.furthest_stage(an_assessment(consented_on=None)) == "none"


@pytest.mark.parametrize(
    ("has_risk", "due_on", "done_on", "found"),
    [
        (False, None, None, "no-known-risk"),
        (True, None, None, "no-day-agreed"),
        (True, date(2013, 3, 1), date(2013, 3, 1), "on-time"),
        (True, date(2013, 3, 1), date(2013, 3, 2), "late"),
        (True, date(2013, 3, 1), date(2013, 4, 1), "overdue"),
        (True, date(2013, 3, 1), None, "overdue"),
        (True, AS_AT, None, "to-come"),
    ],
)
def test_a_known_risk_is_followed_up_on_time_or_late_or_is_overdue(has_risk, due_on, done_on, found):
    assert caf_values.follow_up(has_risk=has_risk, due_on=due_on, done_on=done_on, on=AS_AT) == found


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"consented": True, "shared": True}, "consent-given-later"),
        ({"shared": True, "closure_reason": "escalated-to-social-care"}, "shared-for-a-lawful-reason"),
        ({"closure_reason": "escalated-to-social-care", "assessed_again": True}, "escalated-to-social-care"),
        ({"closure_reason": "other", "assessed_again": True}, "assessed-again"),
        ({"closure_reason": "other"}, "closed"),
        ({}, "nothing-yet"),
    ],
)
def test_what_happened_next_is_the_first_of_what_did(given, found):
    usual = {"consented": False, "shared": False, "closure_reason": None, "assessed_again": False}

    assert caf_values.next_step(**{**usual, **given}) == found


def test_a_child_is_counted_once_a_year_by_what_it_was_assessed_by():
    child = replace(
        a_child(3001, "caf", "caf"),
        assessed=(
            ChildAssessed("caf", date(2012, 6, 1), None, False),
            ChildAssessed("caf", date(2012, 9, 1), None, False),
            ChildAssessed("family-assessment", date(2013, 4, 2), None, False),
        ),
    )

    assert list(in_years([child])) == [
        ChildInYear(number(3001), "2012/13", "caf-only"),
        ChildInYear(number(3001), "2013/14", "family-assessment-only"),
    ]


def test_a_child_is_supported_while_an_assessment_is_open_within_the_twelve_months():
    year = Period(date(2012, 4, 1), AS_AT)

    assert is_supported(a_child(1, "caf", closed_on=date(2012, 7, 1)), year)
    assert not is_supported(
        a_child(1, "caf", initiated_on=date(2011, 4, 1), closed_on=date(2012, 3, 31)), year
    )
    assert not is_supported(a_child(1, "caf", initiated_on=date(2013, 4, 1)), year)
    assert groups_of(a_child(1, "caf", pregnancy=True, groups=["exclusions"]), year) == (
        "teenage-pregnancy",
        "exclusions",
    )
