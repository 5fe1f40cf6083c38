"""Asks the questions at a terminal."""
