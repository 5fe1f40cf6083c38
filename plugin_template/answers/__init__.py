"""The answers: their rules, defaults and choices."""
