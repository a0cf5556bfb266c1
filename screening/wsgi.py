"""For a WSGI server: `gunicorn 'screening.wsgi:create()'`."""

import os

from flask import Flask

from screening.api.app import create_app
from screening.bootstrap import open_house


def create() -> Flask:
    """The API with the settings of the environment, its rules loaded, so that the first request need not wait.

    Raises:
        SettingsError: a setting is unknown or invalid.
    """
    house = open_house(os.environ)
    house.rules()
    return create_app(house)
