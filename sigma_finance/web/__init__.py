"""What every page shares: guards, errors, limits, headers, tabs, sessions, filters, navigation."""
