"""The error of a file that cannot become a note."""


class Unreadable(Exception):
    """A file cannot be read; the message goes on after its name: `is encrypted`."""
