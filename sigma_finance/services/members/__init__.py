"""What a chapter does about the people of a chapter: invites, officers, handovers."""
