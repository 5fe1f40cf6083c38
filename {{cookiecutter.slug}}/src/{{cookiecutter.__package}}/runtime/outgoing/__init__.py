"""Requests to other servers, by httpx. It is imported only by what sends them, since it is large."""
