"""Messages to people: how an e-mail reads and how it leaves."""
