"""What an analyst does without Loxley: reads the whole master sheet and pivots it, every time anew."""

from pathlib import Path

import pandas as pd

Cells = dict[tuple[str, ...], int]


def year_one_tables(workbook: Path) -> tuple[Cells, Cells, Cells]:
    """Rollout by agency, ward by outcome, and the year's families by route: the cells that have families."""
    sheet = pd.read_excel(workbook, engine="openpyxl", dtype={"Rollout": str})
    allocated = sheet[sheet["Outcome"] == "Allocate"]
    on_the_sheet = sheet[~sheet["Route"].isin(["fip", "pilot"])]
    outcomes = on_the_sheet["Outcome"].fillna("Yet to be allocated")
    return (
        _cells(pd.crosstab(allocated["Rollout"], allocated["Agency"])),
        _cells(pd.crosstab(on_the_sheet["Ward"], outcomes)),
        {(str(route),): int(count) for route, count in sheet["Worked with by"].value_counts().items()},
    )


def _cells(table: pd.DataFrame) -> Cells:
    stacked = table.stack()
    return {(str(row), str(column)): int(count) for (row, column), count in stacked.items() if count}
