"""What ChatGPT allowed a plugin, and how much is asked of one.

Source: the documentation of ChatGPT plugins, "Plugins in production".
"""

DOCUMENT_SECONDS = 15.0
CALL_SECONDS = 45.0
LONGEST_ANSWER = 100_000  # characters
LONGEST_DOCUMENT = 1_000_000  # bytes (GPT Actions)
LONGEST_LOGO = 5_000_000
MOST_REDIRECTS = 5
MOST_OPERATIONS = 30
MOST_PROBLEMS = 20  # of one document that are listed
