"""Doing what a chapter does with its own money: spend it, move it, count it."""
