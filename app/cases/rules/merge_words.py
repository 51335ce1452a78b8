"""The words in which merges of records are kept."""

from app.cases.rules.vocabulary import Word


class MergeKind(Word):
    """What two records were of that became one."""

    PERSON = "person"
    FAMILY = "family"


class ChangeKind(Word):
    """What a merge did to one row.

    moved: some of its columns changed. set-aside: it was taken out, and is kept whole. added: it came to be,
    for the rest of a row's days. noted: a family's record counts as changed.
    """

    MOVED = "moved"
    SET_ASIDE = "set-aside"
    ADDED = "added"
    NOTED = "noted"
