"""What exports there are, and asking for one."""

import re
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clock, govuk
from app.exports import services
from app.exports.pages.blueprint import pages
from app.exports.rules.catalogue import KEPT_FOR, KINDS, Kind
from app.exports.rules.pack import MOST_SAMPLED
from app.exports.rules.vocabulary import ExportName
from app.exports.schemas import PackForm, RequestExport
from app.govuk import Form

Page = str | tuple[str, int] | AnyResponse

TITLES = {kind.name: kind.title for kind in KINDS.values()}
REFUSALS = {
    "day-to-come": "as_at",
    "too-many-cases": "draw",
    "no-such-number": "draw",
    "seed": "seed",
    "no-such-case": "chosen",
}


@pages.get("/exports")
def exports() -> str:
    """What may be asked for, for whom each is and what it holds, and what was made lately."""
    return render_template(
        "exports/exports.html",
        offered=services.offered(actor=govuk.actor()),
        made=services.recent(actor=govuk.actor()),
        titles=TITLES,
        kept_days=KEPT_FOR.days,
        now=clock.now(),
    )


@pages.get("/exports/<name>")
def export_form(name: str) -> str:
    """What an export is, with its data dictionary and its checks, and the form that asks for it."""
    kind = services.kind_of(name, actor=govuk.actor())
    return _page(kind, govuk.form_of_dates(as_at=clock.today()))


@pages.post("/exports/<name>")
def request_export(name: str) -> Page:
    """Ask for the export and go to where its progress shows."""
    kind = services.kind_of(name, actor=govuk.actor())
    try:
        job_id = _pack() if kind.name is ExportName.INSPECTION_PACK else _table(kind)
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(refusal, lambda form: _page(kind, form), field_of=REFUSALS)
    return redirect(url_for("reports_pages.job", job_id=job_id), 303)


def _table(kind: Kind) -> UUID:
    values = govuk.load_form(RequestExport(), request.form)
    return services.request_export(kind.name, **values, actor=govuk.actor()).id


def _pack() -> UUID:
    values = govuk.load_form(PackForm(), request.form)
    chosen = [each for each in re.split(r"[\s,;]+", values.pop("chosen")) if each]
    return services.request_pack(**values, chosen=chosen, actor=govuk.actor()).id


def _page(kind: Kind, form: Form) -> str:
    return render_template(
        "exports/export_form.html",
        kind=kind,
        form=form,
        is_pack=kind.name is ExportName.INSPECTION_PACK,
        is_extract=kind.name is ExportName.EXTRACT,
        most_sampled=MOST_SAMPLED,
        kept_days=KEPT_FOR.days,
    )
