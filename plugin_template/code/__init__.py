"""The Python code of a plugin's operations and models."""
