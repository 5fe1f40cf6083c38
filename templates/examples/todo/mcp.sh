uv run fastmcp call http://localhost:3333/mcp addTodo username={{ auth.caller }} todo="buy milk"{{ auth.fastmcp }}
uv run fastmcp call http://localhost:3333/mcp getTodos username={{ auth.caller }}{{ auth.fastmcp }}
