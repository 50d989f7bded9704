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
    files,
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
    reimbursements,
    treasurer,
    webhooks,
)
from sigma_finance.web import (
    converters,
    errors,
    filters,
    guards,
    headers,
    navigation,
    requests,
    sessions,
    typing,
)
from sigma_finance.web import files as web_files

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
    files,
    reimbursements,
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
    web_files.register(app)
    typing.register(app)
    app.config["CHAPTER_PAGES"] = guards.chapter_pages(app)
