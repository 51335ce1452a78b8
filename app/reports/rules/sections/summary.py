"""Summary for the Board: how the programme stands, what has changed, and what the Board is asked to do."""

from collections.abc import Iterator

from app.periods import written_date
from app.reports.rules.document import Block, Bullets, Paragraph, say
from app.reports.rules.sections.parts import Part, Sources
from app.reports.rules.words import month_name


def _blocks(sources: Sources) -> Iterator[Block]:
    print_ = sources.print_
    number = print_.number
    year = print_.manifest.values["financial-year"][-1]
    months = print_.manifest.values["month"]
    earlier = months[max(len(months) - 3, 0)]
    yield Paragraph(
        say(
            "This report tells the Board how the Priority Families programme stood on "
            f"{written_date(print_.manifest.as_at)}, and what has changed."
        )
    )
    yield Bullets(
        (
            say(
                "We have worked with {} families: {} of the {} agreed for the years begun so far.",
                number("families.worked-with"),
                number("programme.share-of-target"),
                number("programme.target-families-to-date"),
            ),
            say(
                f"At the end of {month_name(earlier)} it was {{}} families, {{}} of the same target.",
                number("families.worked-with-by", month=earlier),
                number("programme.share-of-target-by", month=earlier),
            ),
            say(
                "We identified {} families whose criteria are confirmed, from a list of {}.",
                number("families.identified"),
                number("families.listed"),
            ),
            say(
                "Rollout meetings reviewed {} of the data sheet's families; {} are not yet allocated.",
                number("families.reviewed"),
                number("families.yet-to-be-allocated"),
            ),
            say(f"{{}} CAFs were initiated in {year}.", number("cafs.initiated", financial_year=year)),
        )
    )
    yield Paragraph(say("The Board is asked to:"))
    yield Bullets(
        (
            say("Note the progress of the programme against its target."),
            say(
                "Note that {} families may have been turned round already and are being checked for a claim.",
                number("families.potential-claims"),
            ),
            say(
                "Ask each agency to close or review its share of the {} CAFs open for more than two years.",
                number("cafs.open-over-two-years"),
            ),
        ),
        numbered=True,
    )


PART = Part("summary", "Summary for the Board", _blocks)
