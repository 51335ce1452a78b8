"""The 2012-15 rules written a second time, as slowly and plainly as they can be read off the page.

Nothing here comes from the rules, the packs or the queries that are tested: numbers, dates and words are
typed again, days are gone through one by one, and rows are read as they lie in the tables. It is what the
product is held against, never what it is made from.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

Row = dict[str, Any]

CRIME = ("proven-offence", "asb-order", "housing-asb-intervention")
SCHOOL = (
    "permanent-exclusion",
    "three-fixed-term-exclusions",
    "pru-or-alternative-provision",
    "not-on-roll",
    "unauthorised-absence",
)
EDGE_OF_EXCLUSION = "improving-behaviour-pru"
WORK = ("out-of-work-benefit",)
LOCAL = (
    "local-child-in-need",
    "local-domestic-violence",
    "local-substance-misuse",
    "local-mental-health",
    "local-common-assessment",
)
SECOND_PACK_FROM = date(2013, 4, 1)

TERMS = (
    (date(2011, 4, 26), date(2011, 7, 22)),
    (date(2011, 9, 1), date(2011, 12, 16)),
    (date(2012, 1, 3), date(2012, 3, 30)),
    (date(2012, 4, 16), date(2012, 7, 20)),
    (date(2012, 9, 3), date(2012, 12, 21)),
    (date(2013, 1, 7), date(2013, 3, 28)),
    (date(2013, 4, 15), date(2013, 7, 24)),
    (date(2013, 9, 2), date(2013, 12, 20)),
)
A_WEEK = timedelta(days=7)
A_DAY = timedelta(days=1)

POTS = (
    (date(2010, 12, 1), date(2013, 3, 31), 800_00),
    (date(2013, 4, 1), date(2014, 3, 31), 1_600_00),
    (date(2014, 4, 1), date(2015, 3, 31), 2_400_00),
)


@dataclass(frozen=True)
class NaiveDecision:
    """What the plain reading comes to; words as the product spells them."""

    pack: str
    eligible: str
    parts: dict[str, str]
    routes: dict[str, str]
    turned_around: bool
    claimable: bool
    value: int


def read_families(connection: sa.Connection) -> dict[UUID, Row]:
    """Every family on the programme's list with its people, their figures and its criteria, as rows."""
    families = {
        row["id"]: {**row, "members": [], "criteria": []}
        for row in _all(connection, "select id, identified_on, attached_on, funded_elsewhere from family")
    }
    measured: dict[UUID, list[Row]] = {}
    for row in _all(
        connection, "select person_id, kind, starts_on, ends_on, value, extract_on from measurement"
    ):
        measured.setdefault(row["person_id"], []).append(row)
    stays = "select m.*, p.born_on from household_member m join person p on p.id = m.person_id"
    for row in _all(connection, stays):
        member = {**row, "measurements": measured.get(row["person_id"], [])}
        families[row["family_id"]]["members"].append(member)
    for row in _all(connection, "select * from criterion_evidence"):
        families[row["family_id"]]["criteria"].append(row)
    return families


def decide(family: Row, on: date) -> NaiveDecision | None:
    """What may be claimed for a family on a day; None before it has come on to the list."""
    days = [day for day in (family["identified_on"], family["attached_on"]) if day is not None]
    if not days or min(days) > on:
        return None
    entered = min(days)
    here = [one for one in family["members"] if _lives_there(one, on)]
    standing = [fact for fact in family["criteria"] if _stands(fact, entered, on)]
    second = entered >= SECOND_PACK_FROM
    eligible = _eligible(standing, on, (*SCHOOL, EDGE_OF_EXCLUSION) if second else SCHOOL)
    parts = {
        "education": _education(here, standing, on),
        "antisocial-behaviour": _fall(
            here,
            standing,
            on,
            "antisocial-behaviour-incidents",
            ("asb-order", "housing-asb-intervention"),
            60,
        ),
        "youth-offending": _fall(
            [one for one in here if _is_minor(one, on)],
            standing,
            on,
            "proven-offences",
            ("proven-offence",),
            33,
        ),
        "progress-to-work": _progress(here, on),
        "continuous-employment": _employment(here, on),
    }
    school_and_crime = [parts[code] for code in ("education", "antisocial-behaviour", "youth-offending")]
    routes = {
        "education-and-crime": _route(school_and_crime),
        "progress-to-work": _route([parts["progress-to-work"]]),
        "continuous-employment": _route([parts["continuous-employment"]]),
    }
    turned = "pass" in (routes["education-and-crime"], routes["continuous-employment"])
    attached = family["attached_on"]
    pot = next((pot for first, last, pot in POTS if attached and first <= attached <= last), None)
    claimable = bool(attached and attached <= on and pot is not None and eligible == "yes" and turned)
    value = 0
    if claimable and pot is not None and family["funded_elsewhere"] is None:
        if routes["continuous-employment"] == "pass":
            value = pot
        else:
            value = pot - 100_00 + (100_00 if routes["progress-to-work"] == "pass" else 0)
    return NaiveDecision(
        "P1-2013" if second else "P1-2012", eligible, parts, routes, turned, claimable, value
    )


