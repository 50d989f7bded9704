"""The officers' first page, and the chapter's statistics."""

from __future__ import annotations

from flask import Response, jsonify, render_template

from sigma_finance.domain.dates import short_month
from sigma_finance.domain.money import precision
from sigma_finance.domain.permissions import Permission
from sigma_finance.routes.treasurer.base import blueprint, today
from sigma_finance.services.figures import overview as services
from sigma_finance.services.figures import stats
from sigma_finance.services.figures.stats import MONTHS, Statistics, Sums
from sigma_finance.web import guards
from sigma_finance.web.guards import requires


@blueprint.get("")
@requires(Permission.SEE_BOOKS)
def overview() -> str:
    """The chapter's figures, what needs attention, who owes, and what came in last."""
    viewer = guards.viewer()
    shown = services.get_overview(chapter_id=viewer.chapter_id, timezone=viewer.timezone)
    return render_template("treasurer/figures/overview.html", overview=shown, today=today())


@blueprint.get("/statistics")
@requires(Permission.SEE_BOOKS)
def statistics() -> str:
    """What was charged and collected by month, method and kind, and where the members stand."""
    shown = stats.get_statistics(chapter_id=guards.viewer().chapter_id)
    return render_template("treasurer/figures/statistics.html", statistics=shown, months=MONTHS)


@blueprint.get("/statistics.json")
@requires(Permission.SEE_BOOKS)
def statistics_json() -> Response:
    """The same for the charts: by chart its bars, amounts in minor units."""
    viewer = guards.viewer()
    shown = stats.get_statistics(chapter_id=viewer.chapter_id)
    return jsonify(currency=viewer.currency, digits=precision(viewer.currency), charts=_charts(shown))


def _charts(shown: Statistics) -> dict[str, list[dict[str, str | int]]]:
    return {
        "months": [_bar(short_month(month), sums) for month, sums in shown.months.items()],
        "methods": [_bar(method.label, sums) for method, sums in shown.methods.items()],
        "kinds": [
            _bar(kind.label if kind else "Credit, unmatched", sums) for kind, sums in shown.kinds.items()
        ],
    }


def _bar(label: str, sums: Sums) -> dict[str, str | int]:
    return {"label": label, "charged": sums.charged_minor, "collected": sums.collected_minor}
