"""The vendors' libraries cost time and memory that most processes never need."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
import sigma_finance.gateways.messaging.render
import sigma_finance.gateways.messaging.sendgrid
import sigma_finance.gateways.payments.stripe
import sigma_finance.gateways.pdf.typesetting
import sigma_finance.gateways.spreadsheets.reading
import sigma_finance.gateways.spreadsheets.writing
vendors = {"openpyxl", "python_calamine", "requests", "sendgrid", "stripe", "typst"}
print(*sorted({name.split(".")[0] for name in sys.modules} & vendors))
"""


class TestImportingTheGateways:
    def test_imports_no_vendors_library(self) -> None:
        run = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
        assert run.stdout.strip() == ""
