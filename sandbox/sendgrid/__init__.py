"""SendGrid's HTTP, and the mail that it took."""
