"""The customer portal: where a payer sees, replaces and removes what Stripe keeps of theirs."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from sandbox.engine.work import Bench, Json, Work
from sandbox.pages import payer, rendering
from sandbox.stripe import saved


def blueprint(bench: Bench) -> Blueprint:
    """The portal's routes over one sandbox's state."""
    desk = _PortalDesk(bench)
    routes = Blueprint("portal", __name__, url_prefix="/portal/<session_id>")
    routes.add_url_rule("", "show", desk.show)
    routes.add_url_rule("/card", "card", desk.card, methods=["POST"])
    routes.add_url_rule("/remove/<method_id>", "remove", desk.remove, methods=["POST"])
    return routes


class _PortalDesk:
    """The portal's views."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    def show(self, session_id: str) -> Response:
        with self._bench.looking() as work:
            session = work.find("billing_portal.session", session_id)
            if session is None:
                return self._missing()
            form = payer.prefilled({"customer_details": None, "customer_email": None}, None)
            return self._page(work, session, form)

    def card(self, session_id: str) -> AnyResponse:
        read = payer.read({**request.form, "email": "payer@example.org"}, by_card=True)
        with self._bench.changing() as work:
            session = work.find("billing_portal.session", session_id)
            if session is None:
                return self._missing()
            if not read.errors and read.card.ending == "declines":
                read.errors["number"] = read.card.message
            if read.errors:
                return self._page(work, session, read, status=422)
            customer = work.get("customer", session["customer"])
            saved.add_card(work, customer, card=read.card, payer=read.payer, expiry=read.expiry)
        return redirect(url_for("portal.show", session_id=session_id), 303)

    def remove(self, session_id: str, method_id: str) -> AnyResponse:
        with self._bench.changing() as work:
            session = work.find("billing_portal.session", session_id)
            method = work.find("payment_method", method_id)
            if session is None or method is None or method["customer"] != session["customer"]:
                return self._missing()
            saved.detach(work, method)
        return redirect(url_for("portal.show", session_id=session_id), 303)

    def _page(self, work: Work, session: Json, form: payer.PayerForm, *, status: int = 200) -> Response:
        customer = work.get("customer", session["customer"])
        return rendering.page(
            "portal.html",
            self._bench.settings,
            status=status,
            leads_to=(session["return_url"],),
            session=session,
            form=form,
            methods=work.every("payment_method", customer=session["customer"]),
            usual=customer.get("invoice_settings", {}).get("default_payment_method"),
        )

    def _missing(self) -> Response:
        return rendering.page("missing.html", self._bench.settings, status=404)
