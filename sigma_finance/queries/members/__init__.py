"""What is read of the people of a chapter: invites, officers, handovers."""
