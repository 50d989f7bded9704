"""Which schema this code is written for."""

from __future__ import annotations

#: The newest migration; a test compares it with the migrations themselves.
REVISION = "budgets"
