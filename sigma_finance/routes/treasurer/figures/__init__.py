"""Officers' pages of the chapter's figures."""
