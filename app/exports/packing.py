"""Makes an inspection pack: read as at one instant, drawn in each form, and put into one file."""

import zipfile
from collections.abc import Callable, Sequence
from csv import writer
from datetime import datetime
from io import StringIO
from pathlib import Path
from uuid import UUID

from sqlmodel import Session

from app.cases.rules.quality_audits import draw, fingerprint
from app.errors import RuleRefused
from app.exports.making import Made
from app.exports.queries import pack as queries
from app.exports.queries.stories import story
from app.exports.render.pack_json import pack_json
from app.exports.render.pack_pdf import pack_pdf
from app.exports.render.pack_xlsx import pack_xlsx
from app.exports.rules.checks import COLUMNS, Found
from app.exports.rules.impact import impact
from app.exports.rules.pack import Pack, Wanted
from app.exports.rules.pack_checks import faults
from app.exports.rules.vocabulary import Grade
from app.reports.render.words import clean, neutralised

ZIP = "application/zip"
STAGES = ("listing children", "counting impact", "listing audits", "telling the cases", "writing the papers")

Tell = Callable[[int], None]


def gather(
    session: Session,
    wanted: Wanted,
    *,
    organisation: str,
    made_at: datetime,
    code: str,
    user_id: UUID,
    tell: Tell,
) -> Pack:
    """All that a pack holds. tell: takes the stage that begins.

    Raises RuleRefused("no-such-case" | "nothing-to-draw" | "pool-too-small").
    """
    tell(0)
    children = queries.children(session, wanted)
    drawn_from = queries.pool(session, wanted)
    sampled = _sampled(session, wanted, drawn_from)
    tell(1)
    counted = impact(queries.worked_on(session, wanted.as_at, wanted.impact_in), wanted.impact_in)
    tell(2)
    audits, actions = queries.audits(session, wanted), queries.actions(session, wanted)
    tell(3)
    stories = tuple(
        story(session, assessment_id, wanted.as_at, how=how, user_id=user_id)
        for assessment_id, how in sampled.items()
    )
    return Pack(
        organisation=organisation,
        wanted=wanted,
        made_at=made_at,
        code_version=code,
        children=children,
        impact=counted,
        audits=audits,
        actions=actions,
        stories=stories,
        pool=len(drawn_from),
        pool_digest=fingerprint(drawn_from),
    )


def write(pack: Pack, folder: Path) -> Made:
    """Write the pack into one ZIP in a folder."""
    found = tuple(faults(pack))
    stem = f"inspection-pack-{pack.wanted.as_at.isoformat()}"
    parts = (
        (f"{stem}.pdf", pack_pdf(pack, found)),
        (f"{stem}.xlsx", pack_xlsx(pack, found)),
        (f"{stem}.json", pack_json(pack)),
        (f"{stem}-checks.csv", _checks(found)),
    )
    stamp = pack.made_at.timetuple()[:6]
    with zipfile.ZipFile(folder / f"{stem}.zip", "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts:
            file.writestr(zipfile.ZipInfo(name, stamp), content, zipfile.ZIP_DEFLATED)
    errors = sum(each.rule.grade is Grade.ERROR for each in found)
    return Made(((f"{stem}.zip", ZIP),), len(pack.children), errors, len(found) - errors)


def _sampled(session: Session, wanted: Wanted, drawn_from: Sequence[UUID]) -> dict[UUID, str]:
    """The cases to tell, each with how it came in: those drawn first, in the order drawn; none twice."""
    drawn = draw(drawn_from, wanted.draw, wanted.seed) if wanted.draw else ()
    found = {
        each: f"Drawn {place} of {len(drawn)} by the seed {wanted.seed}"
        for place, each in enumerate(drawn, start=1)
    }
    for reference in wanted.chosen:
        assessment_id = queries.of_reference(session, reference, wanted.as_at)
        if assessment_id is None:
            raise RuleRefused(
                "no-such-case", "A family that was chosen has no assessment by the day. Choose another."
            )
        found.setdefault(assessment_id, "Chosen")
    return found


def _checks(found: Sequence[Found]) -> bytes:
    written = StringIO(newline="")
    rows = writer(written, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    for each in found:
        rows.writerow(
            [
                neutralised(clean(cell)) if isinstance(cell, str) else "" if cell is None else cell
                for cell in each.line
            ]
        )
    return written.getvalue().encode()
