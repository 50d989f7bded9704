"""The same pages by Flask, Flask-Login and SQLAlchemy at their least: no second lock, no checks."""

from __future__ import annotations

import os
from typing import Any

from flask import Flask, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user
from sqlalchemy import create_engine, text

from bench import statements
from sigma_finance.domain.logins.passwords import verify_password


def _named(statement: str) -> Any:
    """A statement of ours as SQLAlchemy takes it."""
    return text(statement.replace("%(", ":").replace(")s", ""))


PAGES = {path: tuple(_named(one) for one in asked) for path, asked in statements.PAGES.items()}
VIEWER, PASSWORD = _named(statements.VIEWER), _named(statements.PASSWORD)


class _Viewer(UserMixin):  # type: ignore[misc]
    def __init__(self, row: Any) -> None:
        self.id, self.row = row.user_id, row


def create() -> Flask:
    """The application, on the database that ``BENCH_DATABASE_URL`` names."""
    app = Flask(__name__)
    app.secret_key = "a key for measuring alone"  # noqa: S105
    app.jinja_env.auto_reload = False
    engine = create_engine(os.environ["BENCH_DATABASE_URL"], pool_size=8)
    logins = LoginManager(app)

    @logins.user_loader  # type: ignore[untyped-decorator]
    def load(user_id: str) -> _Viewer | None:
        with engine.connect() as connection:
            row = connection.execute(VIEWER, {"user_id": int(user_id)}).first()
        return _Viewer(row) if row else None

    @app.get("/auth/login")
    def ask() -> str:
        return "<form method=post></form>"

    @app.post("/auth/login")
    def enter() -> ResponseReturnValue:
        with engine.connect() as connection:
            user = connection.execute(PASSWORD, {"email": request.form["email"]}).one()
            if not verify_password(request.form["password"], user.password_hash, rounds=4):
                return "", 401
            login_user(_Viewer(connection.execute(VIEWER, {"user_id": user.id}).one()))
        return redirect("/dashboard", 303)

    @app.get("/dashboard")
    @app.get("/payments/pay")
    @app.get("/treasurer")
    @app.get("/treasurer/members")
    @app.get("/treasurer/payments")
    @login_required  # type: ignore[untyped-decorator]
    def page() -> str:
        viewer = current_user.row
        asked = {"chapter_id": viewer.chapter_id, "member_id": viewer.member_id}
        with engine.connect() as connection:
            found = [
                connection.execute(statement, asked).all()
                for statement in PAGES[request.full_path.removesuffix("?")]
            ]
        return render_template("page.html", viewer=viewer, tables=found)

    return app
