"""The page on which a chapter's account is finished, where Stripe's hosted onboarding would be."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from sandbox.engine.work import Bench, Json, Work
from sandbox.pages import rendering
from sandbox.stripe import connect

_ACTS: dict[str, Callable[[Work, str], Json]] = {"finish": connect.finish, "leave_out": connect.leave_out}


def blueprint(bench: Bench) -> Blueprint:
    """The page's routes over one sandbox's state."""
    desk = _OnboardingDesk(bench)
    routes = Blueprint("onboarding", __name__, url_prefix="/connect/<account>/<link>")
    routes.add_url_rule("", "show", desk.show)
    routes.add_url_rule("", "act", desk.act, methods=["POST"])
    return routes


class _OnboardingDesk:
    """The page's views."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    def show(self, account: str, link: str) -> Response:
        with self._bench.looking() as work:
            found = work.find("account", account)
            if found is None:
                return rendering.page("missing.html", self._bench.settings, status=404)
            return rendering.page(
                "onboarding.html",
                self._bench.settings,
                account=found,
                return_url=work.aside(account)["return_url"],
                leads_to=(work.aside(account)["return_url"],),
            )

    def act(self, account: str, link: str) -> AnyResponse:
        with self._bench.changing() as work:
            if work.find("account", account) is None:
                return rendering.page("missing.html", self._bench.settings, status=404)
            act = _ACTS.get(request.form.get("act", ""))
            if act is not None:
                act(work, account)
            return redirect(work.aside(account)["return_url"], 303)
