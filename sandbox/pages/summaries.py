"""What the dashboard says of a session and of an event: where they stand, as a word and a tone."""

from __future__ import annotations

from sandbox.engine import webhooks
from sandbox.engine.work import Json, Work


def of_session(work: Work, session: Json) -> Json:
    """A session with all that hangs on it."""
    intent = work.find("payment_intent", session["payment_intent"]) if session["payment_intent"] else None
    charge = work.find("charge", intent["latest_charge"]) if intent and intent["latest_charge"] else None
    transaction = work.find("balance_transaction", charge["balance_transaction"] or "") if charge else None
    given_back = work.every("refund", charge=charge["id"]) if charge else []
    disputed = work.every("dispute", charge=charge["id"]) if charge else []
    word, tone = _stage(session, intent, charge, disputed)
    return {
        "session": session,
        "intent": intent,
        "charge": charge,
        "transaction": transaction,
        "refunds": given_back,
        "disputes": disputed,
        "word": word,
        "tone": tone,
    }


def _stage(session: Json, intent: Json | None, charge: Json | None, disputed: list[Json]) -> tuple[str, str]:
    """Where a payment stands, as a word and a tone."""
    if disputed:
        return {"won": ("Dispute won", "good"), "lost": ("Dispute lost", "bad")}.get(
            disputed[0]["status"], ("Disputed", "warn")
        )
    if charge and charge["amount_refunded"]:
        return ("Refunded", "quiet") if charge["refunded"] else ("Partly refunded", "quiet")
    if session["status"] == "expired":
        return "Expired", "quiet"
    if session["payment_status"] in ("paid", "no_payment_required"):
        return "Paid", "good"
    if intent and intent["status"] == "processing":
        return "Processing", "info"
    if intent and intent["last_payment_error"]:
        return ("Failed", "bad") if session["status"] == "complete" else ("Declined", "bad")
    return "Open", "quiet"


def events_of(work: Work, session: Json) -> list[Json]:
    """The events about a session and what hangs on it, newest first."""
    about = {session["id"], session["payment_intent"]}
    return [
        event
        for event in work.every("event")
        if event["data"]["object"]["id"] in about
        or (
            session["payment_intent"]
            and event["data"]["object"].get("payment_intent") == session["payment_intent"]
        )
    ]


def of_event(work: Work, event: Json) -> Json:
    """An event with what became of its delivery, as a word and a tone."""
    attempts = webhooks.attempts_of(work, event["id"])
    if any(200 <= (each["status"] or 0) < 300 for each in attempts):
        word, tone = "Delivered", "good"
    elif attempts:
        word, tone = "Failing", "bad"
    elif work.settings.endpoint:
        word, tone = "Waiting", "info"
    else:
        word, tone = "Kept", "quiet"
    return {"event": event, "attempts": attempts, "word": word, "tone": tone}
