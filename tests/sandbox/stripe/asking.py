"""What a test asks of a new Checkout Session."""

from __future__ import annotations

from typing import Any


def item(**price: Any) -> list[dict[str, Any]]:
    """Line items with another price."""
    data = {"currency": "usd", "unit_amount": 20_000, "product_data": {"name": "Dues"}, **price}
    return [{"quantity": 1, "price_data": data}]
