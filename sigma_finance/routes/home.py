"""The address without a path leads to where the person belongs."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from sigma_finance.web import guards
from sigma_finance.web.navigation import home_of

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@guards.public
def show() -> Response:
    """To the overview, to the dashboard, or to the sign-in page."""
    viewer = guards.find_viewer()
    return redirect(url_for("auth.login" if viewer is None else home_of(viewer)))
