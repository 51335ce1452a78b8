"""What a web server runs: the site, with the settings of its environment."""

import os

from apiflask import APIFlask

from app.config import load_settings
from app.factory import create_app


def application() -> APIFlask:
    """The site for one server process."""
    return create_app(load_settings(os.environ))
