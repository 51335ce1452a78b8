"""A family's map on paper, as wide as the text at most."""

from reportlab.graphics.shapes import Drawing, Group, PolyLine, Rect, String
from reportlab.lib.colors import black, white

from app.cases.printing.map_boxes import boxes
from app.cases.queries.map_parts import MapOnFile
from app.cases.rules.family_map import BOX_HEIGHT, BOX_WIDTH, SLASH, FamilyMap, Line, LineStyle
from app.paper import BOLD, REGULAR

NAME_SIZE = 14
TALLEST = 560.0
"""Points that a page leaves under a heading."""

DASHES = {
    LineStyle.STEP_PARENT: [10, 5],
    LineStyle.CARER: [2, 5],
    LineStyle.GRANDPARENT: [12, 4, 2, 4],
    LineStyle.OTHER: [1, 4],
}
WIDTHS = {LineStyle.CARER: 3.0, LineStyle.SIBLINGS: 1.0, LineStyle.PARTNERS: 5.0}


def drawing(found: MapOnFile, widest: float) -> Drawing:
    """The map in the size that fits between the margins, never larger than it is on the site."""
    plan = found.drawing
    scale = min(1.0, widest / plan.width, TALLEST / plan.height)
    # On paper up is up: the map is turned over, and its words are not.
    content = Group(transform=(scale, 0, 0, scale, 0, 0))
    for line in plan.lines:
        _line(content, plan, line)
    for each in boxes(found):
        box = Rect(
            each.x,
            plan.height - each.y - BOX_HEIGHT,
            BOX_WIDTH,
            BOX_HEIGHT,
            rx=each.corner,
            ry=each.corner,
        )
        box.fillColor, box.strokeColor, box.strokeWidth = white, black, 2
        if each.is_dashed:
            box.strokeDashArray = [6, 5]
        content.add(box)
        for words in each.lines:
            content.add(
                String(
                    words.x,
                    plan.height - words.y,
                    words.words,
                    fontName=BOLD if words.is_name else REGULAR,
                    fontSize=NAME_SIZE,
                    textAnchor="middle",
                )
            )
    drawn = Drawing(plan.width * scale, plan.height * scale)
    drawn.add(content)
    return drawn


def _line(content: Group, plan: FamilyMap, line: Line) -> None:
    drawn = PolyLine(
        [number for x, y in line.points for number in (x, plan.height - y)],
        strokeColor=black,
        strokeWidth=WIDTHS.get(line.style, 2.0),
    )
    if line.style in DASHES:
        drawn.strokeDashArray = DASHES[line.style]
    content.add(drawn)
    if line.is_cut:
        x, y = line.cut[0], plan.height - line.cut[1]
        for left in (x - SLASH, x):
            content.add(
                PolyLine([left, y - SLASH, left + SLASH, y + SLASH], strokeColor=black, strokeWidth=2.0)
            )
