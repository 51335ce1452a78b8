"""What the main job leaves in the out folder."""


def papers(profile: str) -> set[str]:
    """The files of a board report: the whole, and the two papers that it may be issued as."""
    return {
        *(f"board-report-{profile}.{form}" for form in ("pdf", "html", "xlsx", "json")),
        *(
            f"{paper}-{profile}.{form}"
            for paper in ("priority-families", "common-assessment-framework")
            for form in ("pdf", "html")
        ),
    }
