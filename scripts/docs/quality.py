"""The checks of data quality, from their own declarations."""

from app.cases.rules.quality import ASSESSMENT_CHECKS, FAMILY_CHECKS, MEETING_CHECKS
from scripts.docs.markdown import code, page, table


def data_quality() -> str:
    """Every check: what it says of one record, and how the record is mended."""
    subjects = (
        ("Rollout meetings", MEETING_CHECKS),
        ("Families on the list", FAMILY_CHECKS),
        ("Assessments", ASSESSMENT_CHECKS),
    )
    return page(
        "Data quality",
        "`app/cases/rules/quality.py`",
        "These checks find what people can mend. They stop nothing: a report is refused only when its "
        "figures do not reconcile, and an import only for its own faults. The page *Data quality* shows "
        "them as they stand today, with the records they are about.",
        *(
            f"## {title}\n\n"
            + table(
                ("Code", "Says", "To mend it"), ((code(each.code), each.one, each.fix) for each in checks)
            )
            for title, checks in subjects
        ),
    )
