"""A stay in a household that never was: whether it may be taken back, and what goes with it.

It is taken back as a mistake, and can be put back. Who was in a household and left has a last day instead.
"""

from dataclasses import dataclass

from app.errors import RuleRefused


@dataclass(frozen=True, slots=True)
class TiedHere:
    """What is recorded of somebody in a family, beside the stay in it that is to be taken back.

    stays: their other stays in this family. assessments: of this family that cover them. evidence: of them,
    for this family's criteria. relationships: that stand on its map, of which they are one.
    """

    stays: int = 0
    assessments: int = 0
    evidence: int = 0
    relationships: int = 0

    @property
    def is_only_stay(self) -> bool:
        """Whether they have never been in this family once the stay is taken back."""
        return self.stays == 0

    @property
    def evidence_along(self) -> int:
        """How much evidence is taken back with the stay."""
        return self.evidence if self.is_only_stay else 0

    @property
    def relationships_along(self) -> int:
        """How many relationships are taken back with the stay."""
        return self.relationships if self.is_only_stay else 0


def check_never_here(tied: TiedHere) -> None:
    """Refuse to say that somebody was never in a family in which they have been assessed.

    Raises RuleRefused("assessed-here").
    """
    if tied.is_only_stay and tied.assessments:
        raise RuleRefused(
            "assessed-here",
            "An assessment on this family’s record covers them, so it cannot be said that they were never"
            " here. If they live elsewhere now, record that they moved or left. If they are on file twice,"
            " ask the programme coordinator to merge the two records.",
        )
