"""The wards as equal tiles, for the board report and the dashboards alike."""

from app.reports.rules.document import Tile, TileMap, say
from app.reports.rules.sheet import STATUSES, Printer
from app.reports.rules.ward_tiles import placed

MEASURES = dict(STATUSES)
"""What the map may show, with its name: the columns of the table of wards."""

ALLOCATED = STATUSES[0][0]


def ward_map(print_: Printer, measure: str = ALLOCATED) -> TileMap:
    """Each ward's families of one status, darker where there are more."""
    places = placed(print_.manifest.values["ward"])
    name = MEASURES[measure]
    return TileMap(
        id="ward-map",
        title=f"{name}, by ward",
        tiles=tuple(
            Tile(ward, *places[ward], print_.number(measure, ward=ward))
            for ward in print_.manifest.values["ward"]
        ),
        summary=say(
            f"{name}: {{}} in all. A tile stands for a ward, roughly where the ward lies; it is the darker "
            "the more families there are, whatever the ward's size.",
            print_.number(measure),
        ),
        table_id="by-ward",
    )
