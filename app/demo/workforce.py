"""The people who lead families and CAFs, those who manage them, and where they are posted."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import cycle
from random import Random

from app.access.roles import Responsibility
from app.demo import names
from app.demo.agencies import AGENCIES, PROGRAMME_TEAM, SECONDARY_SCHOOLS, Establishment, establishments
from app.demo.draws import chance, day_between, pick
from app.demo.rows import Row, Rows, written

FAMILIES_EACH = 4
LEADS_IN_EVERY_SCHOOL = 2
FEWEST_LEADS = 4
CAFS_EACH = 40
CASELOAD_LIMITS = (3, 6, 8, 8, 10)

LONG_SERVED_FROM, LONG_SERVED_TO = date(2006, 9, 1), date(2009, 3, 31)
LATER_FROM, LATER_TO = date(2010, 1, 4), date(2012, 3, 30)

# The fourth lead professional of EWS goes over to a school, and the second of FCT leaves.
MOVES_FROM, MOVES_TO, MOVER = "EWS", "SCH-04", 3
MOVED_OUT_ON, MOVED_IN_ON = date(2013, 4, 12), date(2013, 4, 15)
LEAVES_FROM, LEAVER = "FCT", 1
LEFT_ON = date(2013, 5, 31)

# Managers of these see the whole agency; of the others, their own establishment only.
MANAGED_WHOLE = frozenset({"EWS", "FCT", "FIP", "POLICE", "YOT", "HEALTH", PROGRAMME_TEAM})


@dataclass(frozen=True, slots=True)
class Staff:
    """Someone who can lead, in one posting. until: its last day, if it has ended."""

    key: str
    agency: str
    establishment: str
    since: date
    until: date | None = None

    def is_posted_on(self, day: date) -> bool:
        """Whether the posting covers a day."""
        return self.since <= day and (self.until is None or self.until >= day)


class Workforce:
    """Everyone who can lead, by agency; families are given to them in turn, so that none has many more."""

    def __init__(self, staff: Sequence[Staff]) -> None:
        by_agency: defaultdict[str, list[Staff]] = defaultdict(list)
        for one in staff:
            by_agency[one.agency].append(one)
        self._by_agency = dict(by_agency)
        # Secondary schools come first among the schools, and only they lead families of the programme.
        self._leads = {
            agency: [one for one in of_agency if not _is_primary_school(one.establishment)]
            for agency, of_agency in by_agency.items()
        }
        self._turn = {agency: cycle(of_agency) for agency, of_agency in self._leads.items()}

    def lead(self, agency: str, on: date) -> Staff:
        """The next lead professional in turn who is posted in the agency on a day."""
        for _ in self._leads[agency]:
            one = next(self._turn[agency])
            if one.is_posted_on(on):
                return one
        raise ValueError("nobody is posted there on that day")

    def caf_lead(self, rng: Random, agency: str, on: date) -> Staff | None:
        """Somebody of the agency who was posted there on a day; None when the first few asked were not."""
        for _ in range(4):
            one = pick(rng, self._by_agency[agency])
            if one.is_posted_on(on):
                return one
        return None

    def checker(self, rng: Random) -> Staff:
        """Somebody of the programme's own team, who checks evidence where no lead professional does."""
        return pick(rng, self._by_agency[PROGRAMME_TEAM])


def add_workforce(rng: Random, rows: Rows, *, families: Mapping[str, int], cafs: int) -> Workforce:
    """The rows of practitioners and postings: enough for so many families by agency, and CAFs in all."""
    by_agency: defaultdict[str, list[Establishment]] = defaultdict(list)
    for place in establishments():
        by_agency[place.agency].append(place)
    staff: list[Staff] = []
    for agency in AGENCIES:
        places = by_agency[agency.code]
        _add_managers(rng, rows, agency.code, places)
        for nth, place in enumerate(_posts(agency.code, places, families.get(agency.code, 0), cafs)):
            staff.append(_added(rng, rows, len(staff) + 1, place, nth))
    return Workforce(staff)


def _posts(agency: str, places: Sequence[Establishment], families: int, cafs: int) -> Sequence[Establishment]:
    """Where each of an agency's leads is posted: one at each place in turn, so that none has many more."""
    wanted = max(FEWEST_LEADS, -(-families // FAMILIES_EACH), cafs // len(AGENCIES) // CAFS_EACH)
    if agency != "SCHOOL":
        return [places[number % len(places)] for number in range(wanted)]
    secondary, primary = places[:SECONDARY_SCHOOLS], places[SECONDARY_SCHOOLS:]
    wanted = max(LEADS_IN_EVERY_SCHOOL * len(secondary), wanted)
    return [*(secondary[number % len(secondary)] for number in range(wanted)), *primary]


def _added(rng: Random, rows: Rows, number: int, place: Establishment, nth: int) -> Staff:
    """The nth lead professional of an agency with the posting, or the two of the one who moves."""
    key = f"LP-{number:04d}"
    moves = (place.agency, nth) == (MOVES_FROM, MOVER)
    leaves = (place.agency, nth) == (LEAVES_FROM, LEAVER)
    long_served = moves or leaves or chance(rng, 0.6)
    since = (
        day_between(rng, LONG_SERVED_FROM, LONG_SERVED_TO)
        if long_served
        else day_between(rng, LATER_FROM, LATER_TO)
    )
    until = MOVED_OUT_ON if moves else LEFT_ON if leaves else None
    limit = str(pick(rng, CASELOAD_LIMITS))
    rows["practitioners"].append(_practitioner(rng, key, limit, LEFT_ON if leaves else None))
    own = Responsibility.OWN_CASELOAD.value
    rows["postings"].append((key, place.key, own, written(since), written(until)))
    if moves:
        rows["postings"].append((key, MOVES_TO, own, written(MOVED_IN_ON), ""))
    return Staff(key, place.agency, place.key, since, until)


def _add_managers(rng: Random, rows: Rows, agency: str, places: Sequence[Establishment]) -> None:
    """A head for each school, and a manager for every other agency."""
    if agency == "SCHOOL":
        for place in places:
            _add_manager(rng, rows, f"HEAD-{place.key}", place, Responsibility.ESTABLISHMENT)
        return
    whole = agency in MANAGED_WHOLE
    responsibility = Responsibility.AGENCY if whole else Responsibility.ESTABLISHMENT
    _add_manager(rng, rows, f"MGR-{agency}", places[0], responsibility)


def _add_manager(
    rng: Random, rows: Rows, key: str, place: Establishment, responsibility: Responsibility
) -> None:
    since = day_between(rng, LONG_SERVED_FROM, LONG_SERVED_TO)
    rows["practitioners"].append(_practitioner(rng, key, "", None))
    rows["postings"].append((key, place.key, responsibility.value, written(since), ""))


def _practitioner(rng: Random, key: str, limit: str, left_on: date | None) -> Row:
    name = f"{names.forename(rng)} {names.surname(rng)}"
    return (key, name, f"{key.lower()}@example.org", limit, written(left_on))


def _is_primary_school(establishment: str) -> bool:
    return establishment.startswith("SCH-") and int(establishment.removeprefix("SCH-")) > SECONDARY_SCHOOLS
