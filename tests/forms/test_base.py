"""The form that every other one begins from."""

from __future__ import annotations

from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import StringField

from sigma_finance.forms import drafts
from sigma_finance.forms.base import Form


class NameForm(Form):
    name = StringField("Name", default="as kept")


def application() -> Flask:
    app = Flask(__name__)
    app.config.update(SECRET_KEY="for these tests", WTF_CSRF_ENABLED=False)
    return app


class TestAForm:
    def test_takes_what_was_sent(self) -> None:
        with application().test_request_context("/", method="POST", data={"name": "Ada"}):
            assert NameForm().name.data == "Ada"

    def test_begins_with_what_is_kept(self) -> None:
        with application().test_request_context("/"):
            assert NameForm().name.data == "as kept"

    def test_begins_with_what_was_typed_before_the_session_was_over(self) -> None:
        with application().test_request_context("/here") as context:
            context.session["known"] = True
            drafts.keep("/here", MultiDict({"name": "typed"}))
            assert NameForm().name.data == "typed"
            assert NameForm().name.data == "as kept"

    def test_that_is_given_its_data_takes_no_draft(self) -> None:
        with application().test_request_context("/here") as context:
            context.session["known"] = True
            drafts.keep("/here", MultiDict({"name": "typed"}))
            assert NameForm(None).name.data == "as kept"
            assert drafts.waits_for("/here")
