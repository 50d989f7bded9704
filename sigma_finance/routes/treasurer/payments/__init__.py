"""Officers' pages of money that comes in: checkout, settlement, recording, autopay, pay links."""
