"""Rules of a chapter, its settings, and the platform of many."""
