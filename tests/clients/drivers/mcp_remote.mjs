// npm: @modelcontextprotocol/sdk@^1.32.0 mcp-remote@^0.15.0
// mcp-remote, which signs in and connects programs that support only stdio to a server.
//
// DRIVER_HOME=FOLDER node mcp_remote.mjs URL

import { createRequire } from "node:module";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";

const proxy = createRequire(import.meta.url).resolve("mcp-remote/dist/proxy.js");
const transport = new StdioClientTransport({
  command: process.execPath,
  args: [proxy, `${process.argv[2]}/mcp`],
  env: { ...process.env, MCP_REMOTE_CONFIG_DIR: process.env.DRIVER_HOME },
});
const mcp = new Client({ name: "driver", version: "1.0.0" });
const call = async (name, args) => {
  const result = await mcp.callTool({ name, arguments: args });
  if (result.isError) throw new Error(JSON.stringify(result));
  return result.structuredContent;
};
try {
  await mcp.connect(transport, { timeout: 120_000 });
  const operations = (await mcp.listTools()).tools.map((tool) => tool.name);
  await call("addTodo", { username: "alice", todo: "buy milk" });
  const added = (await call("getTodos", { username: "alice" })).todos;
  await call("deleteTodo", { username: "alice", todo_idx: added.length - 1 });
  const deleted = (await call("getTodos", { username: "alice" })).todos;
  console.log(JSON.stringify({ operations, added, deleted }));
} finally {
  await mcp.close(); // Else the proxy goes on, and whoever reads its output waits.
}
