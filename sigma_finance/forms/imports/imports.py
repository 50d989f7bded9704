"""Bringing a file in, and consenting to what becomes of it."""

from __future__ import annotations

from wtforms import BooleanField

from sigma_finance.forms.base import Form
from sigma_finance.forms.fields import UploadField


class FileForm(Form):
    """A workbook or CSV file."""

    file = UploadField("Workbook or CSV file")


class ConfirmImportForm(Form):
    """Consent to an import, and to leaving out what has to be mended."""

    good_rows = BooleanField("Import the good rows, and leave out those that have to be mended")
