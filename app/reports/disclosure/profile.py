"""How a profile hides small counts: thresholds, mark and source, as data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SuppressionRule:
    """Counts of 1 to `threshold` are hidden behind `mark`; a true zero is shown.

    There is one mark. A count that is hidden only so that another cannot be worked out prints the same one:
    two marks would tell the reader which counts are small, which is what has to stay unknown.
    """

    code: str
    threshold: int
    mark: str
    source: str

    def is_small(self, count: int) -> bool:
        """Whether a count is hidden by itself: with a threshold of 5, from 1 to 5."""
        return 1 <= count <= self.threshold

    @property
    def above(self) -> int:
        """The smallest count that is shown besides zero."""
        return self.threshold + 1


CHILDREN_IN_NEED = SuppressionRule(
    code="children-in-need",
    threshold=5,
    mark="c",
    source="Department for Education, Characteristics of children in need: any number from one to five is "
    "replaced by c, with secondary suppression where it is needed",
)
"""The rule of the default public profile: its readers are children's services."""

RULES = {each.code: each for each in (CHILDREN_IN_NEED,)}
"""The rules by their codes."""