def _all(connection: sa.Connection, statement: str) -> list[Row]:
    return [dict(row) for row in connection.execute(sa.text(statement)).mappings()]


def _lives_there(member: Row, on: date) -> bool:
    return bool(member["starts_on"] <= on and (member["ends_on"] is None or on <= member["ends_on"]))


def _stands(fact: Row, entered: date, on: date) -> bool:
    if fact["starts_on"] > on or fact["extract_on"] > on:
        return False
    return fact["ends_on"] is None or fact["ends_on"] >= entered


def _eligible(standing: list[Row], on: date, school: tuple[str, ...]) -> str:
    """All three problems, or two and one of the council's own: tried with the unknown as no, then as yes."""
    answers = [_group(standing, on, group) for group in (CRIME, school, WORK, LOCAL)]

    def holds(unknown: bool) -> bool:
        crime, education, work, local = (unknown if answer is None else answer for answer in answers)
        national = [crime, education, work].count(True)
        return national == 3 or (national == 2 and local)

    if holds(unknown=False):
        return "yes"
    return "not-known" if holds(unknown=True) else "no"


def _group(standing: list[Row], on: date, criteria: tuple[str, ...]) -> bool | None:
    """True: one is confirmed. False: every one was looked at and found not so. None: nobody knows."""
    ruled_out = 0
    for criterion in criteria:
        facts = [fact for fact in standing if fact["criterion"] == criterion]
        checked = [fact for fact in facts if fact["verified_on"] is not None and fact["verified_on"] <= on]
        if any(fact["met"] for fact in checked):
            return True
        if checked and not any(fact["met"] for fact in facts):
            ruled_out += 1
    return False if ruled_out == len(criteria) else None


def _birthday(born_on: date, years: int) -> date:
    """The day on which somebody has lived so many years; born on 29 February: the first of March."""
    try:
        return born_on.replace(year=born_on.year + years)
    except ValueError:
        return date(born_on.year + years, 3, 1)


def _is_minor(member: Row, on: date) -> bool:
    if member["born_on"] is None:
        return bool(member["role"] == "child")
    return on < _birthday(member["born_on"], 18)


def _is_adult(member: Row, on: date) -> bool:
    if member["born_on"] is None:
        return member["role"] in ("parent-or-carer", "other-adult")
    return on >= _birthday(member["born_on"], 18)


def _was_of_school_age(member: Row, term: tuple[date, date]) -> bool:
    """Five to fifteen on the last day of August before the term's school year."""
    if member["born_on"] is None:
        return bool(member["role"] == "child")
    first = term[0]
    reckoned = date(first.year if first.month >= 9 else first.year - 1, 8, 31)
    return _birthday(member["born_on"], 5) <= reckoned < _birthday(member["born_on"], 16)


def _known(member: Row, kind: str, on: date) -> list[Row]:
    return [
        row
        for row in member["measurements"]
        if row["kind"] == kind and row["starts_on"] <= on and row["extract_on"] <= on
    ]


def _problem(standing: list[Row], criteria: tuple[str, ...], people: list[Row]) -> bool:
    concerned = [None] + [one["person_id"] for one in people]
    return any(
        fact["met"] and fact["criterion"] in criteria and fact["person_id"] in concerned for fact in standing
    )


def _need(people: list[Row], findings: list[str], problem: bool) -> str:
    if not people:
        return "neutral"
    if "fail" in findings:
        return "fail"
    if not problem:
        return "neutral"
    return "not-known" if "not-known" in findings else "pass"


def _education(here: list[Row], standing: list[Row], on: date) -> str:
    three = [term for term in TERMS if term[1] <= on][-3:]
    pupils = [one for one in here if _was_of_school_age(one, three[-1])]
    findings = []
    for pupil in pupils:
        terms = [term for term in three if _was_of_school_age(pupil, term)]
        for kind, limit in (("fixed-term-exclusions", 3), ("unauthorised-absence", 15_00 * len(terms))):
            figures = [_of_term(pupil, kind, term, on) for term in terms]
            if sum(figure or 0 for figure in figures) >= limit:
                findings.append("fail")
            else:
                findings.append("not-known" if None in figures else "pass")
    return _need(pupils, findings, _problem(standing, (*SCHOOL, EDGE_OF_EXCLUSION), pupils))


