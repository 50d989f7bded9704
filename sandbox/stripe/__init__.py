"""Stripe's HTTP, as strict as Stripe's own."""
