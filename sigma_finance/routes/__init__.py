"""Blueprints, guards and error pages."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from flask import Flask

from sigma_finance.routes import (
    appearance,
    converters,
    design,
    errors,
    filters,
    headers,
    navigation,
    requests,
    sessions,
)

SUBJECTS = (
    "home",
    "auth",
    "account",
    "dashboard",
    "payments",
    "documents",
    "treasurer",
    "webhooks",
    "monitoring",
)


def register(app: Flask) -> None:
    """Put every page of the product on ``app``."""
    requests.register(app)
    sessions.register(app)
    converters.register(app)
    for subject in SUBJECTS:
        name = f"{__name__}.{subject}"
        found = find_spec(name)
        if found and found.has_location:
            app.register_blueprint(import_module(name).blueprint)
    filters.register(app)
    appearance.register(app)
    design.register(app)
    navigation.register(app)
    errors.register(app)
    headers.register(app)
