uv run fastmcp call http://localhost:3333/mcp getHeadlines topic=science limit=3{{ auth.fastmcp }}
uv run fastmcp call http://localhost:3333/mcp searchNews query="climate"{{ auth.fastmcp }}
