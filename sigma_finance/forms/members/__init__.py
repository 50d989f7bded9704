"""Forms of the people of a chapter: invites, officers, handovers."""
