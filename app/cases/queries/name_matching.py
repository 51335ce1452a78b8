"""People whose names fit the words of a search, as SQL: each word against the dictionary of names first.

The dictionary has each name once, so that every word can be compared with all of it, letter by letter and
by sound, without an index; people are then found by whole names in one pass, also without one.
"""

from typing import Any

from app.cases.rules.matches import BEGINS, NEARLY, OTHER_FORM, ROUGHLY, SAME, SOUNDS
from app.cases.rules.searches import Sought, alternatives

LEAST_TO_MISSPELL = 3
LEAST_TO_MISSPELL_TWICE = 8

# The words of a search with their sound; other spellings that stand for them; and the ways to read them, each
# with the words that it has as bits.
TOKENS = """
token as materialized (
    select cast(number as int) as number, word, length(word) as letters, dmetaphone(word) as sound
    from unnest(cast(:words as text[])) with ordinality as given (word, number)
), other as materialized (
    select number, word, strength from unnest(
        cast(:other_numbers as int[]), cast(:other_words as text[]), cast(:other_strengths as int[])
    ) as given (number, word, strength)
), reading as materialized (
    select reading, number from unnest(cast(:reading_of as int[]), cast(:reading_words as int[]))
        as given (reading, number)
), wanted as materialized (
    select reading, needed, size, fits
    from unnest(cast(:needed as int[]), cast(:sizes as int[]), cast(:fits as int[]))
        with ordinality as given (needed, size, fits, reading)
)"""


def strength(*, beginnings: bool = True) -> str:
    """How well the word `w.word` of a name fits the word `t.word` of a search; null when it does not.

    beginnings: whether the beginning of a name is enough.
    """
    begins = f"when starts_with(w.word, t.word) then {BEGINS}" if beginnings else ""
    return f"""case
        when w.word = t.word then {SAME}
        {begins}
        when t.letters >= {LEAST_TO_MISSPELL} and length(w.word) between t.letters - 1 and t.letters + 1
            and levenshtein_less_equal(w.word, t.word, 1) <= 1 then {NEARLY}
        when t.letters >= {LEAST_TO_MISSPELL} and t.sound <> ''
            and length(w.word) between t.letters - 2 and t.letters + 2
            and dmetaphone(w.word) = t.sound then {SOUNDS}
        when t.letters >= {LEAST_TO_MISSPELL_TWICE}
            and length(w.word) between t.letters - 2 and t.letters + 2
            and levenshtein_less_equal(w.word, t.word, 2) <= 2 then {ROUGHLY}
    end"""


def hits(*, beginnings: bool = True) -> str:
    """The names of the dictionary that fit each word of a search.

    A name of several words is compared word by word and also written as one.
    """
    return f"""
name_word as materialized (
    select key, unnest(case when key like '% %'
        then string_to_array(key, ' ') || replace(key, ' ', '') else array[key] end) as word
    from known_name
), hit as materialized (
    select number, key, max(strength) as strength from (
        select t.number, w.key, {strength(beginnings=beginnings)} as strength
        from name_word w cross join token t
        union all
        select o.number, w.key, o.strength from name_word w join other o on o.word = w.word
    ) compared
    where strength is not null group by number, key
)"""


# People with a name that fits some word, in one pass, or who had one before their record was merged; of
# those, the few whose names fit enough of the words; of these, how well each word fits; then each way to read
# the words. A word that nothing fits counts as nothing, so that a name that fits as a whole goes before.
_BEGUN = """
name as materialized (
    select key, bit_or(1 << (number - 1)) as fits from hit group by key
), begun as materialized (
    select id, forename_key, surname_key, true as is_now from person
    where (cast(:born_on as date) is null or born_on = cast(:born_on as date))
        and (forename_key in (select key from name) or surname_key in (select key from name))
    union all
    select person_id, forename_key, surname_key, false from record_merge
    where kind = 'person' and (cast(:born_on as date) is null or born_on = cast(:born_on as date))
        and (forename_key in (select key from name) or surname_key in (select key from name))
), candidate as materialized (
    select b.id, b.forename_key, b.surname_key, b.is_now from begun b
    left join name f on f.key = b.forename_key
    left join name s on s.key = b.surname_key
    where exists (
        select from wanted r
        where bit_count(cast((coalesce(f.fits, 0) | coalesce(s.fits, 0)) & r.fits as bit(32))) >= r.needed
    )
)"""
_FITTING = """
part{now} as materialized (
    select c.id, h.number, h.strength, true as of_forename
    from candidate c join hit h on h.key = c.forename_key {which}
    union all
    select c.id, h.number, h.strength, false from candidate c join hit h on h.key = c.surname_key {which}
), best{now} as (
    select id, number, max(strength) as strength from part{now} group by id, number
), named{now} as materialized (
    select distinct on (b.id) b.id as person_id, sum(b.strength) / r.size as score,
        case when count(*) < r.size then 0 else min(b.strength) end as weakest
    from best{now} b join reading using (number) join wanted r using (reading)
    group by b.id, r.reading, r.size, r.needed
    having count(*) >= r.needed
    order by b.id, score desc, weakest desc
)"""
NAMED = f"{_BEGUN}, {_FITTING.format(now='', which='')}"

# The same by the names that people have now, after NAMED.
NAMED_NOW = _FITTING.format(now="_now", which="and c.is_now")


def given(search: Sought) -> dict[str, Any]:
    """What a search binds to these statements."""
    others = [
        (number, form, strength)
        for number, word in enumerate(search.words, 1)
        for forms, strength in zip(alternatives(word), (OTHER_FORM, NEARLY), strict=True)
        for form in sorted(forms)
    ]
    read = [(of, place + 1) for of, reading in enumerate(search.readings, 1) for place in reading.words]
    return {
        "words": list(search.words),
        "other_numbers": [number for number, _, _ in others],
        "other_words": [word for _, word, _ in others],
        "other_strengths": [strength for _, _, strength in others],
        "reading_of": [of for of, _ in read],
        "reading_words": [word for _, word in read],
        "needed": [reading.needed for reading in search.readings],
        "sizes": [len(reading.words) for reading in search.readings],
        "fits": [sum(1 << word for word in reading.words) for reading in search.readings],
        "born_on": search.born_on,
    }
