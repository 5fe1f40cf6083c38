"""The web pages that can call the plugin from a browser, as ChatGPT calls a plugin on localhost."""

ORIGINS = ["https://chat.openai.com", "https://chatgpt.com"]
LOCALHOST = r"^http://localhost:\d+$"
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
EXPOSED = ["X-Request-Id"]
HEADERS = [
    "Content-Type",
    "Authorization",
    "openai-conversation-id",
    "openai-ephemeral-user-id",
    "openai-gpt-id",
    "openai-subdivision-1-iso-code",
]
