"""The agencies of the city and the places where their people work."""

from dataclasses import dataclass

from app.demo.rows import Rows

PROGRAMME_TEAM = "PRIORITY-FAMILIES"


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency. data_sheet_order: its place among the data sheet's columns; None: it only begins CAFs."""

    code: str
    name: str
    sector: str
    parent_organisation: str
    data_sheet_order: int | None = None


@dataclass(frozen=True, slots=True)
class Establishment:
    """A place where an agency's people work."""

    key: str
    agency: str
    name: str
    locality: str
    cluster: str


COUNCIL = "City council"

# The printed order of the data sheet; place 9 is the column SHARED: a joint allocation, not an agency.
AGENCIES = (
    Agency("EWS", "Education Welfare Service", "education", COUNCIL, 1),
    Agency("FCT", "Family Community Teams", "early help", COUNCIL, 2),
    Agency("FIP", "Family Intervention Project", "early help", COUNCIL, 3),
    Agency("HEALTH", "Community health services", "health", "NHS provider", 4),
    Agency("HOUSING", "Housing services", "housing", "Arm’s-length housing company", 5),
    Agency("POLICE", "Police", "criminal justice", "County police force", 6),
    Agency("PROBATION", "Probation Service", "criminal justice", "Probation trust", 7),
    Agency("SCHOOL", "Schools and academies", "education", "Schools", 8),
    Agency("YOT", "Youth Offending Team", "criminal justice", COUNCIL, 10),
    Agency("CHILDRENS-CENTRE", "Children’s centres", "early help", COUNCIL),
    Agency("HEALTH-VISITING", "Health visiting", "health", "NHS provider"),
    Agency("VOLUNTARY", "Voluntary sector", "voluntary", "Voluntary organisations"),
    Agency(PROGRAMME_TEAM, "Priority Families team", "early help", COUNCIL),
)

LOCALITIES = ("North", "Central", "South")

_TREES = (
    "Alder",
    "Birch",
    "Cedar",
    "Damson",
    "Elder",
    "Fir",
    "Gorse",
    "Hawthorn",
    "Ivy",
    "Juniper",
    "Larch",
    "Maple",
    "Nettle",
    "Oak",
    "Poplar",
    "Quince",
    "Rowan",
    "Sorrel",
)
SECONDARY_SCHOOLS = 12

# How many places each agency has and what they are called; schools are named one by one.
_PLACES = {
    "EWS": (3, "EWS", "Education Welfare {} Office"),
    "FCT": (6, "FCT", "Family Community Team {}"),
    "FIP": (2, "FIP", "Family Intervention Project {}"),
    "HEALTH": (3, "HLT", "{} Example Clinic"),
    "HOUSING": (3, "HSG", "{} Example Housing Office"),
    "POLICE": (3, "POL", "{} Example Police Station"),
    "PROBATION": (1, "PRB", "{} Example Probation Office"),
    "YOT": (2, "YOT", "Youth Offending Team {}"),
    "CHILDRENS-CENTRE": (6, "CHC", "{} Example Children’s Centre"),
    "HEALTH-VISITING": (3, "HVS", "{} Example Health Visiting Base"),
    "VOLUNTARY": (3, "VOL", "{} Example Family Charity"),
    PROGRAMME_TEAM: (1, "PFT", "Priority Families Team"),
}


def establishments() -> tuple[Establishment, ...]:
    """Every establishment: the schools, secondary before primary, then the other agencies'."""
    schools = tuple(
        _establishment(number, "SCHOOL", "SCH", f"{tree} Example {_school_kind(number)}")
        for number, tree in enumerate(_TREES, start=1)
    )
    others = tuple(
        _establishment(number, agency, prefix, pattern.format(_place_name(number)))
        for agency, (places, prefix, pattern) in _PLACES.items()
        for number in range(1, places + 1)
    )
    return schools + others


def _establishment(number: int, agency: str, prefix: str, name: str) -> Establishment:
    locality = LOCALITIES[(number - 1) % len(LOCALITIES)]
    cluster = f"{locality} {1 + (number - 1) // len(LOCALITIES) % 2}"
    return Establishment(f"{prefix}-{number:02d}", agency, name, locality, cluster)


def _school_kind(number: int) -> str:
    return "Academy" if number <= SECONDARY_SCHOOLS else "Primary School"


def _place_name(number: int) -> str:
    """North, Central, South, and then North 2 …"""
    locality = LOCALITIES[(number - 1) % len(LOCALITIES)]
    again = (number - 1) // len(LOCALITIES)
    return f"{locality} {again + 1}" if again else locality


def add_agencies(rows: Rows) -> None:
    """The rows of agencies and establishments."""
    for agency in AGENCIES:
        order = "" if agency.data_sheet_order is None else str(agency.data_sheet_order)
        rows["agencies"].append((agency.code, agency.name, agency.sector, agency.parent_organisation, order))
    for place in establishments():
        rows["establishments"].append((place.key, place.agency, place.name, place.locality, place.cluster))
