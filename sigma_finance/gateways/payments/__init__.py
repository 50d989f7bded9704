"""Payments by Stripe: what we ask of it, what it tells us, and how its refusals read."""
