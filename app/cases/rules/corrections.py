"""Why a record may be corrected: a correction mends a mistake, it does not record a change."""

from app.cases.rules.vocabulary import Word


class WardCorrection(Word):
    """Why the ward on the list was wrong. A family that moved has a new residence instead."""

    MISTAKE_ON_THE_LIST = "mistake-on-the-list"
    ADDRESS_MISREAD = "address-misread"
    BOUNDARY_MISREAD = "boundary-misread"
