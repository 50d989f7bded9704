"""Payments that the payer's bank asks back: what is known of each, the evidence that answers it, and giving in."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Conflict, NotFound
from sigma_finance.domain.payments.disputes import left_in_words
from sigma_finance.domain.payments.payments import AnswerKind, AnswerState
from sigma_finance.domain.permissions import Permission
from sigma_finance.forms.payments.disputes import AcceptForm, EvidenceForm, SendForm
from sigma_finance.queries.payments import answers
from sigma_finance.queries.payments import disputes as queries
from sigma_finance.queries.payments.disputes import AnswerLine, DisputePage
from sigma_finance.routes.documents import sender
from sigma_finance.routes.treasurer.base import FormRefusals, blueprint, form_page, taken, today
from sigma_finance.services.payments import answering
from sigma_finance.web import guards
from sigma_finance.web.guards import requires

FINDING_OUT = (
    "Stripe has not answered yet, so we do not know whether it has this. Do not send it again there: this page says so "
    "as soon as we know."
)


@blueprint.get("/disputes")
@requires(Permission.SEE_BOOKS)
def disputes() -> str:
    """What waits for an answer, by its day, and what the banks have decided."""
    found = queries.of_chapter(chapter_id=guards.viewer().chapter_id)
    return render_template(
        "treasurer/payments/disputes.html",
        open=[one for one in found if one.is_open],
        decided=[one for one in found if not one.is_open],
        today=today(),
        left=left_in_words,
    )


@blueprint.get("/disputes/<int:dispute_id>")
@requires(Permission.SEE_BOOKS)
def dispute(dispute_id: int) -> str:
    """One dispute: why, by when, what it moved in the books, and what was said to it."""
    found = _get(dispute_id)
    return render_template(
        "treasurer/payments/dispute.html", dispute=found, why_not=found.why_not(now()), **_days()
    )


@blueprint.route("/disputes/<int:dispute_id>/evidence", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
def evidence(dispute_id: int) -> ResponseReturnValue:
    """Say why the payment was right; the product adds what it knows, to be read before it is sent."""
    found = _get(dispute_id)
    draft = found.answer
    form = EvidenceForm(data={"words": draft.words, "members_words": draft.members_words} if draft else None)
    if taken(form):
        with FormRefusals(form):
            answering.write(
                sender=sender(),
                dispute_id=dispute_id,
                words=form.words.text,
                members_words=form.members_words.text,
                by=guards.actor(),
            )
            return redirect(url_for(".send_evidence", dispute_id=dispute_id), 303)
    else:
        _refuse_late(found)
    return form_page("treasurer/payments/evidence.html", form, dispute=found, **_days())


def _refuse_late(found: DisputePage) -> None:
    """A page that cannot be sent is not shown; what was typed into one that was open is."""
    refusal = found.why_not(now())
    if refusal and request.method != "POST":
        raise Conflict(refusal)


@blueprint.route("/disputes/<int:dispute_id>/evidence/send", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
@guards.confirmed_lately
def send_evidence(dispute_id: int) -> ResponseReturnValue:
    """Read the evidence as the bank will, and send it for good."""
    found = _get(dispute_id)
    draft = _draft(found)
    form = SendForm(data={"mark": answering.mark_of(_pack(dispute_id, draft))})
    if taken(form):
        with FormRefusals(form):
            state = answering.send(
                chapter_id=guards.viewer().chapter_id,
                dispute_id=dispute_id,
                mark=str(form.mark.data),
                by=guards.actor(),
            )
            _say(state, "The evidence is with Stripe. The bank decides, mostly within three months.")
            return redirect(url_for(".dispute", dispute_id=dispute_id), 303)
    else:
        _refuse_late(found)
    return form_page("treasurer/payments/send_evidence.html", form, dispute=found, draft=draft, **_days())


def _draft(found: DisputePage) -> AnswerLine:
    if found.answer is None or found.answer.kind is not AnswerKind.EVIDENCE:
        raise NotFound("There is no evidence to send yet.")
    return found.answer


@blueprint.get("/disputes/<int:dispute_id>/evidence/<int:answer_id>.pdf")
@requires(Permission.SEE_BOOKS)
@guards.confirmed_lately
def evidence_file(dispute_id: int, answer_id: int) -> Response:
    """The evidence as it was put together, or sent."""
    pack = answers.get_pack(chapter_id=guards.viewer().chapter_id, dispute_id=dispute_id, answer_id=answer_id)
    if pack is None:
        raise NotFound("There is no such evidence.")
    name = f'attachment; filename="evidence-{dispute_id}.pdf"'
    return Response(pack, content_type="application/pdf", headers={"Content-Disposition": name})


@blueprint.route("/disputes/<int:dispute_id>/accept", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
@guards.confirmed_lately
def accept_dispute(dispute_id: int) -> ResponseReturnValue:
    """Give a dispute up: its money stays with the payer."""
    found, form = _get(dispute_id), AcceptForm()
    if taken(form):
        with FormRefusals(form):
            state = answering.accept(
                chapter_id=guards.viewer().chapter_id, dispute_id=dispute_id, by=guards.actor()
            )
            _say(state, "Accepted. The money stays with the payer.")
            return redirect(url_for(".dispute", dispute_id=dispute_id), 303)
    else:
        _refuse_late(found)
    return form_page("treasurer/payments/accept_dispute.html", form, dispute=found, **_days())


def _say(state: AnswerState, done: str) -> None:
    flash(*((FINDING_OUT, "info") if state is AnswerState.ASKED else (done, "success")))


def _get(dispute_id: int) -> DisputePage:
    return queries.get_page(chapter_id=guards.viewer().chapter_id, dispute_id=dispute_id)


def _pack(dispute_id: int, draft: AnswerLine) -> bytes:
    chapter_id = guards.viewer().chapter_id
    return answers.get_pack(chapter_id=chapter_id, dispute_id=dispute_id, answer_id=draft.id) or b""


def _days() -> dict[str, object]:
    """What a page needs to say how much time is left."""
    return {"today": today(), "left": left_in_words}
