    SERVICE_TOKEN="the-token-of-the-tests",
    OPENAI_VERIFICATION_TOKEN="0123456789abcdef0123456789abcdef",
