"""The form that every other one begins from."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.form import _Auto

from sigma_finance.forms import drafts


class Form(FlaskForm):
    """A form with CSRF protection; flask_wtf has no types, so its beginning is given one here."""

    class Meta(FlaskForm.Meta):
        """What every form of ours shares."""

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """What was sent, else what the person had typed before their session or the page's time was over."""
            sent = super().wrap_formdata(form, formdata)  # type: ignore[no-untyped-call]
            return drafts.take() if sent is None and formdata is _Auto else sent

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]
