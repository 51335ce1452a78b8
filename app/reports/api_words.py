"""What people write for the Board's report, for programs: everything that its pages do."""

from dataclasses import asdict
from datetime import date
from http import HTTPStatus
from typing import Any

from flask import Response

from app import clock, http
from app.errors import NotFound
from app.openapi import refused_by
from app.reports import board_registers, writing
from app.reports import schemas_words as shapes
from app.reports.api import api, organisation
from app.reports.board_registers import RecommendationChange, RiskChange
from app.reports.queries.board_words import RecommendationKept, RiskKept
from app.reports.rules.board_words import TitleBlock
from app.reports.writing import SectionText

Sent = dict[str, Any]

TEXTS = "/board-texts/<as_at>"
RECOMMENDATION = "/board-recommendations/<int(max=1000000):number>"
RISK = "/board-risks/<int(max=1000000):number>"


@api.get(TEXTS)
@api.output(shapes.BoardSectionsOut)
@api.doc(responses=refused_by(writing.section_texts))
def board_texts(as_at: str) -> Sent:
    """List the sections of the board report as at a day, with what is written for each and Loxley's draft."""
    found = writing.section_texts(_day(as_at), organisation=organisation(), actor=http.current_actor())
    return {"sections": [_section(each) for each in found]}


@api.get(f"{TEXTS}/<section>")
@api.output(shapes.BoardSectionOpenedOut)
@api.doc(responses=refused_by(writing.section_text))
def board_text(as_at: str, section: str) -> Response:
    """Read the text of a section, the figures that it may name, and who wrote what."""
    found = writing.section_text(
        section, _day(as_at), organisation=organisation(), actor=http.current_actor()
    )
    told = {**_section(found), "figures": found.figures, "history": found.history}
    return http.answer(shapes.BoardSectionOpenedOut().dump(told), etag=found.version)


@api.put(f"{TEXTS}/<section>")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.BoardTextIn)
@api.output(shapes.BoardVersionOut)
@api.doc(responses=refused_by(writing.save_text))
def save_board_text(as_at: str, section: str, json_data: Sent, headers_data: Sent) -> Response:
    """Write the text of a section; an empty one takes it back. Its first version is made from version 0."""
    version = writing.save_text(
        section,
        json_data["text"].strip(),
        _day(as_at),
        version=http.expected_version(),
        organisation=organisation(),
        actor=http.current_actor(),
    )
    return http.answer({"version": version}, etag=version)


@api.get("/board-recommendations")
@api.output(shapes.BoardRecommendationsOut)
@api.doc(responses=refused_by(board_registers.recommendations))
def board_recommendations() -> Sent:
    """List the recommendations put to the Board, by number, with where they stand."""
    found = board_registers.recommendations(actor=http.current_actor())
    return {"recommendations": [_recommendation(each) for each in found]}


@api.post("/board-recommendations")
@api.input(shapes.BoardRecommendationIn)
@api.output(shapes.BoardNumberOut, status_code=201)
@api.doc(responses=refused_by(board_registers.recommend))
def make_board_recommendation(json_data: Sent) -> Sent:
    """Put a recommendation on the register."""
    change = RecommendationChange(**json_data)
    return {"number": board_registers.recommend(change, actor=http.current_actor(), today=clock.today())}


@api.get(RECOMMENDATION)
@api.output(shapes.BoardRecommendationOpenedOut)
@api.doc(responses=refused_by(board_registers.recommendation))
def board_recommendation(number: int) -> Response:
    """Read a recommendation with its progress."""
    found = board_registers.recommendation(number, actor=http.current_actor())[0]
    told = shapes.BoardRecommendationOpenedOut().dump(_recommendation(found))
    return http.answer(told, etag=found.written.version)


@api.put(RECOMMENDATION)
@api.input(http.IfMatch, location="headers")
@api.input(shapes.BoardRecommendationIn)
@api.output(shapes.BoardVersionOut)
@api.doc(responses=refused_by(board_registers.change_recommendation))
def change_board_recommendation(number: int, json_data: Sent, headers_data: Sent) -> Response:
    """Change a recommendation, or say when it was done."""
    version = board_registers.change_recommendation(
        number,
        RecommendationChange(**json_data),
        version=http.expected_version(),
        actor=http.current_actor(),
        today=clock.today(),
    )
    return http.answer({"version": version}, etag=version)


