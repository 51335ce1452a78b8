"""The API's contract as a document."""

import json

from app.factory import APIS
from app.openapi import contract


def openapi() -> str:
    """The OpenAPI document, as the site publishes it."""
    return json.dumps(contract(APIS), indent=2, ensure_ascii=False) + "\n"
