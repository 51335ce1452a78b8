"""Whom and which days a part of a result test asks about: the one reading that explanation and SQL share."""

from dataclasses import dataclass
from datetime import date

from app.periods import (
    Period,
    SchoolTerm,
    add_months,
    complete_months_before,
    last_terms,
    months_before,
)
from app.programme.facts import MemberFacts, MemberRole
from app.programme.packs import (
    ContinuousSpell,
    EachAtLeast,
    EachUnder,
    Ended,
    Population,
    Reduction,
    SpellStarted,
)

MINORITY_YEARS = 18
SCHOOL_AGE_FROM = 5
SCHOOL_AGE_TO = 15


@dataclass(frozen=True, slots=True)
class Asked:
    """Who belongs to a population on a test date.

    born_after and born_by bound the birth date, the first outside and the second inside; None: no bound.
    unknown_age: roles that belong where no birth date is known.
    """

    born_after: date | None
    born_by: date | None
    unknown_age: frozenset[MemberRole]

    def includes(self, member: MemberFacts) -> bool:
        """Whether a person is one of those asked about; says nothing of where the person lives."""
        if member.born_on is None:
            return member.role in self.unknown_age
        old_enough = self.born_by is None or member.born_on <= self.born_by
        return old_enough and (self.born_after is None or member.born_on > self.born_after)


def asked_about(population: Population, on: date) -> Asked:
    """Whom a part asks about on a test date.

    12 July 2013: a minor was born after 12 July 1995; a child of school age, on 31 August 2012 (the latest
    complete term is spring 2013), from 1 September 1996 to 31 August 2007.
    """
    eighteen_years_ago = add_months(on, -12 * MINORITY_YEARS)
    match population:
        case Population.EVERYONE:
            return Asked(None, None, frozenset(MemberRole))
        case Population.MINORS:
            return Asked(eighteen_years_ago, None, frozenset({MemberRole.CHILD}))
        case Population.ADULTS:
            adults = frozenset({MemberRole.PARENT_OR_CARER, MemberRole.OTHER_ADULT})
            return Asked(None, eighteen_years_ago, adults)
        case Population.SCHOOL_AGE:  # pragma: no branch  # the last there is
            return of_school_age(last_terms(on, 1)[0])


def of_school_age(term: SchoolTerm) -> Asked:
    """Who was of school age in a term: aged 5 to 15 on the 31 August before its school year.

    Source: the department's absence statistics reckon school age so; recalled.
    """
    day = term.age_reckoned_on
    return Asked(
        born_after=add_months(day, -12 * (SCHOOL_AGE_TO + 1)),
        born_by=add_months(day, -12 * SCHOOL_AGE_FROM),
        unknown_age=frozenset({MemberRole.CHILD}),
    )


def lives_there(member: MemberFacts, on: date) -> bool:
    """Whether a person is a member of the household on a day; both dates of the membership are included."""
    return member.starts_on <= on and (member.ends_on is None or member.ends_on >= on)


def terms_asked(limit: EachUnder | EachAtLeast, on: date) -> tuple[SchoolTerm, ...]:
    """The school terms that a limit adds up on a test date: the latest to have ended, oldest first."""
    return last_terms(on, limit.terms)


@dataclass(frozen=True, slots=True)
class Windows:
    """Two equal runs of calendar months that a reduction compares, the earlier first."""

    baseline: Period
    current: Period


def windows_asked(limit: Reduction, on: date) -> Windows:
    """The months that a reduction compares on a test date: the latest complete ones, and as many before them.

    12 July 2013, 6 months: July to December 2012 against January to June 2013.
    """
    current = complete_months_before(on, limit.months)
    return Windows(complete_months_before(current.first, limit.months), current)


def days_asked(step: ContinuousSpell | SpellStarted | Ended, on: date) -> Period:
    """The days within which a step lies, or a need is not seen: the months that end on the test date."""
    return months_before(on, step.months)
