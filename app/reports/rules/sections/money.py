"""Financial implications: attachment fees, what others pay for, and the most that results can pay."""

from collections.abc import Iterator

from app.periods import financial_year_label, financial_year_of
from app.reports.rules.document import Block, Paragraph, say
from app.reports.rules.sections.parts import OF_FAMILIES, Part, Sources

TARGET = "programme.target-families"
FEES = "money.attachment-fees"


def _blocks(sources: Sources) -> Iterator[Block]:
    print_ = sources.print_
    number = print_.number
    years = print_.years_of(FEES)
    current = financial_year_label(financial_year_of(print_.manifest.as_at))
    following = min((year for year in years if year > current), default=years[-1])
    yield Paragraph(
        say(
            f"Attachment fees for {following} come to {{}} for {{}} families. The government funds "
            "most of them: {} of the {} families agreed are expected to be paid for by "
            "other government provision. {} of those worked with so far are marked as such. "
            "Results can pay at most {} in all.",
            number(FEES, financial_year=following),
            number(TARGET, financial_year=following),
            number("families.expected-funded-elsewhere"),
            number(TARGET),
            number("families.funded-elsewhere"),
            number("money.highest-results"),
        )
    )


PART = Part("money", "Financial implications", _blocks, OF_FAMILIES)
