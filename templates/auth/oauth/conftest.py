@cache
def credentials(user: str) -> dict[str, str]:
    """The headers that the host sends for a user, with a token that it got for a code."""
    from {{ cookiecutter.__package }} import access_tokens, oauth_store

    sent = {
        "grant_type": "authorization_code",
        "client_id": os.environ["OAUTH_CLIENT_ID"],
        "client_secret": os.environ["OAUTH_CLIENT_SECRET"],
        "code": token_urlsafe(),
        "redirect_uri": os.environ["OAUTH_REDIRECT_URIS"],
    }
    oauth_store.allow(
        sent["code"],
        challenge="",
        client_id=sent["client_id"],
        redirect_uri=sent["redirect_uri"],
        scope=access_tokens.SCOPE,
        user=user,
    )
    answer = Client().send("POST", "/oauth/token", json=sent).json()
    return {"Authorization": f"Bearer {answer['access_token']}"}
