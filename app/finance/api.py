"""The programme's money, for programs."""

from collections.abc import Iterable
from typing import Any

from app import clock, http
from app.finance import schemas as shapes
from app.finance import services
from app.finance.rules.figures import MoneyFigure
from app.openapi import refused_by
from app.programme.sources import SourcedRule
from app.reports.render.words import plain_number

api = http.api_blueprint("finance_api", __name__, tag="Money")


@api.get("/money")
@api.input(shapes.AssumptionQuery, location="query")
@api.output(shapes.MoneyOut)
@api.doc(responses=refused_by(services.statement_of))
def money(query_data: dict[str, Any]) -> dict[str, Any]:
    """Read the programme's money today: fees by cohort, results by claim window, forecast by month."""
    found = services.statement_of(
        on=clock.today(), assumed=query_data.get("assumed"), actor=http.current_actor()
    )
    return {
        "as_at": found.as_at,
        "assumed": found.assumed,
        "sections": found.sections,
        "figures": [_figure(each) for each in found.figures.values()],
        "rules_to_verify": _rules(found.to_verify),
    }


@api.get("/money/figure")
@api.input(shapes.MoneyFigureQuery, location="query")
@api.output(shapes.OpenedMoneyOut)
@api.doc(responses=refused_by(services.open_figure))
def money_figure(query_data: dict[str, Any]) -> dict[str, Any]:
    """Open a figure of the programme's money, with what each family contributes. It is noted."""
    found = services.open_figure(
        query_data["id"],
        on=clock.today(),
        assumed=query_data.get("assumed"),
        actor=http.current_actor(),
    )
    return {
        "figure": _figure(found.money),
        "definition": found.money.definition,
        "families": found.families,
        "inputs": [_figure(each) for each in found.inputs],
        "rules_to_verify": _rules(found.money.to_verify),
    }


def _figure(money: MoneyFigure) -> dict[str, Any]:
    figure = money.figure
    return {
        "id": figure.id,
        "measure": figure.measure,
        "coordinates": dict(figure.coordinates),
        "as_at": figure.as_at,
        "unit": figure.unit,
        "value": plain_number(figure.value),
        "families": money.families,
        "formula": figure.formula,
        "to_verify": bool(money.to_verify),
    }


def _rules(rules: Iterable[SourcedRule]) -> list[dict[str, Any]]:
    return [
        {"rule": each.rule, "source": each.source.text, "certainty": each.source.certainty} for each in rules
    ]
