"""What the Board's paper leaves open and this city had to settle; every share is a number of families.

docs/explanation/the-city.md says the same in full.
"""

from collections.abc import Mapping
from datetime import date

from app.cases.rules.vocabulary import NotAllocatedReason, TriageOutcome
from app.demo.standings import Checking, Refusal
from app.demo.stories import Ending

AS_AT = date(2013, 3, 31)
TODAY = date(2013, 7, 12)
LISTED_ON = date(2012, 10, 15)

# The paper does not say how its list of 1,140 becomes the 1,124 of its ward table. Read here: 1,124, the 12
# FIP families flagged at meetings and 4 more on the list; the other 54 and the pilot group came by referral.
FIP_LISTED = 4
FIP_REFERRED = 54

# Of each group, how many had begun by 31 January 2013: with the 35 families then being checked for a claim
# and all of the pilot group they make 112, the paper's "28%" of 400.
JANUARY = date(2013, 1, 31)
EARLY_ALLOCATED = (20, 81)
EARLY_FIP_FLAGGED = (4, 6)
EARLY_FIP_LISTED = (2, 4)
EARLY_FIP_REFERRED = (30, 54)
FIRST_START = date(2012, 4, 30)
LAST_PILOT_START = date(2012, 10, 26)
LAST_START = date(2013, 3, 28)

# How many of those who had begun early had left again by July 2013.
LEFT_FIP = (26, 36)
LEFT_PILOT = (12, 21)
LEFT_ALLOCATED = (8, 20)
LAST_EXIT = date(2013, 7, 5)

FIRST_REVISION = date(2013, 4, 2)
LAST_REVISION = date(2013, 6, 20)
LAST_CHECK = date(2013, 6, 28)

ONE_IN_SIX = 6
PAID_FOR_BY = "DWP ESF provision"

# The data sheet's column SHARED is a joint allocation; the paper does not say of which agencies.
JOINT = (("HOUSING", "POLICE"), ("FCT", "HEALTH"), ("EWS", "YOT"))
PILOT_AGENCIES = {("EWS",): 6, ("FCT",): 6, ("HEALTH",): 3, ("HOUSING",): 3, ("YOT",): 3}
AGENCIES_SINCE = {
    ("FCT",): 45,
    ("EWS",): 20,
    ("HEALTH",): 15,
    ("YOT",): 12,
    ("HOUSING",): 8,
    ("POLICE",): 5,
}
REVISED_BY_REFERRAL = {True: 15, False: 85}

_SOCIAL_CARE = NotAllocatedReason.SOCIAL_CARE_CASE
_DATA = NotAllocatedReason.DATA_TO_CHECK
_SINGLE_AGENCY = NotAllocatedReason.SINGLE_AGENCY_NEED
_MOVED = NotAllocatedReason.MOVED_OUT_OF_AREA

# Of the 237, 136 are social care cases and 110 of those have an allocation agreed since; the criteria of 128
# are confirmed, which with the 375 worked with makes the paper's unexplained 503 identified.
REFUSALS: Mapping[Refusal, int] = {
    Refusal(_SOCIAL_CARE, Checking.CONFIRMED, TriageOutcome.ALLOCATE): 84,
    Refusal(_SOCIAL_CARE, Checking.CONFIRMED): 16,
    Refusal(_SOCIAL_CARE, Checking.LATER, TriageOutcome.ALLOCATE): 26,
    Refusal(_SOCIAL_CARE, Checking.UNVERIFIED): 10,
    Refusal(_DATA, Checking.UNVERIFIED): 22,
    Refusal(_DATA, Checking.PARTLY): 12,
    Refusal(_DATA, Checking.LATER, TriageOutcome.CHECK_FOR_CLAIM): 4,
    Refusal(_SINGLE_AGENCY, Checking.CONFIRMED): 14,
    Refusal(_SINGLE_AGENCY, Checking.PARTLY): 10,
    Refusal(_MOVED, Checking.CONFIRMED): 6,
    Refusal(_MOVED, Checking.UNVERIFIED): 15,
    Refusal(NotAllocatedReason.DEFERRED, Checking.CONFIRMED): 8,
    Refusal(NotAllocatedReason.DEFERRED, Checking.UNVERIFIED): 4,
    Refusal(NotAllocatedReason.FALSE_POSITIVE, Checking.NOT_MET): 6,
}
UNDECIDED_CHECKING = {Checking.UNVERIFIED: 70, Checking.PARTLY: 22, Checking.LATER: 8}

# The Board was promised between 150 and 300 claimable families in July 2013.
ENDINGS_CHECKED = {
    Ending.TURNED_AROUND: 70,
    Ending.TURNED_AROUND_WITH_PROGRESS: 8,
    Ending.WORK: 10,
    Ending.PROGRESS_ONLY: 3,
    Ending.FAILED: 12,
    Ending.NOT_KNOWN: 11,
}
ENDINGS_LEFT = {Ending.TURNED_AROUND: 32, Ending.WORK: 4, Ending.FAILED: 6, Ending.NOT_KNOWN: 4}
ENDINGS_CURRENT = {
    Ending.TURNED_AROUND: 61,
    Ending.TURNED_AROUND_WITH_PROGRESS: 9,
    Ending.WORK: 6,
    Ending.PROGRESS_ONLY: 10,
    Ending.FAILED: 70,
    Ending.NOT_KNOWN: 59,
}
ENDINGS_SINCE = {Ending.TURNED_AROUND: 4, Ending.PROGRESS_ONLY: 2, Ending.FAILED: 45, Ending.NOT_KNOWN: 59}
ENDINGS_OTHERS = {Ending.FAILED: 1, Ending.NOT_KNOWN: 1}
