"""The page on which the owner of a bank account says what two small deposits came to, where Stripe's own would be."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from sandbox.engine.work import Bench, Json, Work
from sandbox.pages import rendering
from sandbox.stripe import debits, payment_objects, saved


def blueprint(bench: Bench) -> Blueprint:
    """The page's routes over one sandbox's state."""
    desk = _DepositsDesk(bench)
    routes = Blueprint("deposits", __name__, url_prefix="/microdeposits/<intent_id>")
    routes.add_url_rule("", "show", desk.show)
    routes.add_url_rule("", "answer", desk.answer, methods=["POST"])
    return routes


class _DepositsDesk:
    """The page's views."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    def show(self, intent_id: str) -> Response:
        with self._bench.looking() as work:
            session = _session(work, intent_id)
            if session is None:
                return rendering.page("missing.html", self._bench.settings, status=404)
            waits = _waits(work, session)
            leads_to = (session["success_url"], session["cancel_url"])
            return rendering.page(
                "deposits.html", self._bench.settings, leads_to=leads_to, session=session, waits=waits
            )

    def answer(self, intent_id: str) -> AnyResponse:
        with self._bench.changing() as work:
            session = _session(work, intent_id)
            if session is not None and _waits(work, session):
                confirm = saved.confirm_account if session["mode"] == "setup" else debits.confirm_account
                answer = request.form.get("answer")
                code = payment_objects.TOO_LATE if answer == "late" else payment_objects.TOO_OFTEN
                confirm(work, session, right=answer == "right", code=code)
        return redirect(url_for("deposits.show", intent_id=intent_id), 303)


def _session(work: Work, intent_id: str) -> Json | None:
    """The session whose page asked for the account."""
    for field in ("payment_intent", "setup_intent"):
        for session in work.every("checkout.session", **{field: intent_id}):
            return work.get("checkout.session", session["id"])
    return None


def _waits(work: Work, session: Json) -> bool:
    kind = "setup_intent" if session["mode"] == "setup" else "payment_intent"
    return bool(
        session["status"] == "complete" and work.get(kind, session[kind])["status"] == "requires_action"
    )
