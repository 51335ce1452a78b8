"""Sections that have no figures of their own: each stands where a text is written for it."""

from app.reports.rules.sections.parts import OF_FAMILIES, Part

ISSUES = Part("issues", "Summary of issues")
MONITORING = Part("monitoring", "Monitoring and evaluation", papers=OF_FAMILIES)
TRAINING = Part("training", "Training")
PARTNERS = Part("partners", "Partner engagement")
EXCEPTIONS = Part("exceptions", "Exceptions")
LEGAL = Part("legal", "Legal implications")
OUTCOMES = Part("outcomes", "Outcomes and priorities")
