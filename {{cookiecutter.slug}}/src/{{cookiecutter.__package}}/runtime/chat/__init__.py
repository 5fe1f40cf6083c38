"""`chat`: a conversation with a model that calls the plugin, with what ChatGPT gave its model."""
