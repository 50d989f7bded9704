"""Late fees: what would be charged, charging it, and sparing a member for some time."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.money import format_money
from sigma_finance.domain.permissions import Permission
from sigma_finance.forms.dues.late_fees import HoldForm, LateFeesForm
from sigma_finance.queries.dues import late_fees as queries
from sigma_finance.queries.members import members
from sigma_finance.routes.treasurer.base import FormRefusals, blueprint, form_page, taken, today
from sigma_finance.services.dues import late_fees
from sigma_finance.web import guards
from sigma_finance.web.guards import requires


@blueprint.route("/late-fees", methods=["GET", "POST"])
@requires(Permission.ASSESS_DUES)
def fees() -> ResponseReturnValue:
    """Whom being late would cost how much today; sending the form charges it."""
    viewer = guards.viewer()
    rules = queries.get_policy(chapter_id=viewer.chapter_id)
    late = queries.late(chapter_id=viewer.chapter_id, today=today(), rules=rules)
    due = [one for one in late if not one.held]
    total = sum(one.fee_minor for one in due)
    form = LateFeesForm(data={"total": str(total)})
    if taken(form):
        agreed = str(form.total.data or "")
        with FormRefusals(form):
            done = late_fees.charge(
                chapter_id=viewer.chapter_id,
                by=guards.actor(),
                agreed_minor=int(agreed) if agreed.isascii() and agreed.isdigit() else -1,
            )
            fees_ = "1 late fee" if done.fees == 1 else f"{done.fees} late fees"
            total_ = format_money(done.total_minor, viewer.currency)
            flash(f"Charged {fees_}, {total_} in all." if done.fees else "Nothing to charge.", "success")
            return redirect(url_for(".fees"), 303)
        form.total.data = str(total)
    return form_page(
        "treasurer/dues/late_fees.html", form, late=late, due=due, total_minor=total, rules=rules
    )


@blueprint.route("/members/<int:member_id>/late-fees", methods=["GET", "POST"])
@requires(Permission.ASSESS_DUES)
def hold_fees(member_id: int) -> ResponseReturnValue:
    """Spare a member late fees up to a day."""
    viewer = guards.viewer()
    member = members.get_member(chapter_id=viewer.chapter_id, member_id=member_id, today=today())
    form = HoldForm()
    if taken(form):
        with FormRefusals(form):
            late_fees.hold(
                chapter_id=viewer.chapter_id, member_id=member_id, until=form.until.data, by=guards.actor()
            )
            flash(f"{member.name} is charged no late fees until then.", "success")
            return redirect(url_for(".fees"), 303)
    return form_page("treasurer/dues/hold_fees.html", form, member=member, today=today())
