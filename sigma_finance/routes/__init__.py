"""Blueprints, guards and error pages."""

from __future__ import annotations

from flask import Flask

from sigma_finance.routes import (
    account,
    appearance,
    auth,
    autopay,
    branding,
    dashboard,
    design,
    documents,
    dues_use,
    giving,
    handover,
    home,
    monitoring,
    notices,
    pay_links,
    paying,
    payments,
    people,
    photos,
    plans,
    platform,
    treasurer,
    webhooks,
)
from sigma_finance.web import (
    converters,
    errors,
    files,
    filters,
    guards,
    headers,
    navigation,
    requests,
    sessions,
    typing,
)

PAGES = (
    home,
    giving,
    auth,
    account,
    branding,
    dashboard,
    dues_use,
    paying,
    pay_links,
    autopay,
    payments,
    people,
    photos,
    handover,
    plans,
    notices,
    documents,
    treasurer,
    platform,
    webhooks,
    monitoring,
)


def register(app: Flask) -> None:
    """Put every page of the product on ``app``."""
    requests.register(app)
    sessions.register(app)
    converters.register(app)
    for pages in PAGES:
        app.register_blueprint(pages.blueprint)
    filters.register(app)
    appearance.register(app)
    design.register(app)
    navigation.register(app)
    errors.register(app)
    headers.register(app)
    files.register(app)
    typing.register(app)
    app.config["CHAPTER_PAGES"] = guards.chapter_pages(app)
