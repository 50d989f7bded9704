"""For whatever watches over the application."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from sigma_finance.domain.dates import now
from sigma_finance.extensions import limiter
from sigma_finance.queries import health as queries
from sigma_finance.routes import guards

blueprint = Blueprint("monitoring", __name__, url_prefix="/monitoring")


@blueprint.get("/health")
@guards.public
@limiter.exempt
def health() -> tuple[Response, int]:
    """Whether the application can serve: 503 without its database; without Redis it is degraded and serves."""
    database = queries.database_answers()
    facts = {
        "status": "healthy" if database else "unhealthy",
        "database": "connected" if database else "unreachable",
        "timestamp": now().isoformat(),
    }
    if database and not limiter.storage.check():
        facts |= {"status": "degraded", "redis": "unreachable"}
    return jsonify(facts), 200 if database else 503
