"""Ways in from the background: safe to run twice, and each a call or two of the services."""
