"""What a chapter does about dues periods, charges, plans, late fees and reminders."""
