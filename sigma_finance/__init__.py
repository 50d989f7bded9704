"""Sigma Finance: dues for chapters."""
