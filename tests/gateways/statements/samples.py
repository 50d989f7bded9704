"""Statements as banks write them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

Row = tuple[date, str, str]


def ofx(rows: Sequence[Row], *, currency: str = "USD", closing: str = "12.00", check: str = "") -> bytes:
    """A statement as OFX 1, the SGML that most banks still write."""
    lines = "".join(
        f"<STMTTRN><TRNTYPE>OTHER<DTPOSTED>{day:%Y%m%d}120000[-5:EST]<TRNAMT>{amount}<FITID>{place}"
        f"{f'<CHECKNUM>{check}' if check else ''}<NAME>{text}<MEMO>{text}</STMTTRN>\n"
        for place, (day, amount, text) in enumerate(rows)
    )
    return (
        "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nSECURITY:NONE\nENCODING:USASCII\nCHARSET:1252\n"
        "COMPRESSION:NONE\nOLDFILEUID:NONE\nNEWFILEUID:NONE\n\n"
        "<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><DTSERVER>20260101<LANGUAGE>ENG"
        "</SONRS></SIGNONMSGSRSV1><BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STATUS><CODE>0<SEVERITY>INFO</STATUS>"
        f"<STMTRS><CURDEF>{currency}<BANKACCTFROM><BANKID>1<ACCTID>2<ACCTTYPE>CHECKING</BANKACCTFROM>"
        f"<BANKTRANLIST><DTSTART>20260101<DTEND>20261231\n{lines}</BANKTRANLIST>"
        f"<LEDGERBAL><BALAMT>{closing}<DTASOF>20261231</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"
    ).encode("cp1252")


def camt(
    rows: Sequence[Row],
    *,
    currency: str = "USD",
    opening: str = "0.00",
    closing: str = "0.00",
    message: str = "camt.053.001.08",
    status: str = "BOOK",
    statements: int = 1,
) -> bytes:
    """A statement as camt.053."""
    entries = "".join(_entry(row, currency, status) for row in rows)
    one = (
        f"<Stmt><Id>1</Id><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>{currency}</Ccy></Acct>"
        f"{_balance('OPBD', opening, currency)}{_balance('CLBD', closing, currency)}{entries}</Stmt>"
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:{message}">'
        "<BkToCstmrStmt><GrpHdr><MsgId>1</MsgId><CreDtTm>2026-01-01T00:00:00</CreDtTm></GrpHdr>"
        f"{one * statements}</BkToCstmrStmt></Document>"
    ).encode()


def _balance(kind: str, amount: str, currency: str) -> str:
    side = "DBIT" if amount.startswith("-") else "CRDT"
    return (
        f'<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy="{currency}">{amount.lstrip("-")}</Amt>'
        f"<CdtDbtInd>{side}</CdtDbtInd><Dt><Dt>2026-01-01</Dt></Dt></Bal>"
    )


def _entry(row: Row, currency: str, status: str) -> str:
    day, amount, text = row
    out = amount.startswith("-")
    party = "Cdtr" if out else "Dbtr"
    return (
        f'<Ntry><Amt Ccy="{currency}">{amount.lstrip("-")}</Amt><CdtDbtInd>{"DBIT" if out else "CRDT"}</CdtDbtInd>'
        f"<Sts><Cd>{status}</Cd></Sts><BookgDt><Dt>{day.isoformat()}</Dt></BookgDt><NtryDtls><TxDtls>"
        f"<Refs><EndToEndId>E2E-1</EndToEndId></Refs><RltdPties><{party}><Nm>Ada</Nm></{party}></RltdPties>"
        f"<RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )
