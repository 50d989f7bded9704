"""What a provider sent, as it may be shown."""

from __future__ import annotations

import json
import re
from typing import Any

_SECRET = re.compile(r"secret|token|password|fingerprint", re.IGNORECASE)


def readable(payload: str) -> str:
    """A JSON text set out line by line, with what its keys call secret left out; empty where there is none."""
    try:
        found = json.loads(payload)
    except ValueError:
        return ""
    return json.dumps(_without_secrets(found), indent=2, ensure_ascii=False)


def _without_secrets(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: "(left out)" if item is not None and _SECRET.search(key) else _without_secrets(item)
            for key, item in value.items()
        }
    return [_without_secrets(item) for item in value] if isinstance(value, list) else value
