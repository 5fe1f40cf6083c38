    tokens: dict[str, str] = Field(default_factory=dict)
