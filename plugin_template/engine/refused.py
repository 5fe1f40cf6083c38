"""How a run ends that cannot go on: one message, exit code 1, nothing written."""

from cookiecutter.exceptions import FailedHookException


class Refused(FailedHookException, SystemExit):
    """Ends the program with a message and no traceback.

    Cookiecutter prints the message of a FailedHookException and exits with 1. cruft catches none of
    Cookiecutter's exceptions; there, Python does the same for a SystemExit.

    Parameters:
        message: What is wrong and what to do.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.code = message
