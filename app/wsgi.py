"""What a web server runs: the site, with the settings of its environment."""

import gc
import os

from apiflask import APIFlask

from app.config import load_settings
from app.factory import create_app


def application() -> APIFlask:
    """The site for one server process."""
    site = create_app(load_settings(os.environ))
    # What is there now stays as long as the process: no request should pay for looking through it again.
    gc.collect()
    gc.freeze()
    return site
