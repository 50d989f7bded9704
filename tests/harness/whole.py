"""The whole application, imported: where processes are copied from, so that a copy has nothing left to import."""

from __future__ import annotations

from importlib import import_module
from pkgutil import walk_packages

import sandbox
import sigma_finance

#: It makes an application of its own as it is imported.
WORKER = "sigma_finance.worker"

for package in (sigma_finance, sandbox):
    for module in walk_packages(package.__path__, f"{package.__name__}."):
        if module.name != WORKER:
            import_module(module.name)
