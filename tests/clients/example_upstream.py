"""Serves the API behind a plugin that was made from a document, until its input ends.

python example_upstream.py

It needs the plugin's folders `src` and `tests` in PYTHONPATH. It prints the API's address, then each
request that the API gets: a line of JSON each.
"""

import json
import sys

from example_api import API, Received, Reply


def find(received: Received) -> Reply:
    """Print a request, and find the answer to it."""
    keys = {name.lower(): value for name, value in received.headers.items()}
    asked = {
        "method": received.method,
        "target": received.target,
        "authorization": keys.get("authorization", ""),
        "body": received.body.decode(),
    }
    print(json.dumps(asked), flush=True)
    return API.find(received)


API.reply = find
print(json.dumps(API.url), flush=True)
sys.stdin.read()
