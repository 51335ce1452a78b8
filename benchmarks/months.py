"""Figures by the month for everybody in the programme, so that a family has as many facts as the goals have.

The goals of evaluation were measured on four people a family over twenty months, 80 facts a family; the
demonstration's city has twelve. Here everybody of the programme has twelve months of anti-social behaviour
incidents, and everybody under 18 twelve months of proven offences besides, up to the last whole month: 80
facts a family or a few more. Whoever the city has measured by the quarter keeps those figures, so that no day
is told twice. The figures are drawn from a hash of person, kind and month, with a fixed seed: mostly nothing,
more of something before than since.
"""

from datetime import date
from typing import Any

import psycopg

from app.periods import add_months, complete_months_before

MONTHS = 12
SEED = 2013

# Without its keys a table is filled several times as fast; they are put back over all rows at once.
KEYS = """
select conname, pg_get_constraintdef(oid) from pg_constraint
where conrelid = 'measurement'::regclass and contype in ('p', 'u') order by conname
"""
ADDED = """
insert into measurement (id, person_id, kind, starts_on, ends_on, value, source, extract_on)
select md5(concat(person.id, asked.kind, month))::uuid, person.id, asked.kind, month,
    (month + interval '1 month' - interval '1 day')::date,
    case
        when drawn.number < case when month < %(half)s then 2000 else 400 end then 1 + drawn.number %% 3
        else 0
    end,
    asked.source, %(today)s
from generate_series(%(first)s::timestamp, %(last)s::timestamp, interval '1 month') months(month_start)
cross join lateral (select month_start::date as month) of_month
cross join (values
    ('antisocial-behaviour-incidents', 'Police and housing records', null::date),
    ('proven-offences', 'Youth Offending Team case system', %(eighteen)s::date)
) asked(kind, source, born_after)
cross join person
cross join lateral (
    select mod(
        hashtextextended(concat(person.id, asked.kind, month), %(seed)s) & 2147483647, 100000
    )::int as number
) drawn
where person.id in (
    select member.person_id from household_member member
    join family on family.id = member.family_id where family.identified_on is not null
)
and (asked.born_after is null or person.born_on > asked.born_after)
and not exists (
    select from measurement already where already.person_id = person.id and already.kind = asked.kind
)
order by month
"""


def add_months_of_figures(connection: psycopg.Connection[Any], today: date) -> None:
    """Adds the figures to a city's database, as its administrator."""
    window = complete_months_before(today, MONTHS)
    keys = connection.execute(KEYS).fetchall()
    # No trigger looks at them: they refer to people who are there, and nothing is worked out from them yet.
    connection.execute("set session_replication_role = replica")
    for name, _ in keys:
        connection.execute(f"alter table measurement drop constraint {name}".encode())
    connection.execute(
        ADDED,
        {
            "first": window.first,
            "last": window.last,
            "half": add_months(window.first, MONTHS // 2),
            "eighteen": add_months(today, -12 * 18),
            "today": today,
            "seed": SEED,
        },
    )
    for name, definition in keys:
        connection.execute(f"alter table measurement add constraint {name} {definition}".encode())
    connection.execute("set session_replication_role = origin")
