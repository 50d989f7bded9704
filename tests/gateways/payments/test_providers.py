"""The provider of payments stands behind one port, which holds no vendor's name."""

from __future__ import annotations

from pathlib import Path

import sigma_finance
from tests.gateways.payments.importing import imported

PACKAGE = Path(sigma_finance.__file__).parent
VENDORS = "sigma_finance.gateways.payments.stripe"


class TestTheProvider:
    def test_is_named_by_one_module_alone(self) -> None:
        naming = {
            path.relative_to(PACKAGE).as_posix()
            for path in PACKAGE.rglob("*.py")
            if not path.is_relative_to(PACKAGE / "gateways/payments/stripe")
            and any(name.startswith(VENDORS) for name in imported(path))
        }
        assert naming == {"gateways/payments/providers.py"}
