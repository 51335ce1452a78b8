"""Rule packs for programs: those in force, and the council's editions from draft to approval."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Response

from app import clock, http
from app.claims.api.blueprint import api
from app.claims.rules.drafting import own_groups, own_parts, settings_of
from app.claims.rules.trial import TrialFigure
from app.claims.schemas import rule_packs as shapes
from app.claims.services import pack_trials
from app.claims.services import rule_packs as services
from app.errors import NotFound
from app.openapi import refused_by
from app.programme.facts import CriterionGroup
from app.programme.writing import as_document

Sent = dict[str, Any]


@api.get("/rule-packs")
@api.output(shapes.RulePacksOut)
@api.doc(responses=refused_by(services.rule_packs))
def rule_packs() -> Any:
    """List the rules in force and the council's editions of them."""
    return services.rule_packs(actor=http.current_actor(), today=clock.today())


@api.post("/rule-packs")
@api.input(shapes.StartDraft)
@api.output(shapes.EditionMadeOut, status_code=201)
@api.doc(responses=refused_by(services.start_draft, services.start_from_document))
def start_rule_pack(json_data: Sent) -> Response:
    """Draft an edition: from a pack in force, an outcome plan, or a document."""
    content = json_data.pop("content")
    given = {**json_data, "actor": http.current_actor(), "now": clock.now()}
    if content is None:
        edition_id = services.start_draft(**given)
    else:
        edition_id = services.start_from_document(content, **given)
    return http.answer({"id": str(edition_id)}, etag=1, status=HTTPStatus.CREATED)


@api.get("/rule-packs/in-force/<code>")
@api.output(shapes.PackOut)
@api.doc(responses=refused_by(services.rule_pack))
def rule_pack(code: str) -> dict[str, Any]:
    """Read a pack in force, or an outcome plan to start from, as a document."""
    return {"content": as_document(services.rule_pack(code, actor=http.current_actor()))}


@api.get("/rule-packs/<uuid:edition_id>")
@api.output(shapes.EditionOpenedOut)
@api.doc(responses=refused_by(services.open_edition))
def open_rule_pack(edition_id: UUID) -> Response:
    """Open an edition with its content, and the numbers of what the council defines."""
    found = services.open_edition(edition_id, actor=http.current_actor()).edition
    measures = [
        {"code": part.code, "title": part.title, "question": part.question, "numbers": settings_of(part)}
        for part in own_parts(found.pack)
    ]
    body = {
        **shapes.EditionOut().dump(found),
        "content": as_document(found.pack),
        "problems": [group.value for group in own_groups(found.pack)],
        "measures": shapes.OwnMeasureOut(many=True).dump(measures),
    }
    return http.answer(body, etag=found.version)


@api.put("/rule-packs/<uuid:edition_id>/content")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.ChangeContent)
@api.output(shapes.EditionVersionOut)
@api.doc(responses=refused_by(services.change_content))
def change_rule_pack(edition_id: UUID, json_data: Sent, headers_data: Sent) -> Response:
    """Put another document in the place of a draft's."""
    version = services.change_content(
        edition_id, json_data["content"], version=http.expected_version(), actor=http.current_actor()
    )
    return _version(version)


@api.put("/rule-packs/<uuid:edition_id>/problems/<group>")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.ChangeProblem)
@api.output(shapes.EditionVersionOut)
@api.doc(responses=refused_by(services.change_problem))
def change_rule_pack_problem(edition_id: UUID, group: str, json_data: Sent, headers_data: Sent) -> Response:
    """Say in a draft which criteria show a problem, and how many are needed."""
    if group not in set(CriterionGroup):
        raise NotFound("problem", "There is no such problem.")
    version = services.change_problem(
        edition_id,
        CriterionGroup(group),
        criteria=frozenset(json_data["criteria"]),
        needed=json_data["needed"],
        decided_in=json_data["decided_in"],
        version=http.expected_version(),
        actor=http.current_actor(),
    )
    return _version(version)


