"""Where the tile of each ward stands."""

from app.reports.rules.ward_tiles import TILES, placed


def test_the_demonstration_s_wards_lie_as_in_the_city_each_in_a_place_of_its_own() -> None:
    assert len(TILES) == len(set(TILES.values())) == 20
    assert placed(sorted(TILES)) == TILES


def test_other_wards_stand_by_name_five_in_a_row() -> None:
    found = placed(["F", "B", "A", "C", "D", "E"])
    assert (found["A"], found["B"], found["E"], found["F"]) == ((0, 0), (1, 0), (4, 0), (0, 1))
