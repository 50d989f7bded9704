"""``flask shell``: the rows of every chapter are open, and the lines of the first guide work.

``User(name=…, email=…, role="treasurer")``, ``set_password``, ``db.session.add`` and ``commit`` make a login and a
member of the only chapter that there is. ``flask user create`` does the same in one line, and asks for the password.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

from flask import Flask

from sigma_finance import models
from sigma_finance.database import transactions
from sigma_finance.database.scopes import across_chapters
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.errors import Conflict, Invalid
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import User, first_names
from sigma_finance.queries.chapters import chapters
from sigma_finance.services.logins import logins

_open = ExitStack()


def register(app: Flask) -> None:
    """Prepare the shell of ``app``."""
    app.shell_context_processor(_prepare)


def _prepare() -> dict[str, Any]:
    _open.enter_context(across_chapters())
    first_names.seat_with(_seat)
    return {"db": db, **{name: getattr(models, name) for name in models.__all__}}


def _seat(user: User, role: str) -> None:
    """Make the login a member of the only chapter; raises Invalid for another role, Conflict without one chapter."""
    if role not in list(Role):
        raise Invalid(f"There is no role {role}; there are {', '.join(Role)}.", field="role")
    found = chapters.chapters()
    if len(found) != 1:
        raise Conflict(
            "There is no chapter yet. Open one first: flask chapter create --help"
            if not found
            else f"There are {len(found)} chapters. Say which: flask user create --chapter SLUG --role {role} "
            f"--name NAME --email {user.email}"
        )
    with transactions.joined():
        logins.seat(user, chapter_id=found[0].id, role=Role(role), by=OPERATOR)
