"""A line of the bank: which entry it is, and what it becomes where there is none."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.bank.matching import OpenLine, is_near, person_named
from sigma_finance.domain.bank.words import BankCategory, LineState
from sigma_finance.domain.errors import Conflict
from sigma_finance.domain.payments.payments import Method
from sigma_finance.domain.permissions import Permission
from sigma_finance.forms.bank.bank import LineEntryForm, LinePaymentForm, MatchForm
from sigma_finance.queries.bank import lines as queries
from sigma_finance.queries.bank import matching as match_queries
from sigma_finance.queries.bank.lines import BankLineRow
from sigma_finance.queries.bank.matching import BankAccountFacts, EntryOnAccount
from sigma_finance.queries.members import members
from sigma_finance.routes.treasurer.base import FormRefusals, blueprint, form_page, received, taken
from sigma_finance.services.bank import making, matching
from sigma_finance.services.bank.making import PaymentOfLine
from sigma_finance.web import guards
from sigma_finance.web.guards import requires


@blueprint.get("/bank/lines/<int:bank_line_id>")
@requires(Permission.SEE_BOOKS)
def bank_line(bank_line_id: int) -> ResponseReturnValue:
    """One line: the entries that it is, or those that it could be."""
    return _line_page(_get(bank_line_id), MatchForm())


@blueprint.post("/bank/lines/<int:bank_line_id>/match")
@requires(Permission.RECORD_MONEY)
def match_line(bank_line_id: int) -> ResponseReturnValue:
    """Say which entries a line is."""
    form = MatchForm()
    if taken(form):
        with FormRefusals(form):
            matching.match(
                chapter_id=guards.viewer().chapter_id,
                line_id=bank_line_id,
                entry_ids=form.entries.data or [],
                by=guards.actor(),
            )
            flash("Matched.", "success")
            return redirect(url_for(".bank_line", bank_line_id=bank_line_id), 303)
    return _line_page(_get(bank_line_id), form)


def _line_page(line: BankLineRow, form: MatchForm) -> tuple[str, int]:
    chapter_id, matched, choices = guards.viewer().chapter_id, [], list[EntryOnAccount]()
    if line.state is LineState.OPEN:
        choices = match_queries.candidates(account_id=line.bank_account_id, account=_facts(line))
    else:
        matched = match_queries.matched(chapter_id=chapter_id, account=_facts(line).account, line_id=line.id)
    same = [one for one in choices if one.amount_minor == line.amount_minor]
    others = [one for one in choices if (one.amount_minor > 0) == (line.amount_minor > 0) and one not in same]
    return form_page(
        "treasurer/bank/line.html",
        form,
        line=line,
        matched=matched,
        same=same,
        others=others[:30],
        ticked=[same[0].id] if len(same) == 1 and is_near(line.booked_on, same[0].booked_on) else [],
        is_the_banks=any(one.kind in [category.kind for category in BankCategory] for one in matched),
    )


@blueprint.post("/bank/lines/<int:bank_line_id>/unmatch")
@requires(Permission.RECORD_MONEY)
def unmatch_line(bank_line_id: int) -> ResponseReturnValue:
    """Take a line off the entries that it is not."""
    matching.unmatch(chapter_id=guards.viewer().chapter_id, line_id=bank_line_id, by=guards.actor())
    flash("It is no entry any more. Say what it is.", "success")
    return redirect(url_for(".bank_line", bank_line_id=bank_line_id), 303)


@blueprint.post("/bank/lines/<int:bank_line_id>/back")
@requires(Permission.RECORD_MONEY)
def take_line_back(bank_line_id: int) -> ResponseReturnValue:
    """Reverse the fee or interest that was made of a line."""
    making.take_back(chapter_id=guards.viewer().chapter_id, line_id=bank_line_id, by=guards.actor())
    flash("Reversed. The line is open again.", "success")
    return redirect(url_for(".bank_line", bank_line_id=bank_line_id), 303)


@blueprint.route("/bank/lines/<int:bank_line_id>/payment", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
def line_to_payment(bank_line_id: int) -> ResponseReturnValue:
    """Book a line as a member's payment."""
    viewer, line = guards.viewer(), _open(bank_line_id)
    form = LinePaymentForm(data=_suggested(line))
    form.ask(members.choices(chapter_id=viewer.chapter_id), viewer.currency)
    if taken(form):
        with FormRefusals(form):
            wanted = PaymentOfLine(line.id, int(form.member.data), Method(form.method.data), form.note.text)
            done = making.make_payment(chapter_id=viewer.chapter_id, request=wanted, by=guards.actor())
            flash(f"Booked. {received(done)}", "success")
            return redirect(url_for(".bank_line", bank_line_id=line.id), 303)
    return form_page("treasurer/bank/line_payment.html", form, line=line)


def _suggested(line: BankLineRow) -> dict[str, str]:
    """The member whom a line names, and how it says that the money came."""
    named = person_named(
        OpenLine(line.id, line.booked_on, line.amount_minor, line.description, line.reference),
        match_queries.people(chapter_id=guards.viewer().chapter_id),
    )
    text = line.description.casefold()
    method = (
        Method.ZELLE if "zelle" in text else Method.CASH_APP if "cash app" in text else Method.BANK_TRANSFER
    )
    return {"member": str(named or ""), "method": method.value}


@blueprint.route("/bank/lines/<int:bank_line_id>/entry", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
def line_to_entry(bank_line_id: int) -> ResponseReturnValue:
    """Book a line as money that the bank itself took or gave."""
    chapter_id, line = guards.viewer().chapter_id, _open(bank_line_id)
    began = BankCategory.FEE if line.amount_minor < 0 else BankCategory.INTEREST
    form = LineEntryForm(data={"category": began.value})
    if taken(form):
        with FormRefusals(form):
            category = BankCategory(form.category.data)
            if form.contains.text:
                making.save_rule(
                    chapter_id=chapter_id, contains=form.contains.text, category=category, by=guards.actor()
                )
            making.make_entry(chapter_id=chapter_id, line_id=line.id, category=category, by=guards.actor())
            flash(f"Booked: {category.label.lower()}.", "success")
            return redirect(url_for(".bank_account", bank_account_id=line.bank_account_id, only="open"), 303)
    return form_page("treasurer/bank/line_entry.html", form, line=line)


def _get(bank_line_id: int) -> BankLineRow:
    return queries.get_line(chapter_id=guards.viewer().chapter_id, line_id=bank_line_id)


def _open(bank_line_id: int) -> BankLineRow:
    line = _get(bank_line_id)
    if line.state is not LineState.OPEN:
        raise Conflict("This line is an entry already.")
    return line


def _facts(line: BankLineRow) -> BankAccountFacts:
    return BankAccountFacts(guards.viewer().chapter_id, line.account, line.begins_on)
