"""Statements of a bank, in the formats that banks write: read by libraries, in a process of their own."""
