"""How a result that could be claimed may be spoiled."""

from app.cases.rules.vocabulary import Word


class SpoiledHow(Word):
    """What spoiled it: something recorded since, the days passing, or a change of the rules themselves."""

    NEW_FACT = "new-fact"
    DAYS_PASSING = "days-passing"
    NEW_RULES = "new-rules"
