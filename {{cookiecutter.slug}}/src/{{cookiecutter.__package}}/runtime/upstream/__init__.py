"""The API that this plugin was made from: operations without a function are forwarded to it.

A function of operations.py can call it too: `upstream.request("getPet", {"petId": 1}).json()`.
"""

from .calls import Refused, request, request_async
from .forwarding import operation
from .settings import require

__all__ = ["Refused", "operation", "request", "request_async", "require"]