def _of_term(pupil: Row, kind: str, term: tuple[date, date], on: date) -> int | None:
    first, last = term[0] - A_WEEK, term[1] + A_WEEK
    inside = [
        row["value"]
        for row in _known(pupil, kind, on)
        if row["ends_on"] is not None and first <= row["starts_on"] and row["ends_on"] <= last
    ]
    return max(inside) if inside else None


def _fall(
    people: list[Row], standing: list[Row], on: date, kind: str, criteria: tuple[str, ...], percent: int
) -> str:
    """Six whole months against the six before: somebody's days all covered, and nobody's only in part."""
    now = _six_months_that_end(on)
    then = _six_months_that_end(now[0] - A_DAY)
    counts, covered = {now: 0, then: 0}, []
    for one in people:
        days = {now: 0, then: 0}
        for row in _known(one, kind, on):
            for half in (now, then):
                if row["ends_on"] is not None and half[0] <= row["starts_on"] and row["ends_on"] <= half[1]:
                    counts[half] += row["value"]
                    day = row["starts_on"]
                    while day <= row["ends_on"]:
                        days[half] += 1
                        day += A_DAY
        if any(days.values()):
            covered.append(days)
    whole = {
        half: bool(covered) and all(days[half] == (half[1] - half[0]).days + 1 for days in covered)
        for half in (now, then)
    }
    fell = 100 * (counts[then] - counts[now]) >= percent * counts[then]
    if whole[then] and not fell:
        finding = "fail"
    elif whole[then] and whole[now] and counts[then]:
        finding = "pass"
    else:
        finding = "not-known"
    return _need(people, [finding], _problem(standing, criteria, people))


def _six_months_that_end(on: date) -> tuple[date, date]:
    """The six calendar months that were over by a day, the day itself included."""
    last = on
    while (last + A_DAY).day != 1:
        last -= A_DAY
    first = last
    for _ in range(6):
        first = first.replace(day=1) - A_DAY
    return first + A_DAY, last


def _six_months_to_the_day(on: date) -> date:
    """The day after the same day of the month half a year ago, or after that month's last."""
    year, month = (on.year, on.month - 6) if on.month > 6 else (on.year - 1, on.month + 6)
    day = on.day
    while True:
        try:
            return date(year, month, day) + A_DAY
        except ValueError:
            day -= 1


def _progress(here: list[Row], on: date) -> str:
    adults = [one for one in here if _is_adult(one, on)]
    if not adults:
        return "neutral"
    since = _six_months_to_the_day(on)
    if any(row["starts_on"] >= since for one in adults for row in _known(one, "work-programme", on)):
        return "pass"
    kinds = ("out-of-work-benefit", "employment", "work-programme")
    held = any(_known(one, kind, on) for one in adults for kind in kinds)
    return "fail" if held else "not-known"


def _employment(here: list[Row], on: date) -> str:
    adults = [one for one in here if _is_adult(one, on)]
    if not adults:
        return "neutral"
    if any(_moved_into_work(one, on) for one in adults):
        return "pass"
    held = any(_known(one, kind, on) for one in adults for kind in ("out-of-work-benefit", "employment"))
    return "fail" if held else "not-known"


def _moved_into_work(adult: Row, on: date) -> bool:
    """Thirteen weeks of one job in the half-year, off benefit by its first day, no Work Programme in it."""
    long_enough = []
    for job in _known(adult, "employment", on):
        day, days = _six_months_to_the_day(on), 0
        while day <= on:
            if job["starts_on"] <= day and (job["ends_on"] is None or day <= job["ends_on"]):
                days += 1
            day += A_DAY
        if days >= 91:
            long_enough.append(job["starts_on"])
    if not long_enough:
        return False
    began = max(long_enough)
    left = [row["ends_on"] for row in _known(adult, "out-of-work-benefit", on)]
    if not left or None in left or not date(2010, 12, 1) <= max(left) <= began:
        return False
    return all(
        row["ends_on"] is not None and row["ends_on"] < began for row in _known(adult, "work-programme", on)
    )


def _route(parts: list[str]) -> str:
    for word in ("fail", "not-known", "pass"):
        if word in parts:
            return word
    return "neutral"
