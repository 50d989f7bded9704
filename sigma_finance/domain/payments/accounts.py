"""The words of chapters' own accounts at Stripe, and the rules about using one."""

from __future__ import annotations

from sigma_finance.domain.labels import LabelledEnum


class AccountState(LabelledEnum):
    """How far a connected account is, as Stripe last said."""

    ASKED = "asked", "Not opened yet"
    SETTING_UP = "setting_up", "Not finished"
    READY = "ready"
    RESTRICTED = "restricted", "Takes no payments"
    GONE = "gone", "Disconnected"

    @property
    def can_be_reached(self) -> bool:
        """Whether what was paid there can still be asked for: refunds, disputes, payouts."""
        return self not in (AccountState.ASKED, AccountState.GONE)


NONE_HERE = "This chapter takes no payments by card or bank debit yet. Pay another way, or ask its treasurer."


def standing(*, submitted: bool, charges: bool) -> AccountState:
    """Where an account is: Stripe asks first, then lets it take payments, and may stop that again."""
    if charges:
        return AccountState.READY
    return AccountState.RESTRICTED if submitted else AccountState.SETTING_UP


def serves(slug: str, listed: list[str]) -> bool:
    """Whether the deployment's own account may be paid for a chapter; an operator who lists none lets all use it."""
    return not listed or slug in listed


def why_not_use(state: AccountState, *, elsewhere: bool) -> str:
    """Why an account cannot take a chapter's payments; nothing where it can."""
    if elsewhere:
        return "This Stripe account is connected to another chapter already. Each chapter needs its own."
    if state is AccountState.GONE:
        return "This Stripe account was disconnected. Connect it anew."
    if state is not AccountState.READY:
        return "Stripe does not let this account take payments yet. Finish its set-up at Stripe first."
    return ""
