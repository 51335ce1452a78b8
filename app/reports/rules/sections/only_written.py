"""Sections that have no figures of their own: each stands where a text is written for it."""

from app.reports.rules.sections.parts import OF_FAMILIES, Part

ISSUES = Part("issues", "Summary of issues")
MONITORING = Part("monitoring", "Monitoring and evaluation", papers=OF_FAMILIES)
OUTCOMES = Part("outcomes", "Outcomes and priorities")