@api.post(f"{RECOMMENDATION}/progress")
@api.input(shapes.BoardProgressIn)
@api.output({}, status_code=204)
@api.doc(responses=refused_by(board_registers.note_progress))
def note_board_progress(number: int, json_data: Sent) -> tuple[str, int]:
    """Note what has come of a recommendation."""
    board_registers.note_progress(number, **json_data, actor=http.current_actor(), today=clock.today())
    return "", HTTPStatus.NO_CONTENT


@api.get("/board-risks")
@api.output(shapes.BoardRisksOut)
@api.doc(responses=refused_by(board_registers.risks))
def board_risks() -> Sent:
    """List the risks of the programme, by number."""
    return {"risks": [_risk(each) for each in board_registers.risks(actor=http.current_actor())]}


@api.post("/board-risks")
@api.input(shapes.BoardRiskIn)
@api.output(shapes.BoardNumberOut, status_code=201)
@api.doc(responses=refused_by(board_registers.raise_risk))
def raise_board_risk(json_data: Sent) -> Sent:
    """Put a risk on the register."""
    change = RiskChange(**json_data)
    return {"number": board_registers.raise_risk(change, actor=http.current_actor(), today=clock.today())}


@api.get(RISK)
@api.output(shapes.BoardRiskOpenedOut)
@api.doc(responses=refused_by(board_registers.risk))
def board_risk(number: int) -> Response:
    """Read a risk."""
    found = board_registers.risk(number, actor=http.current_actor())[0]
    return http.answer(shapes.BoardRiskOpenedOut().dump(_risk(found)), etag=found.written.version)


@api.put(RISK)
@api.input(http.IfMatch, location="headers")
@api.input(shapes.BoardRiskIn)
@api.output(shapes.BoardVersionOut)
@api.doc(responses=refused_by(board_registers.change_risk))
def change_board_risk(number: int, json_data: Sent, headers_data: Sent) -> Response:
    """Change a risk, or close it."""
    version = board_registers.change_risk(
        number,
        RiskChange(**json_data),
        version=http.expected_version(),
        actor=http.current_actor(),
        today=clock.today(),
    )
    return http.answer({"version": version}, etag=version)


@api.get("/board-title-block")
@api.output(shapes.BoardTitleBlockStandingOut)
@api.doc(responses=refused_by(board_registers.title_blocks))
def board_title_block() -> Response:
    """Read the title block of the papers."""
    found = board_registers.title_blocks(actor=http.current_actor())
    told = {**asdict(found[0].what), "written": found[0].written} if found else None
    return http.answer(
        shapes.BoardTitleBlockStandingOut().dump({"title_block": told}),
        etag=found[0].written.version if found else 0,
    )


@api.put("/board-title-block")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.BoardTitleBlockIn)
@api.output(shapes.BoardVersionOut)
@api.doc(responses=refused_by(board_registers.set_title_block))
def set_board_title_block(json_data: Sent, headers_data: Sent) -> Response:
    """Set the title block of the reports made from now on. Its first version is made from version 0."""
    version = board_registers.set_title_block(
        TitleBlock(**{**json_data, "objectives": tuple(json_data["objectives"])}),
        version=http.expected_version(),
        actor=http.current_actor(),
    )
    return http.answer({"version": version}, etag=version)


def _section(found: SectionText) -> Sent:
    names = ("key", "title", "text", "draft", "version", "written", "problem")
    return {name: getattr(found, name) for name in names}


def _recommendation(found: RecommendationKept) -> Sent:
    state = found.what.state(clock.today())
    return {**asdict(found.what), "state": state, "written": found.written}


def _risk(found: RiskKept) -> Sent:
    return {**asdict(found.what), "written": found.written}


def _day(as_at: str) -> date:
    """The day in the address. Raises NotFound("day") for anything else."""
    try:
        return date.fromisoformat(as_at)
    except ValueError:
        raise NotFound("day", "A report is as at a day, written like 2013-03-31.") from None
