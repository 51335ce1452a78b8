"""Loads people, their households, and what is known of them."""

from collections.abc import Sequence
from functools import partial

from app.cases.rules.names import name_key
from app.intake.loading.ids import derived_ids
from app.intake.loading.kept import (
    OF_A_MEMBER,
    OF_A_PERSON,
    keep_corrected,
    keep_figures,
    keep_findings,
    leave_evidence,
    leave_stays,
)
from app.intake.loading.lists import at, first_places
from app.intake.loading.work import Work
from app.intake.loading.writing import Columns, Made, Rows, Tally, write
from app.intake.rules.content import Content

_OF_THE_PERSON = (
    "forename",
    "surname",
    "born_on",
    "expected_on",
    "sex",
    "ethnicity",
    "first_language",
    "is_disabled",
)

# As one text and with derived ids, which takes a third of the time of an array and random ones.
_NEW_NAMES = (
    "insert into known_name (id, key) select md5('known_name:' || key)::uuid, key"
    " from unnest(string_to_array(%s, e'\\n')) as given (key) on conflict do nothing"
)


def load_members(work: Work, members: Content, tally: Tally) -> None:
    """A person has one row for each spell in a household; the rows agree on the person.

    Writes person, household_member, known_name.
    """
    ids = Made(members["person"], partial(work.ids.of, "members"))
    _load_people(work, members, ids, tally)
    write(work.cursor, _spells(work, members, ids), tally)


def _spells(work: Work, members: Content, ids: Sequence[str]) -> Rows:
    people, families, first = members["person"], members["family"], members["from"]

    def spell_ids(places: Sequence[int]) -> list[str]:
        return derived_ids("household_member", *(at(part, places) for part in (people, families, first)))

    columns = {
        "id": Made(range(len(people)), spell_ids),
        "family_id": Made(families, partial(work.ids.of, "families")),
        "person_id": ids,
        "role": members["role"],
        "starts_on": first,
        "ends_on": members["to"],
    }
    may_exist = _both(work.ids.are_stored("members", people), work.ids.are_stored("families", families))
    key = ("person_id", "family_id", "starts_on")
    keep = partial(keep_corrected, corrected=OF_A_MEMBER)
    return Rows("household_member", key, columns, may_exist, keep=keep, leave=leave_stays)


def _load_people(work: Work, members: Content, ids: Sequence[str], tally: Tally) -> None:
    people = members["person"]
    columns: Columns = {
        "id": ids,
        "import_key": people,
        "forename_key": Made(members["forename"], _name_keys),
        "surname_key": Made(members["surname"], _name_keys),
        **{name: members[name] for name in _OF_THE_PERSON},
    }
    are_stored = work.ids.are_stored("members", people)
    if len(members.different("person")) < len(people):
        first = first_places(people)
        are_stored = [are_stored[place] for place in first]
        columns = {name: at(values, first) for name, values in columns.items()}
    keep = partial(keep_corrected, corrected=OF_A_PERSON)
    write(work.cursor, Rows("person", ("id",), columns, are_stored, keep=keep), tally, beside=True)
    # The dictionary that searches look at, in the order of its index.
    keys = sorted({*columns["forename_key"], *columns["surname_key"]})
    work.cursor.execute(_NEW_NAMES, ["\n".join(keys)])


def load_criteria(work: Work, criteria: Content, tally: Tally) -> None:
    """Writes criterion_evidence."""
    families, people, first = criteria["family"], criteria["person"], criteria["from"]
    columns = {
        "id": derived_ids("criterion_evidence", families, criteria["criterion"], people, first),
        "family_id": work.ids.of("families", families),
        "person_id": work.ids.of("members", people),
        "starts_on": first,
        "ends_on": criteria["to"],
        "verified_by": work.ids.of("practitioners", criteria["verified_by"]),
        **{name: criteria[name] for name in ("criterion", "met", "source", "extract_on", "verified_on")},
    }
    key = ("family_id", "criterion", "person_id", "starts_on")
    may_exist = work.ids.are_stored("families", families)
    rows = Rows(
        "criterion_evidence",
        key,
        columns,
        may_exist,
        nullable="person_id",
        keep=keep_findings,
        leave=leave_evidence,
    )
    write(work.cursor, rows, tally)


def load_measurements(work: Work, measurements: Content, tally: Tally) -> None:
    """Writes measurement."""
    people, kinds, first = measurements["person"], measurements["kind"], measurements["from"]
    columns = {
        "id": derived_ids("measurement", people, kinds, first),
        "person_id": work.ids.of("members", people),
        "kind": kinds,
        "starts_on": first,
        "ends_on": measurements["to"],
        **{name: measurements[name] for name in ("value", "source", "extract_on")},
    }
    rows = Rows(
        "measurement",
        ("person_id", "kind", "starts_on"),
        columns,
        work.ids.are_stored("members", people),
        keep=keep_figures,
    )
    write(work.cursor, rows, tally)


def _name_keys(names: Sequence[str]) -> list[str]:
    keys = {name: name_key(name) for name in set(names)}
    return list(map(keys.__getitem__, names))


def _both(some: Sequence[bool], others: Sequence[bool]) -> list[bool]:
    return [one and other for one, other in zip(some, others, strict=True)]
