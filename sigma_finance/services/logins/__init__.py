"""What a chapter does about who signs in, and by what."""
