"""The map of tiles: how dark a tile is, what a hidden number looks like, and what is said of it."""

import json
import re
from itertools import pairwise

from app.reports.render.alternative import alternative_of_map
from app.reports.render.html import body_html, render_html
from app.reports.render.json import render_json
from app.reports.render.pdf import render_pdf
from app.reports.render.tile_map import FILLS, drawn_map, lines_of, map_element
from app.reports.rules.document import Document, Tile, TileMap
from tests.reports.a_document import a_document, a_figure, a_number

WARDS = {"Aspley": 0, "Basford": 5, "Dales": 11, "Bridge": 20}


def a_map(**values: int | None) -> tuple[TileMap, Document]:
    tiles = TileMap(
        "map",
        "Families, by ward",
        tuple(Tile(ward, place, 0, a_number("families", ward=ward)) for place, ward in enumerate(values)),
        ("As they lie.",),
        "nowhere",
    )
    figures = [a_figure("families", value, ward=ward) for ward, value in values.items()]
    return tiles, a_document(tiles, figures=figures)


def test_a_tile_is_the_darker_the_more_it_counts_in_steps_of_a_round_size() -> None:
    tiles, document = a_map(**WARDS)
    found = drawn_map(document, tiles)
    assert [tile.step for tile in found.tiles] == [0, 1, 3, 4]
    assert [words for _, words in found.key] == ["None", "1 to 5", "6 to 10", "11 to 15", "16 to 20"]


def test_each_step_is_darker_in_grey_than_the_one_before() -> None:
    greys = [sum(int(fill[at : at + 2], 16) * by for at, by in ((1, 3), (3, 6), (5, 1))) for fill in FILLS]
    assert greys == sorted(greys, reverse=True)
    assert all(lighter - darker > 200 for lighter, darker in pairwise(greys))


def test_small_numbers_have_a_step_each() -> None:
    tiles, document = a_map(Aspley=1, Basford=4)
    assert [words for _, words in drawn_map(document, tiles).key] == ["None", "1", "2", "3", "4"]


def test_a_map_of_nothing_is_white() -> None:
    tiles, document = a_map(Aspley=0, Basford=0)
    assert [tile.step for tile in drawn_map(document, tiles).tiles] == [0, 0]


def test_every_hidden_number_is_hatched_alike_and_its_value_moves_no_shade() -> None:
    tiles, document = a_map(Aspley=7, Basford=None, Dales=None)
    drawn = map_element(document, tiles, name="m")
    hatched = re.findall(r'<g><rect [^>]*fill="url\(#m-hatch\)"', drawn)
    assert len(hatched) == 2
    assert re.findall(r'data-figure="[^"]*">([^<]*)<', drawn) == ["7", "c", "c"]
    assert drawn_map(document, tiles).key[-1] == (None, "Not shown")
    alone, of_one = a_map(Aspley=7)
    assert drawn_map(of_one, alone).tiles[0].step == drawn_map(document, tiles).tiles[0].step


def test_on_the_site_each_tile_is_a_link_that_says_ward_and_number_and_in_a_file_none_is() -> None:
    _, document = a_map(**WARDS)
    body = body_html(document, link=lambda figure_id: f"/figure?id={figure_id}")
    assert '<a href="/figure?id=families[ward=Dales]@2013-03-31" aria-label="Dales: 11">' in body
    assert 'role="group"' in body
    file = render_html(document).decode()
    assert '<a href="/figure' not in file
    assert 'role="img"' in file


def test_the_json_file_has_each_tile_s_place_and_figure() -> None:
    _, document = a_map(**WARDS)
    (block,) = json.loads(render_json(document))["sections"][0]["blocks"]
    assert block["map"] == "map"
    assert block["tiles"][2] == {
        "label": "Dales",
        "column": 2,
        "row": 0,
        "figure": "families[ward=Dales]@2013-03-31",
    }


def test_the_words_said_in_its_place_are_made_from_its_figures() -> None:
    tiles, document = a_map(Aspley=7, Basford=None, Dales=2)
    assert alternative_of_map(document, tiles) == (
        "Map of tiles. 3 tiles, Families. Largest: 7 (Aspley). Smallest: 2 (Dales). Withheld: 1 of 3."
    )
    one, alone = a_map(Aspley=7)
    assert alternative_of_map(alone, one).startswith("Map of tiles. 1 tile, Families.")


def test_a_map_is_painted_on_paper_with_its_hatching() -> None:
    _, document = a_map(Aspley=7, Basford=None)
    assert render_pdf(document) == render_pdf(document)


def test_a_label_too_long_for_a_tile_says_that_it_goes_on() -> None:
    assert lines_of("Wollaton East and Lenton Abbey", 12) == ["Wollaton", "East and", "Lenton Abbey"]
    assert lines_of("one two three four", 5) == ["one", "two", "three …"]
    assert lines_of("", 5) == [""]
