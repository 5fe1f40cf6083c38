"""What the tests set."""

ENVIRONMENT = {"DIARY_GREETING": "Hello"}
