"""Where Stripe and SendGrid tell what happened: no sign-in, CSRF token or limit, but a signature and a bounded body."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from sigma_finance.domain.errors import Invalid, NotFound
from sigma_finance.extensions import csrf, limiter
from sigma_finance.services.messages import mail_events
from sigma_finance.services.payments import webhooks
from sigma_finance.web.guards import public

#: Stripe's events are a few kilobytes.
LARGEST_BYTES = 1024 * 1024

SIGNATURE_HEADER = "X-Twilio-Email-Event-Webhook-Signature"
TIMESTAMP_HEADER = "X-Twilio-Email-Event-Webhook-Timestamp"

blueprint = Blueprint("webhooks", __name__)


@blueprint.post("/webhook")
@blueprint.post("/webhook/stripe")
@limiter.exempt
@public
def stripe() -> ResponseReturnValue:
    """Take one delivery: 200 when it has been dealt with, 400 when it is not genuine, 503 to have it again."""
    request.max_content_length = LARGEST_BYTES
    try:
        event_id = webhooks.receive(
            payload=request.get_data(), signature=request.headers.get("Stripe-Signature")
        )
    except RequestEntityTooLarge:
        return {"error": "The event is over 1 MB."}, 413
    except Invalid as refusal:
        return {"error": refusal.message}, 400
    webhooks.handle(event_id=event_id)
    return {"received": True}


@blueprint.post("/webhook/sendgrid")
@limiter.exempt
@public
def sendgrid() -> ResponseReturnValue:
    """Take what SendGrid tells of messages: 200 when it is kept, 400 when it is not genuine."""
    request.max_content_length = LARGEST_BYTES
    try:
        news = mail_events.receive(
            payload=request.get_data(),
            signature=request.headers.get(SIGNATURE_HEADER),
            timestamp=request.headers.get(TIMESTAMP_HEADER),
        )
    except RequestEntityTooLarge:
        return {"error": "The events are over 1 MB."}, 413
    except NotFound as refusal:
        return {"error": refusal.message}, 404
    except Invalid as refusal:
        return {"error": refusal.message}, 400
    return {"news": news}


csrf.exempt(stripe)
csrf.exempt(sendgrid)
