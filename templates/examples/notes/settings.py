    embeddings_url: str = ""
    embeddings_api_key: SecretStr = SecretStr("")
    embeddings_model: str = "text-embedding-3-small"
