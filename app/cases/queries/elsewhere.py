"""A child who is known to the programme through a family that the one who asks may not open."""

from dataclasses import dataclass
from datetime import date
from functools import cache

import sqlalchemy as sa
from sqlmodel import Session

from app.access.family_access import FamilyScope
from app.cases.queries.families import led_within
from app.cases.queries.name_matching import NAMED, TOKENS, given, hits
from app.cases.rules.searches import Sought
from app.programme.facts import MemberRole

MOST = 10


@dataclass(frozen=True, slots=True)
class KnownElsewhere:
    """What may be said of another family: no more than who to ask.

    agency: the name of the agency that leads it; None while none does. contact, email: whoever manages the
    place that leads it, or the agency; None when there is nobody, and the programme team answers.
    """

    agency: str | None
    contact: str | None
    email: str | None


def known_elsewhere(
    session: Session, search: Sought, scope: FamilyScope, on: date
) -> tuple[KnownElsewhere, ...]:
    """For each family on the list, out of scope, with a child of this name born on this day: who to ask.

    The forename and the surname have to fit, each by a word of the search, and the beginning of a name is
    not enough: nobody learns of a family by trying letters.
    """
    bound = {
        **given(search),
        "on": on,
        "child": MemberRole.CHILD.value,
    }
    known = _known()
    statement = (
        sa.select(known.c.agency, known.c.contact, known.c.email)
        .where(known.c.family_id.not_in(led_within(scope, on)))
        .order_by(known.c.family_id)
        .limit(MOST)
    )
    found = session.connection().execute(statement, bound).all()
    return tuple(KnownElsewhere(row.agency, row.contact, row.email) for row in found)


_IN_FORCE = "{0}.starts_on <= :on and ({0}.ends_on is null or {0}.ends_on >= :on)"
_WHO_TO_ASK = f"""
select known.family_id, led.agency, asked.display_name as contact, asked.work_email as email
from (
    select distinct m.family_id from named n
    join household_member m using (person_id)
    join family f on f.id = m.family_id and f.identified_on <= :on
    where m.role = :child and {_IN_FORCE.format("m")}
        and exists (select from part p where p.id = n.person_id and p.of_forename)
        and exists (select from part p where p.id = n.person_id and not p.of_forename)
) known
left join lateral (
    select a.id, g.id as agency_id, g.name as agency, l.practitioner_id, l.establishment_id
    from allocation a
    left join allocation_agency b on b.allocation_id = a.id
    left join agency g on g.id = b.agency_id
    left join lead_professional l on l.allocation_id = a.id and {_IN_FORCE.format("l")}
    where a.family_id = known.family_id and {_IN_FORCE.format("a")}
    order by b.position, l.starts_on desc limit 1
) led on true
left join lateral (
    select w.display_name, w.work_email
    from posting o
    join practitioner w on w.id = o.practitioner_id and (w.left_on is null or w.left_on > :on)
    join establishment e on e.id = o.establishment_id
    where {_IN_FORCE.format("o")} and (
        (o.responsibility = 'establishment' and o.establishment_id = led.establishment_id)
        or (o.responsibility = 'agency' and e.agency_id = led.agency_id)
    )
    order by o.responsibility = 'establishment' desc, w.display_name, w.id limit 1
) asked on true
"""


@cache
def _known() -> sa.Subquery:
    """Every family with such a child, in scope or not, and who may be asked about it."""
    known = sa.text(f"with {TOKENS}, {hits(beginnings=False)}, {NAMED} {_WHO_TO_ASK}")
    kinds = (
        ("family_id", sa.Uuid()),
        ("agency", sa.String()),
        ("contact", sa.String()),
        ("email", sa.String()),
    )
    return known.columns(*(sa.column(name, kind) for name, kind in kinds)).subquery("known")
