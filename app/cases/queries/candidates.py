"""The families that a search fits, as SQL: by a person, an address, whoever leads them, or a reference."""

from app.cases.queries.name_matching import NAMED, NAMED_NOW, TOKENS, hits, strength
from app.cases.rules import matches
from app.cases.rules.matches import Match
from app.cases.rules.searches import Sought

_IN_FORCE = "{0}.starts_on <= :on and ({0}.ends_on is null or {0}.ends_on >= :on)"

# Practitioners and places of work are few: their names are compared as they stand, without a dictionary.
_OF_NAMED = """
    select id, max(score) as score from (
        select c.id, sum(c.strength) / r.size as score
        from (
            select w.id, t.number, max({strength}) as strength
            from {table}_word w cross join token t group by w.id, t.number
        ) c
        join reading using (number) join wanted r using (reading)
        where c.strength is not null
        group by c.id, r.reading, r.size, r.needed
        having count(*) >= r.needed
    ) compared group by id
"""
_WORDS_OF = """
{table}_word as materialized (
    select id, word from {table}, regexp_split_to_table(lower(unaccent({name})), '[^a-z0-9]+') as split (word)
)"""
_LED = """
select a.family_id, cast('{match}' as text), named.score * {most} / 100, cast(null as uuid), true
from ({named}) named
join lead_professional l on l.{column} = named.id
    and l.starts_on <= :on and (l.ends_on is null or l.ends_on >= :on)
join allocation a on a.id = l.allocation_id
    and a.starts_on <= :on and (a.ends_on is null or a.ends_on >= :on)
"""

_NAMES_OF_STAFF = ", ".join(
    _WORDS_OF.format(table=table, name=name)
    for table, name in (("practitioner", "display_name"), ("establishment", "name"))
)
_BY_NAME_OF = f"""
select m.family_id, cast(case n.weakest {
    " ".join(
        f"when {weakest} then '{matches.name_match(weakest).value}'"
        for weakest in (100, 90, 80, 70, 60, 50, 0)
    )
} end as text), n.score, n.person_id, {{is_now}}
from named{{now}} n join household_member m using (person_id)
"""
_BY_NAME = _BY_NAME_OF.format(is_now="false", now="")
_BY_NAME_NOW = f"{_BY_NAME_OF.format(is_now='true', now='_now')} where {_IN_FORCE.format('m')}"
_BY_LEAD = _LED.format(
    match=Match.LEAD.value,
    most=matches.OF_A_LEAD,
    column="practitioner_id",
    named=_OF_NAMED.format(strength=strength(), table="practitioner"),
)
_BY_WORKPLACE = _LED.format(
    match=Match.WORKPLACE.value,
    most=matches.OF_A_WORKPLACE,
    column="establishment_id",
    named=_OF_NAMED.format(strength=strength(), table="establishment"),
)
_BY_ADDRESS = f"""
select family_id, cast('{Match.ADDRESS.value}' as text), {matches.OF_AN_ADDRESS}, cast(null as uuid),
    {_IN_FORCE.format("residence")}
from residence
where ' ' || translate(lower(address), '.,''’', '  ') || ' ' like all (cast(:in_address as text[]))
"""  # the apostrophe as it is really typed
# A word that some word of an address begins with is taken as it is written; one that none begins with is
# compared with all of them: one letter wrong, two that changed places, two wrong in a long word, or the same
# sound. Nothing is looked up unless some word is misspelled and every word fits.
_STREETS = """
street as materialized (
    select a.number, begun.is_begun,
        case when a.word ~ '^[0-9]' then array['% ' || a.word || ' %']
             when begun.is_begun then array['% ' || a.word || '%']
             else near.patterns end as patterns
    from (
        select number, word, length(word) as letters, dmetaphone(word) as sound
        from unnest(cast(:street_words as text[])) with ordinality as given (word, number)
    ) a
    cross join lateral (
        select a.word ~ '^[0-9]' or a.letters < 4 or exists (
            select from known_street k where starts_with(k.key, a.word)
        ) as is_begun
    ) begun
    left join lateral (
        select array_agg('% ' || k.key || ' %') as patterns from known_street k
        where not begun.is_begun
            and length(k.key) between a.letters - 2 and a.letters + 2
            and (
                levenshtein_less_equal(k.key, a.word, 1) <= 1
                or (levenshtein_less_equal(k.key, a.word, 2) <= 2
                    and (a.letters >= 6 or array(select unnest(string_to_array(k.key, null)) order by 1)
                            = array(select unnest(string_to_array(a.word, null)) order by 1)))
                or (a.sound <> '' and dmetaphone(k.key) = a.sound)
            )
    ) near on true
)"""
_BY_ADDRESS_NEARLY = f"""
select r.family_id, cast('{Match.ADDRESS_NEARLY.value}' as text), {matches.OF_AN_ADDRESS_NEARLY},
    cast(null as uuid), {_IN_FORCE.format("r")}
from residence r
where r.address is not null and (select bool_and(patterns is not null) and not bool_and(is_begun) from street)
    and not exists (
        select from street s
        where not (' ' || translate(lower(r.address), '.,''’', '  ') || ' ' like any (s.patterns))
    )
"""  # the apostrophe as it is really typed
_BY_BIRTHDAY = f"""
select m.family_id, cast('{Match.BORN.value}' as text), {matches.OF_A_BIRTHDAY}, p.id,
    p.born_on is not distinct from :born_on and {_IN_FORCE.format("m")}
from person p join household_member m on m.person_id = p.id where p.born_on = :born_on
    or p.id in (select person_id from record_merge where born_on = :born_on)
"""
_AT_POSTCODE = """
    case when length(:postcode) > 4 then replace(upper({column}), ' ', '') = :postcode
         else left(replace(upper({column}), ' ', ''), -3) = :postcode end
"""
_BY_POSTCODE = f"""
select family_id, cast('{Match.POSTCODE.value}' as text), {matches.OF_A_POSTCODE}, cast(null as uuid),
    {_IN_FORCE.format("residence")}
from residence where {_AT_POSTCODE.format(column="postcode")}
"""
_BY_REFERENCE = f"""
select id, cast('{Match.REFERENCE.value}' as text), {matches.OF_A_REFERENCE}, cast(null as uuid),
    reference like any (cast(:reference as text[]))
from family where reference like any (cast(:reference as text[]))
    or id in (select family_id from record_merge where reference like any (cast(:reference as text[])))
"""

