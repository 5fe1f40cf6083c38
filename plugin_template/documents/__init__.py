"""The documents that hosts read, made from endpoints and answers."""
