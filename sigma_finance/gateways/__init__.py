"""The outside world, one folder per port: the only rooms that know a vendor's library."""