# What else was entered narrows what the first of it found.
_MEMBER_BORN = """
(person_id is not null or exists (
    select from household_member m join person p on p.id = m.person_id
    where m.family_id = found.family_id and (
        p.born_on = :born_on or p.id in (select person_id from record_merge where born_on = :born_on)
    )
))"""
_LIVED_THERE = f"""
family_id in (select family_id from residence where {_AT_POSTCODE.format(column="postcode")})"""
_SO_REFERRED_TO = """
family_id in (
    select id from family where reference like any (cast(:reference as text[]))
    union all
    select family_id from record_merge where reference like any (cast(:reference as text[]))
)"""

# The same of what holds now: who lives in the family, where it lives, and what it is called.
_MEMBER_BORN_NOW = f"""
(person_id is not null or exists (
    select from household_member m join person p on p.id = m.person_id
    where m.family_id = found.family_id and {_IN_FORCE.format("m")} and p.born_on = :born_on
))"""
_LIVES_THERE = f"""
family_id in (
    select family_id from residence
    where {_AT_POSTCODE.format(column="postcode")} and {_IN_FORCE.format("residence")}
)"""
_SO_CALLED_NOW = """
family_id in (select id from family where reference like any (cast(:reference as text[])))"""


def candidates(search: Sought, *, tells_now: bool = False) -> str:
    """A select of family_id, why, score, person_id: each family once, as it fits best.

    tells_now: with is_now, whether it fits by what holds on the day, names and references of before a merge
    left out; a family that fits in both ways is there twice.
    """
    ways, narrowed = _ways(search)
    now = f", {NAMED_NOW}" if tells_now else ""
    begun = f"with {TOKENS}, {hits()}, {NAMED}{now}, {_NAMES_OF_STAFF}, {_STREETS}" if search.words else ""
    where = f"where {' and '.join(before for before, _ in narrowed)}" if narrowed else ""
    if not tells_now:
        return f"""{begun}
select distinct on (family_id) family_id, why, score, person_id
from ({" union all ".join(ways)}) as found (family_id, why, score, person_id, is_now)
{where}
order by family_id, score desc, why, person_id"""
    if search.words:
        ways = [*ways, _BY_NAME_NOW]
    is_now = " and ".join(("is_now", *(now for _, now in narrowed)))
    return f"""{begun}
select distinct on (family_id, is_now) family_id, why, score, person_id, is_now
from (
    select family_id, why, score, person_id, {is_now} as is_now
    from ({" union all ".join(ways)}) as found (family_id, why, score, person_id, is_now)
    {where}
) as told
order by family_id, is_now, score desc, why, person_id"""


def _ways(search: Sought) -> tuple[list[str], list[tuple[str, str]]]:
    """The ways to find families by the first thing that was entered, and what the rest of it asks of them.

    What it asks comes twice: of what held at any time, and of what holds now.
    """
    born = [(_MEMBER_BORN, _MEMBER_BORN_NOW)] if search.born_on else []
    lived = [(_LIVED_THERE, _LIVES_THERE)] if search.postcode else []
    referred = [(_SO_REFERRED_TO, _SO_CALLED_NOW)] if search.reference else []
    if search.words:
        ways = [_BY_NAME, _BY_ADDRESS, _BY_LEAD, _BY_WORKPLACE, _BY_ADDRESS_NEARLY]
        return ways, [*born, *lived, *referred]
    if search.born_on:
        return [_BY_BIRTHDAY], [*lived, *referred]
    if search.postcode:
        return [_BY_POSTCODE], referred
    return [_BY_REFERENCE], []
