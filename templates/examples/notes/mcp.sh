uv run fastmcp call http://localhost:3333/mcp addNote title="Bicycle" text="The key is in the blue box."{{ auth.fastmcp }}
uv run fastmcp call http://localhost:3333/mcp searchNotes query="where is the key"{{ auth.fastmcp }}
