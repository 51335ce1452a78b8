"""What a reader can join: the same families in two tables, sums, wards of a rollout, and earlier releases."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from app.errors import RuleRefused
from app.reports.disclosure.joining import Counts, Published, counts, joined
from app.reports.disclosure.profile import CHILDREN_IN_NEED
from app.reports.disclosure.proof import Proof
from app.reports.disclosure.protect import protect
from app.reports.disclosure.safe import SafeFigures, clear_protected
from app.reports.disclosure.system import Equation, Standing
from app.reports.rules.figures import Figure, Relation, printed
from app.reports.rules.identities import Identity
from app.reports.rules.vocabulary import Profile, Unit
from tests.reports.a_document import a_figure

MARCH, JUNE = date(2013, 3, 31), date(2013, 6, 30)
LISTED, FIP = "families.listed", "families.with-fip"


def people(first: int, number: int) -> tuple[UUID, ...]:
    return tuple(UUID(int=each) for each in range(first, first + number))


def of(measure: str, members: Sequence[UUID], *, as_at: date = MARCH, **place: str) -> Figure:
    return replace(a_figure(measure, len(members), as_at=as_at, **place), members=tuple(members))


def summed(total: Figure, *parts: Figure) -> Relation:
    return Relation(total.id, tuple(part.id for part in parts))


def released(at_hand: Counts, *earlier: Published) -> SafeFigures:
    """A public release of these counts."""
    proof = protect(joined(at_hand, earlier).system, CHILDREN_IN_NEED).proof
    return clear_protected(at_hand, CHILDREN_IN_NEED, proof, earlier)


def as_published(at_hand: Counts, safe: SafeFigures) -> Published:
    return Published(at_hand, frozenset(each.id for each in safe.values() if each.value is None))


def hidden_in(safe: SafeFigures) -> set[str]:
    return {each.id for each in safe.values() if each.value is None}


A, B, C, D = (
    of(LISTED, people(first, number), ward=ward)
    for ward, first, number in (("Aspley", 0, 3), ("Basford", 3, 9), ("Clifton", 12, 20), ("Dales", 32, 30))
)
ALL = of(LISTED, people(0, 62))
FOUR = counts([ALL, A, B, C, D], [summed(ALL, A, B, C, D)], [])


def test_a_count_is_one_cell_in_whatever_tables_it_stands():
    again = of(FIP, A.members or ())
    at_hand = counts([ALL, A, B, C, D, again], [summed(ALL, A, B, C, D)], [])

    found = joined(at_hand)

    assert found.cells[again.id] == found.cells[A.id]
    assert len(found.system.cells) == 5
    assert found.hidden_cells([again.id, "no count"]) == {A.id}
    assert hidden_in(released(at_hand)) == {A.id, B.id, again.id}


def test_counts_without_members_are_told_apart_by_their_names():
    found = joined(counts([a_figure(LISTED, 3), a_figure(FIP, 3)], [], []))

    assert len(found.system.cells) == 2


def test_a_released_figure_has_no_members_and_a_hidden_one_no_value():
    safe = released(FOUR)

    assert safe.profile is Profile.PUBLIC
    assert hidden_in(safe) == {A.id, B.id}
    assert all(figure.members is None for figure in safe.values())
    assert [printed(figure) for figure in safe.values()] == ["62", "c", "c", "20", "30"]
    assert safe[A.id].is_withheld


def test_a_rollout_is_the_sum_of_its_wards_though_no_table_says_so():
    first, second = of(LISTED, people(0, 12), rollout="1"), of(LISTED, people(12, 50), rollout="2")
    at_hand = counts(
        [ALL, A, B, C, D, first, second], [summed(ALL, A, B, C, D), summed(ALL, first, second)], []
    )

    found = joined(at_hand).system

    assert Equation(first.id, (A.id, B.id)) in found.equations
    assert Equation(second.id, (C.id, D.id)) in found.equations
    straddling = of(LISTED, people(0, 13), rollout="1")
    assert not any(
        each.total == straddling.id
        for each in joined(counts([A, B, C, D, straddling], [], [])).system.equations
    )


def test_a_sum_between_measures_holds_in_every_ward_where_it_does():
    reviewed = [of("families.reviewed", people(0, 8)), of("families.reviewed", people(0, 8), ward="Dales")]
    allocated = [of("families.allocated", people(0, 6)), of("families.allocated", people(0, 6), ward="Dales")]
    claims = [of("families.claims", people(6, 2)), of("families.claims", people(6, 2), ward="Dales")]
    elsewhere = of("families.reviewed", people(20, 7), ward="Aspley")
    identity = Identity("reviewed", "", reviewed[0].id, (allocated[0].id, claims[0].id))

    found = joined(
        counts(
            [
                reviewed[0],
                allocated[0],
                claims[0],
                elsewhere,
                *(replace(each, members=()) for each in (reviewed[1], allocated[1], claims[1])),
            ],
            [],
            [identity],
        )
    ).system

    assert [each.total for each in found.equations] == [reviewed[0].id, reviewed[1].id]


def test_an_identity_may_take_away():
    net = of(FIP, people(3, 6))
    identity = Identity("net", "", net.id, (B.id,), (A.id,))

    (found,) = joined(counts([net, A, B], [], [identity])).system.equations

    assert found.terms() == {net.id: 1, B.id: -1, A.id: 1}


def test_what_was_agreed_is_public_and_what_is_derived_is_no_cell():
    target = a_figure("programme.target-families", 3)
    share = a_figure("programme.share", Decimal(50), unit=Unit.PERCENT, formula="3 of 6", inputs=(target.id,))

    found = joined(counts([target, share], [Relation(share.id, (target.id,))], []))

    assert [cell.standing for cell in found.system.cells.values()] == [Standing.SHOWN]
    assert share.id not in found.cells
    assert not found.system.equations


@pytest.mark.parametrize(
    ("part", "base", "is_shown"),
    [
        pytest.param(C, ALL, True, id="of a shown count in a shown one"),
        pytest.param(A, ALL, False, id="of a small count"),
        pytest.param(B, ALL, False, id="of a count that is hidden to protect another"),
        pytest.param(C, B, False, id="in a hidden count"),
    ],
)
def test_a_share_is_shown_only_where_all_that_it_was_made_from_is(part, base, is_shown):
    share = a_figure(
        "programme.share",
        Decimal("4.8387"),
        unit=Unit.PERCENT,
        formula=f"{part.value} of {base.value}",
        inputs=(part.id, base.id),
    )
    of_share = a_figure(
        "programme.twice", Decimal("9.6774"), unit=Unit.PERCENT, formula="twice", inputs=(share.id,)
    )

    safe = released(replace(FOUR, figures=(*FOUR.figures, share, of_share)))

    for each in (share, of_share):
        assert (safe[each.id].value is not None) == is_shown
        assert (safe[each.id].formula is not None) == is_shown
        assert bool(safe[each.id].inputs) == is_shown


def test_a_number_that_does_not_say_what_it_was_made_from_is_hidden():
    unexplained = a_figure("closures.average-length", 83, unit=Unit.DAYS)
    of_another = a_figure("closures.share", Decimal(3), unit=Unit.PERCENT, formula="?", inputs=("nowhere",))

    safe = released(replace(FOUR, figures=(*FOUR.figures, unexplained, of_another)))

    assert {unexplained.id, of_another.id} <= hidden_in(safe)


@pytest.mark.parametrize(
    ("hidden", "figure"),
    [
        pytest.param({B.id}, A.id, id="a small count is shown"),
        pytest.param({A.id}, A.id, id="it can be worked out from the rest"),
    ],
)
def test_a_release_that_its_proof_does_not_cover_is_refused_and_names_the_figure(hidden, figure):
    proof = protect(joined(FOUR).system, CHILDREN_IN_NEED).proof

    with pytest.raises(RuleRefused) as refused:
        clear_protected(FOUR, CHILDREN_IN_NEED, Proof(frozenset(hidden), proof.witnesses))

    assert refused.value.code == "not-protected"
    assert figure in refused.value.message


def test_a_proof_for_fewer_sums_than_a_reader_knows_is_refused():
    bare = replace(FOUR, figures=tuple(replace(each, members=()) for each in FOUR.figures))
    too_little = protect(joined(replace(bare, sums=())).system, CHILDREN_IN_NEED).proof

    with pytest.raises(RuleRefused, match="does not protect"):
        clear_protected(bare, CHILDREN_IN_NEED, too_little)


def june(*figures: Figure) -> Counts:
    *parts, total = (replace(each, as_at=JUNE) for each in figures)
    return counts([*parts, total], [summed(total, *parts)], [])


def test_an_earlier_release_is_joined_by_the_families_that_both_count():
    before = as_published(FOUR, released(FOUR))
    more = of(LISTED, people(62, 40), ward="Edwalton")
    whole = of(LISTED, people(0, 102))
    at_hand = june(A, B, C, D, more, whole)

    alone, after = released(at_hand), released(at_hand, before)

    assert {printed(alone[replace(each, as_at=JUNE).id]) for each in (A, B)} == {"c"}
    assert hidden_in(after) == {replace(A, as_at=JUNE).id, replace(B, as_at=JUNE).id}
    assert joined(at_hand, [before]).system.cells[replace(C, as_at=JUNE).id].standing is Standing.SHOWN


def test_a_difference_between_two_quarters_is_not_left_open():
    # In March only A is hidden beside B; in June the ward of B has grown, and would be shown with the total.
    before = as_published(FOUR, released(FOUR))
    e = of(LISTED, people(62, 4), ward="Edwalton")
    f = of(LISTED, people(66, 6), ward="Forest")
    at_hand = june(A, B, C, D, e, f, of(LISTED, people(0, 72)))
    alone = protect(joined(at_hand).system, CHILDREN_IN_NEED).proof

    with_history = joined(at_hand, [before]).system
    assert alone.hidden != frozenset()
    safe = released(at_hand, before)

    shown_again = {each.id for each in safe.values() if each.value is not None}
    assert replace(B, as_at=JUNE).id not in shown_again  # with March's total it would give A away
    assert not shown_again & {replace(A, as_at=JUNE).id, replace(e, as_at=JUNE).id}
    leak = protect(with_history, CHILDREN_IN_NEED).proof
    with pytest.raises(RuleRefused):
        clear_protected(
            at_hand,
            CHILDREN_IN_NEED,
            Proof(leak.hidden - {replace(B, as_at=JUNE).id}, leak.witnesses),
            [before],
        )


def test_what_only_an_earlier_release_has_stays_as_it_was_released():
    before = as_published(FOUR, released(FOUR))
    at_hand = june(of(LISTED, people(200, 8), ward="Forest"), of(LISTED, people(200, 8)))

    cells = joined(at_hand, [before]).system.cells

    assert [cell.standing for cell in cells.values()] == [
        Standing.OPEN,
        Standing.SHOWN,
        Standing.HIDDEN,
        Standing.HIDDEN,
        Standing.SHOWN,
        Standing.SHOWN,
    ]
    assert f"{A.id} in public release 1 before" in cells


def test_a_primary_reason_is_one_of_the_reasons_so_its_count_is_no_more_than_theirs():
    by_primary = [of("cafs.initiated", people(0, 3), primary_reason="housing")]
    by_any = [of("cafs.initiated", people(0, 7), any_reason="housing")]
    nobody = [of("cafs.initiated", (), **{axis: "crime"}) for axis in ("primary_reason", "any_reason")]

    found = joined(counts([*by_primary, *by_any, *nobody], [], [])).system

    (spare,) = (cell for cell in found.cells.values() if cell.standing is Standing.SPARE)
    assert (spare.value, spare.least) == (4, 0)
    assert [each.parts for each in found.equations] == [(by_primary[0].id, spare.id)]
    assert hidden_in(released(counts([*by_primary, *by_any], [], []))) == {by_primary[0].id}


def test_totals_of_a_measure_or_a_year_are_kept_rather_than_several_parts():
    years = [of("cafs.initiated", people(0, 30), financial_year="2012/13")]
    agencies = [
        of("cafs.initiated", people(first, number), financial_year="2012/13", agency=name)
        for name, first, number in (("A", 0, 3), ("B", 3, 12), ("C", 15, 15))
    ]

    found = joined(counts([*years, *agencies], [summed(years[0], *agencies)], [])).system

    assert [cell.cost for cell in found.cells.values()] == [5, 1, 1, 1]
    assert protect(found, CHILDREN_IN_NEED).proof.hidden == {agencies[0].id, agencies[1].id}


def test_a_count_to_date_holds_the_one_before_it_where_its_measure_has_lost_nobody():
    before = as_published(FOUR, released(FOUR))
    more = of(LISTED, people(0, 5), ward="Aspley", as_at=JUNE)
    lost = (
        of(FIP, people(3, 6), ward="Basford", as_at=MARCH),
        of(FIP, people(4, 7), ward="Basford", as_at=JUNE),
    )
    earlier = replace(before, counts=replace(FOUR, figures=(*FOUR.figures, lost[0])))

    found = joined(
        counts([more, lost[1], of(LISTED, (), ward="Forest", as_at=JUNE)], [], []), [earlier]
    ).system

    (spare,) = (cell for cell in found.cells.values() if cell.standing is Standing.SPARE)
    assert spare.id == f"{more.id} besides {A.id} in public release 1 before"
    assert spare.value == 2


def test_each_month_holds_those_before_it_and_each_stage_those_after_it():
    months = [of("families.by", people(0, n), month=f"2013-0{n}", financial_year="2012/13") for n in (2, 4)]
    stages = [of("cafs.stage", people(0, n), stage=f"{n}") for n in (9, 3)]
    apart = [of("cafs.other", people(n, 4), stage=f"{n}") for n in (1, 2)]

    found = joined(counts([*months, *stages, *apart], [], [])).system

    assert [cell.id for cell in found.cells.values() if cell.standing is Standing.SPARE] == [
        f"{months[1].id} besides {months[0].id}",
        f"{stages[0].id} besides {stages[1].id}",
    ]


def test_a_count_that_does_not_say_whom_it_counts_is_hidden_unless_it_was_agreed():
    unnamed = replace(of(LISTED, people(3, 9), ward="Clifton"), measure="families.unnamed", members=())
    target = a_figure("programme.target-families", 400)

    safe = released(replace(FOUR, figures=(*FOUR.figures, unnamed, target)))

    assert safe[unnamed.id].value is None  # it may be Basford's 9 in disguise, which would give Aspley away
    assert safe[target.id].value == 400
