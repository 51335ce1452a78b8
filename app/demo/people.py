"""Households: the people of a family, their ages, names and dates."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from random import Random

from app.cases.rules.vocabulary import Ethnicity, Sex
from app.demo import names
from app.demo.draws import chance, day_between, number_between, pick
from app.demo.rows import Rows, written
from app.demo.settled import TODAY
from app.demo.stories import Story, Turn
from app.periods import age_on
from app.programme.facts import MemberRole

# School age is reckoned on this day for the school year of the July 2013 evaluation.
RECKONED_ON = date(2012, 8, 31)
# Before anything that is recorded of the programme's families.
FIRST_HOME, LAST_HOME = date(2003, 1, 6), date(2010, 8, 27)
SCHOOL_AGES = range(5, 16)

_ETHNICITIES = (
    *((Ethnicity.WBRI, "English"),) * 60,
    *((Ethnicity.MWBC, "English"),) * 8,
    *((Ethnicity.BCRB, "English"),) * 6,
    *((Ethnicity.APKN, "Urdu"),) * 5,
    *((Ethnicity.APKN, "English"),) * 3,
    *((Ethnicity.WOTH, "Polish"),) * 4,
    *((Ethnicity.BAFR, "Somali"),) * 3,
    *((Ethnicity.AIND, "Panjabi"),) * 2,
    *((Ethnicity.NOBT, ""),) * 3,
    (Ethnicity.WIRI, "English"),
    (Ethnicity.WROM, "Romanian"),
    (Ethnicity.MWAS, "English"),
    (Ethnicity.MOTH, "English"),
    (Ethnicity.AOTH, "Kurdish"),
    (Ethnicity.REFU, ""),
)
_DISABLED = ("yes",) * 7 + ("no",) * 80 + ("",) * 13
_SIBLINGS = (0,) * 25 + (1,) * 35 + (2,) * 22 + (3,) * 12 + (4,) * 6


@dataclass(slots=True)
class Person:
    """A person of a household. born_on None: expected, but not born by July 2013."""

    key: str
    role: MemberRole
    forename: str
    surname: str
    born_on: date | None
    expected_on: date | None
    sex: Sex
    joined_on: date
    left_on: date | None = None

    @property
    def age(self) -> int:
        """Years on 31 August 2012; -1 for one not born by then."""
        if self.born_on is None or self.born_on > RECKONED_ON:
            return -1
        return age_on(self.born_on, RECKONED_ON)


@dataclass(slots=True)
class Household:
    """A household, the child whom its story is about first among the children."""

    key: str
    ward: str
    since: date
    adults: list[Person] = field(default_factory=list)
    children: list[Person] = field(default_factory=list)

    @property
    def school_age(self) -> list[Person]:
        """The children of school age who live there in July 2013."""
        return [child for child in self.children if child.age in SCHOOL_AGES and child.left_on is None]


class People:
    """Makes households, each with keys of its own."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._households = count(1)
        self._persons = count(1)

    def of_story(self, ward: str, story: Story, before: date) -> Household:
        """A family of the programme, living in the ward since some day before the one given."""
        rng = self._rng
        concern = 16 if story.education is Turn.LEFT_SCHOOL else number_between(rng, 11, 15)
        born = [_born(rng, concern)]
        for _ in range(pick(rng, _SIBLINGS)):
            # Now and then twins.
            born.append(born[-1] if chance(rng, 0.04) else _born(rng, number_between(rng, 0, 17)))
        if chance(rng, 0.08):
            born.append(_born(rng, number_between(rng, 18, 20)))
        if chance(rng, 0.02):
            born.append(day_between(rng, date(2012, 9, 1), date(2013, 3, 15)))
        expects = chance(rng, 0.01)
        if expects:
            born.append(day_between(rng, TODAY + timedelta(days=14), date(2013, 11, 29)))
        household = self.of_children(ward, born, before=min(before, LAST_HOME))
        if expects:
            recorded_on = day_between(rng, date(2013, 2, 1), date(2013, 6, 14))
            self.make_unborn(household.children[-1], recorded_on)
        self._let_somebody_leave(household)
        return household

    def of_children(self, ward: str, born: list[date], *, before: date) -> Household:
        """A household with children born on these days, in the order given, and one or two parents."""
        rng = self._rng
        since = day_between(rng, max(FIRST_HOME, min(born) - timedelta(days=365)), before)
        household = Household(f"HH-{next(self._households):06d}", ward, since)
        surname, other = names.surname(rng), names.surname(rng)
        household.adults.append(self._parent(household, surname, min(born)))
        if chance(rng, 0.38):
            second = self._parent(household, pick(rng, (surname, other)), min(born))
            if chance(rng, 0.2):
                second.joined_on = day_between(rng, since, date(2012, 2, 28))
            household.adults.append(second)
        if chance(rng, 0.04):
            household.adults.append(self._grandparent(household, surname))
        for day in born:
            household.children.append(self._child(household, _childs_surname(rng, surname, other), day))
        return household

    def make_unborn(self, child: Person, recorded_on: date) -> None:
        """Make a child whose birth lies ahead one that is expected then, known of since a day."""
        child.role, child.forename, child.sex = MemberRole.UNBORN_CHILD, "Unborn", Sex.UNKNOWN
        child.born_on, child.expected_on, child.joined_on = None, child.born_on, recorded_on

    def _let_somebody_leave(self, household: Household) -> None:
        """Now and then an adult or a younger child has left the household."""
        rng = self._rng
        if len(household.adults) > 1 and chance(rng, 0.15):
            household.adults[-1].left_on = day_between(rng, date(2012, 6, 1), date(2013, 6, 28))
        if len(household.children) > 2 and chance(rng, 0.05):
            household.children[1].left_on = day_between(rng, date(2013, 4, 1), date(2013, 6, 28))

    def _parent(self, household: Household, surname: str, oldest_born: date) -> Person:
        born_on = oldest_born - timedelta(days=365 * number_between(self._rng, 17, 34) + 91)
        return self._person(MemberRole.PARENT_OR_CARER, surname, born_on, household.since)

    def _grandparent(self, household: Household, surname: str) -> Person:
        parents_born = household.adults[0].born_on or FIRST_HOME
        born_on = parents_born - timedelta(days=365 * number_between(self._rng, 18, 30))
        return self._person(MemberRole.OTHER_ADULT, surname, born_on, household.since)

    def _child(self, household: Household, surname: str, born_on: date) -> Person:
        return self._person(MemberRole.CHILD, surname, born_on, max(born_on, household.since))

    def _person(self, role: MemberRole, surname: str, born_on: date, joined_on: date) -> Person:
        rng = self._rng
        return Person(
            key=f"P-{next(self._persons):07d}",
            role=role,
            forename=names.forename(rng),
            surname=surname,
            born_on=born_on,
            expected_on=None,
            sex=Sex.FEMALE if chance(rng, 0.5) else Sex.MALE,
            joined_on=joined_on,
        )


def _born(rng: Random, age: int) -> date:
    """A day of birth that makes somebody so old on 31 August 2012."""
    return date(RECKONED_ON.year - age, 8, 31) - timedelta(days=number_between(rng, 0, 364))


def _childs_surname(rng: Random, surname: str, other: str) -> str:
    """Mostly the first parent's; sometimes the other's, or both."""
    drawn = rng.random()
    if drawn < 0.86 or surname == other:
        return surname
    return other if drawn < 0.95 else f"{surname}-{other}"


def add_people(rng: Random, rows: Rows, household: Household) -> None:
    """The rows of a household's people."""
    ethnicity, language = pick(rng, _ETHNICITIES)
    members = rows["members"]
    for person in (*household.adults, *household.children):
        members.append(
            (
                person.key,
                household.key,
                person.role.value,
                person.forename,
                person.surname,
                written(person.born_on),
                written(person.expected_on),
                person.sex.value,
                ethnicity.value,
                language,
                pick(rng, _DISABLED),
                written(person.joined_on),
                written(person.left_on),
            )
        )
