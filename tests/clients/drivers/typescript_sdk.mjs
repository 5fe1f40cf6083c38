// npm: @modelcontextprotocol/sdk@^1.32.0
// The official MCP client for TypeScript, which signs in by itself in the default browser.
//
// node typescript_sdk.mjs URL

import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { UnauthorizedError } from "@modelcontextprotocol/sdk/client/auth.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

const url = new URL(`${process.argv[2]}/mcp`);

let takeCode;
const code = new Promise((resolve) => (takeCode = resolve));
const server = createServer((request, response) => {
  response.end("done");
  takeCode(new URL(request.url, "http://localhost").searchParams.get("code"));
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const redirectUrl = `http://127.0.0.1:${server.address().port}/back`;

// Stores everything while the program runs.
let client, tokens, verifier;
const signIn = {
  redirectUrl,
  clientMetadata: {
    client_name: "The official client",
    redirect_uris: [redirectUrl],
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    token_endpoint_auth_method: "none",
  },
  clientInformation: () => client,
  saveClientInformation: (given) => void (client = given),
  tokens: () => tokens,
  saveTokens: (given) => void (tokens = given),
  codeVerifier: () => verifier,
  saveCodeVerifier: (given) => void (verifier = given),
  redirectToAuthorization: (address) => void spawn("xdg-open", [address.href]),
};

const connected = () => new Client({ name: "driver", version: "1.0.0" });
const transport = new StreamableHTTPClientTransport(url, { authProvider: signIn });
try {
  await connected().connect(transport);
  throw new Error("the plugin did not require sign-in");
} catch (error) {
  if (!(error instanceof UnauthorizedError)) throw error;
}
await transport.finishAuth(await code);
server.close();

const mcp = connected();
await mcp.connect(new StreamableHTTPClientTransport(url, { authProvider: signIn }));
const call = async (name, args) => {
  const result = await mcp.callTool({ name, arguments: args });
  if (result.isError) throw new Error(JSON.stringify(result));
  return result.structuredContent;
};
const operations = (await mcp.listTools()).tools.map((tool) => tool.name);
await call("addTodo", { username: "alice", todo: "buy milk" });
const added = (await call("getTodos", { username: "alice" })).todos;
await call("deleteTodo", { username: "alice", todo_idx: added.length - 1 });
const deleted = (await call("getTodos", { username: "alice" })).todos;
await mcp.close();
console.log(JSON.stringify({ operations, added, deleted }));
