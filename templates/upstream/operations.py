"""What operations of openapi.yaml do; those without a function are forwarded (upstream.json).

To change what an operation answers, write its function: docs/operations.md shows how.
"""
