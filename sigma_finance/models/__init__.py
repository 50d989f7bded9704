"""Tables, constraints and indexes."""

from sigma_finance.models.accounts import ConnectedAccount
from sigma_finance.models.approvals import Approval
from sigma_finance.models.autopay import AutopayAttempt, AutopayMandate
from sigma_finance.models.bank import (
    BankAccount,
    BankLine,
    BankMatch,
    BankReconciliation,
    BankRule,
    BankStatement,
)
from sigma_finance.models.base import Base
from sigma_finance.models.budgets import BudgetLine
from sigma_finance.models.cash import CreditReturn, Deposit
from sigma_finance.models.chapters import Chapter, ChapterLogo
from sigma_finance.models.closings import Closing
from sigma_finance.models.dues import Charge, ChargeBatch, DuesPeriod, Installment, LateFee, PeriodAmount
from sigma_finance.models.events import AuditEvent, WebhookEvent
from sigma_finance.models.files import StoredFile
from sigma_finance.models.first_names import InviteCode, PaymentPlan
from sigma_finance.models.handovers import Handover, HandoverBooks
from sigma_finance.models.imports import ImportBatch, ImportedMember, ImportFile
from sigma_finance.models.invites import Invite
from sigma_finance.models.jobs import JobRecord
from sigma_finance.models.ledger import EntryLink, JournalEntry, Posting
from sigma_finance.models.members import Member, MemberPhoto, OfficerTerm
from sigma_finance.models.named_installments import NamedInstallment
from sigma_finance.models.outbox import MailEvent, OutboxMessage
from sigma_finance.models.pay_links import PayLink
from sigma_finance.models.payments import (
    Dispute,
    DisputeAnswer,
    Payment,
    Receipt,
    ReceiptAmendment,
    ReceiptVoid,
    Refund,
)
from sigma_finance.models.payouts import AccountPayout, ChapterPayout, PayoutLine
from sigma_finance.models.plans import Plan
from sigma_finance.models.reminders import Reminder, ReminderStep
from sigma_finance.models.spending import (
    CashCount,
    CashTransfer,
    Category,
    Spending,
    SpendingEntry,
    SpendingFile,
)
from sigma_finance.models.users import (
    AccountLink,
    AddressChange,
    AnsweredChallenge,
    Passkey,
    PlatformAdmin,
    RecoveryCode,
    SecondFactor,
    SignInSession,
    User,
)

__all__ = [
    "AccountLink",
    "AccountPayout",
    "AddressChange",
    "AnsweredChallenge",
    "Approval",
    "AuditEvent",
    "AutopayAttempt",
    "AutopayMandate",
    "BankAccount",
    "BankLine",
    "BankMatch",
    "BankReconciliation",
    "BankRule",
    "BankStatement",
    "Base",
    "BudgetLine",
    "CashCount",
    "CashTransfer",
    "Category",
    "Chapter",
    "ChapterLogo",
    "ChapterPayout",
    "Charge",
    "ChargeBatch",
    "Closing",
    "ConnectedAccount",
    "CreditReturn",
    "Deposit",
    "Dispute",
    "DisputeAnswer",
    "DuesPeriod",
    "EntryLink",
    "Handover",
    "HandoverBooks",
    "ImportBatch",
    "ImportFile",
    "ImportedMember",
    "Installment",
    "Invite",
    "InviteCode",
    "JobRecord",
    "JournalEntry",
    "LateFee",
    "MailEvent",
    "Member",
    "MemberPhoto",
    "NamedInstallment",
    "OfficerTerm",
    "OutboxMessage",
    "Passkey",
    "PayLink",
    "Payment",
    "PaymentPlan",
    "PayoutLine",
    "PeriodAmount",
    "Plan",
    "PlatformAdmin",
    "Posting",
    "Receipt",
    "ReceiptAmendment",
    "ReceiptVoid",
    "RecoveryCode",
    "Refund",
    "Reminder",
    "ReminderStep",
    "SecondFactor",
    "SignInSession",
    "Spending",
    "SpendingEntry",
    "SpendingFile",
    "StoredFile",
    "User",
    "WebhookEvent",
]
