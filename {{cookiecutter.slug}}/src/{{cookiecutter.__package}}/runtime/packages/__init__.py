"""The packages that hosts install, made from the plugin's documents: one function for each file.

The template writes a new plugin's files with these functions, and `package` builds what is uploaded.
Modules that the template uses import nothing of the plugin but each other.

Sources, as the modules name them:
    Agent Plugins  https://agent-plugins.org, the specification 1.0.0
    Agent Skills   https://agentskills.io/specification
    Claude Code    https://code.claude.com/docs/en/plugins-reference
    Codex          the field guide of its plugin creator, plugin-json-spec.md in openai/plugins
    Gemini CLI     docs/extensions/reference.md in google-gemini/gemini-cli
    OpenAI         https://developers.openai.com/plugins/deploy/submission-errors
    MCP registry   https://modelcontextprotocol.io/registry/remote-servers
    Microsoft      https://learn.microsoft.com/microsoft-365-copilot/extensibility, and its JSON schemas
"""
