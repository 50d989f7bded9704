"""Why a file is not read, in one sentence each."""

from __future__ import annotations

from typing import NoReturn

from sigma_finance.domain.errors import Invalid

LARGEST_FILE = 5 * 1024 * 1024
LARGEST_UNPACKED = 24 * 1024 * 1024

EMPTY = "The file is empty."
TOO_LARGE = "The file is larger than 5 MB. Split it, or remove pictures from it."
NOT_A_TABLE = "This is neither a workbook (.xlsx) nor a CSV file."
UNKNOWN_TEXT = (
    "The letters with accents in this file cannot be told for certain. Save it once more as “CSV UTF-8”, or as a "
    "workbook (.xlsx), and try again."
)
A_WEB_PAGE = "This is a web page that is named like a workbook. Open it in Excel and save it as .xlsx."
ENCRYPTED = "The workbook is protected by a password. Save it without one and try again."
OLD_FORMAT = "This is a workbook of the old kind (.xls). Open it in Excel and save it as .xlsx."
OTHER_FORMAT = "This is not a workbook that can be read. Save it as .xlsx and try again."
DAMAGED = "The workbook is damaged and cannot be read. Open it in Excel, save it again, and try once more."
BOMB = "The workbook unpacks to more than 24 MB and is not read. Remove what does not belong to the payments."
SPREAD_OUT = (
    "A sheet of the workbook is spread over too many rows and columns to be read. Delete the empty rows below the last "
    "payment and the empty columns beside it, save it, and try again."
)
TOO_MUCH = "The workbook takes too long to read. Split it, or save it as CSV, and try again."


class Unreadable(Invalid):
    """A file cannot be read."""


def refuse(sentence: str) -> NoReturn:
    """Raise Unreadable with ``sentence``."""
    raise Unreadable(sentence, field="file")
