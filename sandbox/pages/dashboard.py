"""The sandbox's dashboard: sessions with their money, what can be done to them, events, faults."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, abort, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from sandbox.engine import deliveries, faults, jobs, webhooks
from sandbox.engine.work import Bench, Work
from sandbox.pages import controls, rendering, summaries
from sandbox.stripe import balance, sessions
from sandbox.stripe.errors import StripeRefusal
from sandbox.stripe.payments import NotPayable

_SHOWN = 50


def blueprint(bench: Bench) -> Blueprint:
    """The dashboard's routes over one sandbox's state."""
    desk = _DashboardDesk(bench)
    routes = Blueprint("dashboard", __name__)
    routes.add_url_rule("/", "index", desk.index)
    routes.add_url_rule("/sessions/<session_id>", "session", desk.session)
    routes.add_url_rule("/sessions/<session_id>/<act>", "act", desk.act, methods=["POST"])
    routes.add_url_rule("/payments/<intent_id>", "payment", desk.payment)
    routes.add_url_rule(
        "/<any(refunds, disputes):kind>/<object_id>/<act>", "later_act", desk.later_act, methods=["POST"]
    )
    routes.add_url_rule("/events", "events", desk.events)
    routes.add_url_rule("/events/<event_id>", "event", desk.event)
    routes.add_url_rule("/events/<event_id>/send", "send", desk.send, methods=["POST"])
    routes.add_url_rule(
        "/deliveries/<any(pause, resume, lose):act>", "deliveries", desk.deliveries, methods=["POST"]
    )
    routes.add_url_rule("/faults", "faults", desk.faults)
    routes.add_url_rule("/faults", "add_fault", desk.add_fault, methods=["POST"])
    routes.add_url_rule("/faults", "clear_faults", desk.clear_faults, methods=["DELETE"])
    return routes


class _DashboardDesk:
    """The dashboard's views."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    def index(self) -> Response:
        jobs.run_due(self._bench)
        with self._bench.looking() as work:
            rows = [
                summaries.of_session(work, session)
                for session in work.every("checkout.session", mode="payment")[:_SHOWN]
            ]
            total = balance.total(work, work.settings.currency)
            return self._page("dashboard.html", rows=rows, total=total, currency=work.settings.currency)

    def session(self, session_id: str) -> Response:
        jobs.run_due(self._bench)
        with self._bench.looking() as work:
            return self._session(work, session_id)

    def payment(self, intent_id: str) -> AnyResponse:
        with self._bench.looking() as work:
            found = work.every("checkout.session", payment_intent=intent_id)
        if not found:
            return self._missing()
        return redirect(url_for("dashboard.session", session_id=found[0]["id"]))

    def act(self, session_id: str, act: str) -> AnyResponse:
        problem = self._try(lambda work: self._act(work, session_id, act))
        return self._after(session_id, problem)

    def _act(self, work: Work, session_id: str, act: str) -> None:
        session = work.get("checkout.session", session_id)
        controls.on_session(work, session, act, request.form.get("amount", ""))

    def later_act(self, kind: str, object_id: str, act: str) -> AnyResponse:
        name = kind.removesuffix("s")
        if act not in (controls.REFUND_ACTS if name == "refund" else controls.DISPUTE_ACTS):
            abort(404)
        with self._bench.looking() as work:
            subject = work.find(name, object_id)
            found = (
                work.every("checkout.session", payment_intent=subject["payment_intent"]) if subject else []
            )
        if not found:
            return self._missing()
        play = controls.on_refund if name == "refund" else controls.on_dispute
        return self._after(found[0]["id"], self._try(lambda work: play(work, work.get(name, object_id), act)))

    def _try(self, act: Any) -> str | None:
        try:
            with self._bench.changing() as work:
                act(work)
        except StripeRefusal as refusal:
            return refusal.message
        except NotPayable:
            return "This payment has moved on; look at it again."
        return None

    def _after(self, session_id: str, problem: str | None) -> AnyResponse:
        if problem is None:
            return redirect(url_for("dashboard.session", session_id=session_id), 303)
        with self._bench.looking() as work:
            return self._session(work, session_id, problem=problem)

    def _session(self, work: Work, session_id: str, *, problem: str | None = None) -> Response:
        session = work.find("checkout.session", session_id)
        if session is None:
            return self._missing()
        return self._page(
            "session.html",
            status=422 if problem else 200,
            problem=problem,
            items=sessions.line_items(work, session),
            events=[summaries.of_event(work, event) for event in summaries.events_of(work, session)],
            **summaries.of_session(work, session),
        )

    def events(self) -> Response:
        with self._bench.looking() as work:
            rows = [summaries.of_event(work, event) for event in work.every("event")[:_SHOWN]]
            waiting = len(deliveries.waiting(work))
            paused = deliveries.is_paused(work)
        endpoint = self._bench.settings.endpoint
        return self._page("events.html", rows=rows, waiting=waiting, paused=paused, endpoint=endpoint)

    def event(self, event_id: str) -> Response:
        with self._bench.looking() as work:
            event = work.find("event", event_id)
            if event is None:
                return self._missing()
            body = json.dumps(event, indent=2)
            endpoint = self._bench.settings.endpoint
            return self._page("event.html", body=body, endpoint=endpoint, **summaries.of_event(work, event))

    def send(self, event_id: str) -> AnyResponse:
        if not self._bench.settings.endpoint:
            abort(409)
        with self._bench.looking() as work:
            if work.find("event", event_id) is None:
                return self._missing()
        for _ in range(2 if request.form.get("twice") else 1):
            webhooks.send(self._bench, event_id)
        return redirect(url_for("dashboard.event", event_id=event_id), 303)

    def deliveries(self, act: str) -> AnyResponse:
        acts = {"pause": deliveries.pause, "resume": deliveries.resume, "lose": deliveries.drop_waiting}
        with self._bench.changing() as work:
            acts[act](work)
        return redirect(url_for("dashboard.events"), 303)

    def faults(self) -> Response:
        with self._bench.looking() as work:
            return jsonify(faults.pending(work))

    def add_fault(self) -> AnyResponse:
        try:
            fault = faults.Fault(**request.get_json())
            with self._bench.changing() as work:
                faults.add(work, fault)
        except (TypeError, ValueError) as error:
            return Response(str(error), status=400, content_type="text/plain")
        return Response(status=204)

    def clear_faults(self) -> Response:
        with self._bench.changing() as work:
            faults.clear(work)
        return Response(status=204)

    def _page(self, template: str, *, status: int = 200, **context: Any) -> Response:
        return rendering.page(template, self._bench.settings, status=status, **context)

    def _missing(self) -> Response:
        return self._page("missing.html", status=404)
