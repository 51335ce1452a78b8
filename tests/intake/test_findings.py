"""How faults are kept and given back."""

from app.intake.rules import faults
from app.intake.rules.findings import Findings


def test_faults_come_by_file_and_row_however_they_were_found() -> None:
    findings = Findings()
    findings.add(faults.required(), "b.csv", column="x", rows=[7, 3])
    findings.add(faults.not_a_date(), "a.csv", column="y", rows=[2])
    findings.add(faults.not_a_date(), "b.csv", column="y", rows=[3, 9])
    findings.add(faults.required(), "b.csv", column="x", rows=[5])
    findings.add(faults.duplicate_key(("x",)), "b.csv")

    assert [(fault.file, fault.row, fault.column) for fault in findings] == [
        ("b.csv", None, None),
        ("b.csv", 3, "x"),
        ("b.csv", 3, "y"),
        ("b.csv", 5, "x"),
        ("b.csv", 7, "x"),
        ("b.csv", 9, "y"),
        ("a.csv", 2, "y"),
    ]
    assert len(findings) == 7


def test_a_fault_reads_as_a_line() -> None:
    findings = Findings()
    findings.add(faults.required(), "wards.csv", column="ward", rows=[4])
    findings.add(faults.references_used_up(), "families.csv")

    lines = [str(fault) for fault in findings]

    assert lines[0] == (
        "wards.csv, row 4, column ward: "
        "This column needs a value. Fill it in, or take the row out. [required]"
    )
    assert lines[1].startswith("families.csv: There are not enough numbers left")


def test_a_fault_is_among_the_findings_when_it_was_added() -> None:
    findings = Findings()
    findings.add(faults.required(), "wards.csv", column="ward", rows=[4])

    (fault,) = findings

    assert fault in findings
    assert "wards.csv" not in findings
