"""Rules of dues periods, charges, plans, late fees and reminders."""
