"""What a form said when it was completed, as plain values to be kept as they were, whatever comes later."""

from dataclasses import asdict
from typing import Any

from app.cases.rules.form import Content, Contents, PlannedAction
from app.cases.rules.form_boxes import Box, FormSection

Frozen = dict[str, Any]


def frozen(contents: Contents) -> Frozen:
    """A form's words by section and box, and its actions, as JSON can hold them."""
    return {
        section.value: {
            "texts": {box.value: words for box, words in content.texts.items()},
            "actions": [asdict(row) for row in content.actions],
        }
        for section, content in contents.items()
    }


def thawed(kept: Frozen) -> Contents:
    """The form that was frozen."""
    return {
        FormSection(section): Content(
            {Box(box): words for box, words in content["texts"].items()},
            tuple(PlannedAction(**row) for row in content["actions"]),
        )
        for section, content in kept.items()
    }
