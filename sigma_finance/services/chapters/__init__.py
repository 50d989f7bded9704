"""What a chapter does about a chapter, its settings, and the platform of many."""
