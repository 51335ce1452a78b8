"""The pilot group, and the families of the Family Intervention Project."""

from collections.abc import Iterator

from app.reports.rules.document import Block, Paragraph, say
from app.reports.rules.sections.parts import OF_FAMILIES, Part, Sources


def _blocks(sources: Sources) -> Iterator[Block]:
    number = sources.print_.number
    yield Paragraph(
        say(
            "{} families are worked with in the pilot group and {} by the Family Intervention "
            "Project (FIP). Rollout meetings flagged {} of FIP's families; that counts something "
            "else.",
            number("families.worked-with", route="pilot"),
            number("families.worked-with", route="fip"),
            number("families.allocated-at-meetings", agency="FIP"),
        )
    )


PART = Part("pilot", "The pilot group", _blocks, OF_FAMILIES)
