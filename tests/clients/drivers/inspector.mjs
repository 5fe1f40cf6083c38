// npm: @modelcontextprotocol/inspector@^2.12.0
// The MCP Inspector's command line, which signs in by itself and stores its tokens between runs.
//
// DRIVER_HOME=FOLDER node inspector.mjs URL

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const inspector = fileURLToPath(new URL("node_modules/.bin/mcp-inspector", import.meta.url));
const env = {
  ...process.env,
  HOME: process.env.DRIVER_HOME,
  MCP_AUTO_OPEN_ENABLED: "true",
  MCP_INSPECTOR_SECRET_STORE: "file",
};

function run(method, ...options) {
  const target = ["--cli", `${process.argv[2]}/mcp`, "--transport", "http"];
  const done = spawnSync(inspector, [...target, "--method", method, ...options], {
    env,
    encoding: "utf8",
    timeout: 180_000,
  });
  if (done.status !== 0) throw new Error(`${method}: ${done.stdout}\n${done.stderr}`);
  return JSON.parse(done.stdout.slice(done.stdout.indexOf("{")));
}

function call(tool, ...pairs) {
  const options = ["--tool-name", tool, ...pairs.flatMap((pair) => ["--tool-arg", pair])];
  const result = run("tools/call", ...options);
  if (result.isError) throw new Error(JSON.stringify(result));
  return result.structuredContent;
}

const operations = run("tools/list").tools.map((tool) => tool.name);
call("addTodo", "username=alice", "todo=buy milk");
const added = call("getTodos", "username=alice").todos;
call("deleteTodo", "username=alice", `todo_idx=${added.length - 1}`);
const deleted = call("getTodos", "username=alice").todos;
console.log(JSON.stringify({ operations, added, deleted }));
