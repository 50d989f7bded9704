"""What is read of money that comes in: checkout, settlement, recording, autopay, pay links."""
