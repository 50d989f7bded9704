"""The log of Stripe's messages: what came in, what became of it, and having one handled again."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.database.paging import Page
from sigma_finance.domain.errors import Unavailable
from sigma_finance.domain.payloads import readable
from sigma_finance.domain.payments.delivery import EventState
from sigma_finance.domain.permissions import Permission
from sigma_finance.forms.chapters import logs
from sigma_finance.forms.chapters.logs import EventsForm
from sigma_finance.queries.payments import webhooks as queries
from sigma_finance.routes.treasurer.base import blueprint, cursor_given
from sigma_finance.services.payments import webhooks as services
from sigma_finance.web import guards
from sigma_finance.web.chips import chips
from sigma_finance.web.guards import requires

_CAME_OF_IT = {
    EventState.APPLIED: ("The message was applied.", "success"),
    EventState.IGNORED: ("Nothing here depends on the message, so it was set aside.", "success"),
    EventState.QUARANTINED: ("The message still cannot be applied; its page says why.", "error"),
}
_NOT_NOW = "The message could not be handled now. Nothing was booked; it is tried again by itself."


@blueprint.get("/webhooks")
@requires(Permission.SEE_BOOKS)
def webhooks() -> tuple[str, int]:
    """The messages that the address lets through, latest first, 50 a page."""
    viewer, form = guards.viewer(), EventsForm(request.args)
    wanted = form.read()
    if wanted is None:
        return render_template("treasurer/chapters/webhooks.html", form=form, page=Page([], None, None)), 422
    page = queries.events(
        chapter_id=viewer.chapter_id, timezone=viewer.timezone, wanted=wanted, cursor=cursor_given()
    )
    asked = logs.events_address(wanted)
    on = chips(".webhooks", asked, logs.events_words(wanted))
    return render_template(
        "treasurer/chapters/webhooks.html", form=form, page=page, asked=asked, filters=on
    ), 200


@blueprint.get("/webhooks/<int:event_id>")
@requires(Permission.SEE_BOOKS)
def webhook(event_id: int) -> str:
    """One message: where it stands, why, and what it says."""
    event = queries.get_event(chapter_id=guards.viewer().chapter_id, event_row_id=event_id)
    return render_template("treasurer/chapters/webhook.html", event=event, payload=readable(event.payload))


@blueprint.post("/webhooks/<int:event_id>/handle")
@requires(Permission.RECORD_MONEY)
def handle_webhook(event_id: int) -> ResponseReturnValue:
    """Act on a message once more; what was booked already is not booked twice."""
    try:
        state = services.handle_again(
            chapter_id=guards.viewer().chapter_id, event_id=event_id, by=guards.actor()
        )
        flash(*_CAME_OF_IT[state])
    except Unavailable:
        flash(_NOT_NOW, "error")
    return redirect(url_for(".webhook", event_id=event_id), 303)
