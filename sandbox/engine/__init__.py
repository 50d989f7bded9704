"""What every part of the sandbox stands on: its store, its clock, its deliveries, its faults."""
