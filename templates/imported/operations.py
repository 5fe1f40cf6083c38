"""What operations do that are not forwarded as they are; each is described in openapi.yaml.

An operation without a function here is forwarded to the API that upstream.json names.
"""
