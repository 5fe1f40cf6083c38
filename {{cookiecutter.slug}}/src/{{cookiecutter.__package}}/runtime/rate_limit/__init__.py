"""Limits how often a caller can call the operations (RATE_LIMIT), or sign in (OAUTH_RATE_LIMIT).

The library `limits` does the counting. It takes time and memory to load, so it is loaded when the first
limit is read.
"""
