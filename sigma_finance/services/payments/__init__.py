"""What a chapter does about money that comes in: checkout, settlement, recording, autopay, pay links."""
