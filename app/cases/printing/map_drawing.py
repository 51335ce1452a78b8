"""A family's map on paper, as wide as the text at most."""

from reportlab.graphics.shapes import Drawing, Group, PolyLine, Rect, String
from reportlab.lib.colors import black, white

from app.cases.printing.map_boxes import boxes
from app.cases.printing.map_sentences import alternative
from app.cases.queries.map_parts import MapOnFile
from app.cases.rules.family_map import BOX_HEIGHT, BOX_WIDTH, SLASH, FamilyMap, Line, LineStyle
from app.paper.flowables import DrawnFigure
from app.paper.typeface import BOLD, REGULAR

NAME_SIZE = 14
SAMPLE_WIDTH, SAMPLE_HEIGHT = 44.0, 14.0
TALLEST = 560.0
"""Points that a page leaves under a heading."""

DASHES = {
    LineStyle.STEP_PARENT: [10, 5],
    LineStyle.CARER: [2, 5],
    LineStyle.GRANDPARENT: [12, 4, 2, 4],
    LineStyle.OTHER: [1, 4],
}
LOOKS = {
    LineStyle.PARENT: "Plain line",
    LineStyle.STEP_PARENT: "Dashed line",
    LineStyle.CARER: "Thick dotted line",
    LineStyle.GRANDPARENT: "Line of dashes and dots",
    LineStyle.SIBLINGS: "Thin line",
    LineStyle.PARTNERS: "Very thick line",
    LineStyle.FORMER_PARTNERS: "Line with two strokes across it",
    LineStyle.OTHER: "Finely dotted line",
}
"""What is said in the place of a sample."""
WIDTHS = {LineStyle.CARER: 3.0, LineStyle.SIBLINGS: 1.0, LineStyle.PARTNERS: 5.0}


def drawing(found: MapOnFile, widest: float) -> DrawnFigure:
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
    return DrawnFigure(drawn, alternative(found))


def sample(style: LineStyle) -> DrawnFigure:
    """A short line of a style, for the key."""
    drawn = Drawing(SAMPLE_WIDTH, SAMPLE_HEIGHT)
    middle = SAMPLE_HEIGHT / 2
    drawn.add(_stroke([0, middle, SAMPLE_WIDTH, middle], style))
    if style is LineStyle.FORMER_PARTNERS:
        for stroke in _cut(SAMPLE_WIDTH / 2, middle):
            drawn.add(stroke)
    return DrawnFigure(drawn, LOOKS[style])


def _line(content: Group, plan: FamilyMap, line: Line) -> None:
    content.add(_stroke([number for x, y in line.points for number in (x, plan.height - y)], line.style))
    if line.is_cut:
        for stroke in _cut(line.cut[0], plan.height - line.cut[1]):
            content.add(stroke)


def _stroke(points: list[float], style: LineStyle) -> PolyLine:
    drawn = PolyLine(points, strokeColor=black, strokeWidth=WIDTHS.get(style, 2.0))
    if style in DASHES:
        drawn.strokeDashArray = DASHES[style]
    return drawn


def _cut(x: float, y: float) -> list[PolyLine]:
    """The two strokes across a line."""
    return [
        PolyLine([left, y - SLASH, left + SLASH, y + SLASH], strokeColor=black, strokeWidth=2.0)
        for left in (x - SLASH, x)
    ]