@api.put("/rule-packs/<uuid:edition_id>/measures/<part>")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.ChangeMeasure)
@api.output(shapes.EditionVersionOut)
@api.doc(responses=refused_by(services.change_measure))
def change_rule_pack_measure(edition_id: UUID, part: str, json_data: Sent, headers_data: Sent) -> Response:
    """Say in a draft what counts as a result: the question, its numbers, of what."""
    applies_to = frozenset(json_data.pop("applies_to"))
    version = services.change_measure(
        edition_id,
        part,
        applies_to=applies_to,
        **json_data,
        version=http.expected_version(),
        actor=http.current_actor(),
    )
    return _version(version)


@api.put("/rule-packs/<uuid:edition_id>/discretion")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.ChangeDiscretion)
@api.output(shapes.EditionVersionOut)
@api.doc(responses=refused_by(services.change_discretion))
def change_rule_pack_discretion(edition_id: UUID, json_data: Sent, headers_data: Sent) -> Response:
    """Say in a draft whether an approver may let a failed part pass."""
    version = services.change_discretion(
        edition_id, **json_data, version=http.expected_version(), actor=http.current_actor()
    )
    return _version(version)


@api.get("/rule-packs/<uuid:edition_id>/trial")
@api.output(shapes.TrialOut)
@api.doc(responses=refused_by(pack_trials.try_edition))
def try_rule_pack(edition_id: UUID) -> dict[str, Any]:
    """Try an edition on the whole programme today: what would change, in numbers."""
    tried = pack_trials.try_edition(edition_id, on=clock.today(), actor=http.current_actor())
    return {
        "code": tried.edition.code,
        "compared_with": tried.compared_with,
        "on": tried.on,
        "families": len(tried.trial.families),
        "figures": [{"figure": figure, "families": tried.trial.count(figure)} for figure in TrialFigure],
        "value_before_pence": tried.trial.value_before,
        "value_after_pence": tried.trial.value_after,
    }


@api.get("/rule-packs/<uuid:edition_id>/trial/<figure>")
@api.output(shapes.FamiliesTriedOut)
@api.doc(responses=refused_by(pack_trials.families_behind))
def families_of_trial(edition_id: UUID, figure: str) -> Any:
    """List the families behind a number of a trial. It is noted in the audit trail."""
    if figure not in set(TrialFigure):
        raise NotFound("figure", "A trial has no such number.")
    return pack_trials.families_behind(
        edition_id, TrialFigure(figure), on=clock.today(), actor=http.current_actor()
    )


@api.post("/rule-packs/<uuid:edition_id>/propose")
@api.input(http.IfMatch, location="headers")
@api.output(shapes.EditionVersionOut)
@api.doc(responses=refused_by(services.propose))
def propose_rule_pack(edition_id: UUID, headers_data: Sent) -> Response:
    """Give a draft to the authorising officer."""
    version = services.propose(
        edition_id, version=http.expected_version(), actor=http.current_actor(), now=clock.now()
    )
    return _version(version)


@api.post("/rule-packs/<uuid:edition_id>/withdraw")
@api.input(http.IfMatch, location="headers")
@api.output(shapes.EditionVersionOut)
@api.doc(responses=refused_by(services.withdraw))
def withdraw_rule_pack(edition_id: UUID, headers_data: Sent) -> Response:
    """Withdraw an edition that is not approved."""
    return _version(
        services.withdraw(edition_id, version=http.expected_version(), actor=http.current_actor())
    )


@api.post("/rule-packs/<uuid:edition_id>/send-back")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.SendBack)
@api.output(shapes.EditionVersionOut)
@api.doc(responses=refused_by(services.send_back))
def send_rule_pack_back(edition_id: UUID, json_data: Sent, headers_data: Sent) -> Response:
    """Send a proposed edition back to its draft, with what is to change."""
    version = services.send_back(
        edition_id, json_data["why"], version=http.expected_version(), actor=http.current_actor()
    )
    return _version(version)


@api.post("/rule-packs/<uuid:edition_id>/approve")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.Approve)
@api.output(shapes.EditionVersionOut)
@api.doc(responses=refused_by(services.approve))
def approve_rule_pack(edition_id: UUID, json_data: Sent, headers_data: Sent) -> Response:
    """Approve a proposed edition, in force from a day to come."""
    version = services.approve(
        edition_id,
        json_data["in_force_from"],
        version=http.expected_version(),
        actor=http.current_actor(),
        today=clock.today(),
        now=clock.now(),
    )
    return _version(version)


def _version(version: int) -> Response:
    return http.answer({"version": version}, etag=version)
