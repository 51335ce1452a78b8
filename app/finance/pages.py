"""The programme's money: fees, results and forecast on a page, and each amount opened to families."""

from typing import Any

from flask import Response, abort, render_template, request, url_for
from marshmallow import ValidationError

from app import clock, govuk
from app.claims.rules.claimed import LineGroup
from app.claims.rules.fees import FeeStanding
from app.finance import schemas as shapes
from app.finance import services
from app.finance.csv_tables import csv_tables
from app.finance.rules.statement import Statement
from app.finance.rules.tables import Cell
from app.govuk import Form
from app.money import format_pounds
from app.programme.packs import Route
from app.reports.rules.figures import Figure, printed
from app.reports.rules.vocabulary import Unit

pages = govuk.page_blueprint("finance_pages", __name__)

Page = str | tuple[str, int]
PERCENT_PLACES = 2

# The coordinates whose values have words of their own.
_WORDS: dict[str, type[FeeStanding] | type[LineGroup] | type[Route]] = {
    "standing": FeeStanding,
    "state": LineGroup,
    "route": Route,
}


@pages.get("/claims/money")
def money() -> Page:
    """Fees by cohort, results by window and the forecast by month, as they stand today."""
    try:
        assumed = govuk.load_form(shapes.AssumptionQuery(), request.args).get("assumed")
    except govuk.FormRefused as refusal:
        return govuk.redisplay(refusal, lambda form: _page(None, form))
    return _page(assumed, Form({"assumed": ["" if assumed is None else str(assumed)]}))


@pages.get("/claims/money/figure")
def figure() -> str:
    """An amount or a number of the statement, with what each family contributes. Opening it is noted."""
    asked = _asked(shapes.MoneyFigureQuery(), ("id", "assumed"))
    assumed = asked.get("assumed")
    opened = services.open_figure(asked["id"], on=clock.today(), assumed=assumed, actor=govuk.actor())
    return render_template(
        "finance/figure.html",
        opened=opened,
        money=opened.money,
        figure=opened.money.figure,
        value=_printed(opened.money.figure),
        places=[_place(axis, value) for axis, value in opened.money.figure.coordinates],
        inputs=[(each, _printed(each.figure), _address(each.id, assumed)) for each in opened.inputs],
        pounds=format_pounds,
        back=url_for("finance_pages.money", assumed=assumed),
    )


@pages.get("/claims/money/tables.csv")
def tables() -> Response:
    """The page's tables, to take away. Taking them is noted."""
    asked = _asked(shapes.AssumptionQuery(), ("assumed",))
    today = clock.today()
    found = services.download_statement(on=today, assumed=asked.get("assumed"), actor=govuk.actor())
    return Response(
        csv_tables(found),
        mimetype="text/csv",
        headers={"Content-Disposition": f"attachment; filename=money-{today.isoformat()}.csv"},
    )


def _page(assumed: int | None, form: Form) -> str:
    found = services.statement_of(on=clock.today(), assumed=assumed, actor=govuk.actor())
    return render_template(
        "finance/money.html",
        statement=found,
        form=form,
        shown=lambda cell: _shown(found, cell, assumed),
        download=url_for("finance_pages.tables", assumed=assumed),
    )


def _shown(statement: Statement, cell: Cell, assumed: int | None) -> dict[str, Any] | None:
    """What a cell's figure is to the template: its words, its address, its mark. None: it has no figure."""
    if cell.figure is None:
        return None
    money = statement.figures[cell.figure]
    families = money.families if cell.says_families and money.families else None
    return {
        "value": _printed(money.figure),
        "address": _address(money.id, assumed),
        "families": families,
        "to_verify": bool(money.to_verify),
        "is_nothing": money.figure.unit is Unit.PENCE and not money.figure.value and not families,
    }


def _printed(figure: Figure) -> str:
    return printed(figure, places=PERCENT_PLACES)


def _address(figure_id: str, assumed: int | None) -> str:
    return url_for("finance_pages.figure", id=figure_id, assumed=assumed)


def _asked(schema: shapes.AssumptionQuery, names: tuple[str, ...]) -> dict[str, Any]:
    """What the address asks for; one that asks for nothing that can be is a page that there is not."""
    sent = {name: text for name in names if (text := request.args.get(name))}
    try:
        found: dict[str, Any] = schema.load(sent)
    except ValidationError:
        abort(404)
    return found


def _place(axis: str, value: str) -> tuple[str, str]:
    """A coordinate in words: Standing, Paid now."""
    words = _WORDS[axis](value).label if axis in _WORDS else value
    return axis.replace("-", " ").capitalize(), words
