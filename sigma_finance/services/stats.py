"""The name by which the first guide asks ``flask shell`` for who owes: ``services.stats.get_unpaid_members``."""

from __future__ import annotations

from sigma_finance.services.figures.stats import get_unpaid_members

__all__ = ["get_unpaid_members"]
