"""What may be in the app manifest 1.30, the declarative agent 1.8 and the plugin manifest 2.4."""

from ..shapes import Anything, Flag, Kinds, List, Object, One, Shape, Text

_GUID = r"[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
_URL = Text(0, 2048, r"(?is)https?://.*", "an absolute URL")
_HTTPS = Text(0, 2048, r"(?is)https://.*", "an https address")
_FILE = Text(0, 2048)
_VAULT = Text(longest=128)


def _shown(shortest: int, longest: int | None) -> Text:
    """Text that is shown: on one line, and no key of a translation, which stands in [[ and ]]."""
    return Text(
        shortest,
        longest,
        r"\[\[[a-zA-Z_][a-zA-Z0-9_]*\]\]|(?!.*(\[\[|\]\])).*",
        "one line without [[ or ]], which mark a translation",
    )


def _plain(shortest: int = 0, longest: int | None = None) -> Text:
    words = "text that neither begins with [[ nor ends with ]]"
    return Text(shortest, longest, r"(?!\[\[)(.|\n|\r)*(?<!\]\])", words)


_FEATURE = Object(
    {"title": Text(longest=45), "description": Text(longest=120)}, ("title", "description")
)
_AUTHORIZATION = Kinds(
    "type",
    {
        "None": Object({"type": Text(), "referenceId": _VAULT}, ("type",)),
        **dict.fromkeys(
            (
                "OAuthPluginVault",
                "ApiKeyPluginVault",
                "DynamicClientRegistration",
                "AzureKeyVault",
            ),
            Object({"type": Text(), "referenceId": _VAULT}, ("type", "referenceId")),
        ),
    },
)
_REMOTE = Object(
    {
        "mcpServerUrl": _HTTPS,
        "mcpToolDescription": Object({"file": _FILE}, ("file",)),
        "authorization": _AUTHORIZATION,
    },
    ("mcpServerUrl",),
)
_CONNECTOR = Object(
    {
        "id": Text(longest=64),
        "displayName": Text(longest=128),
        "description": Text(longest=4000),
        "toolSource": Object({"remoteMcpServer": _REMOTE}),
    },
    ("id", "displayName"),
)
# What an app may have beside its agent.
_OTHER = (
    "localizationInfo",
    "configurableTabs",
    "staticTabs",
    "bots",
    "connectors",
    "subscriptionOffer",
    "composeExtensions",
    "permissions",
    "devicePermissions",
    "webApplicationInfo",
    "graphConnector",
    "showLoadingIndicator",
    "isFullScreen",
    "activities",
    "supportsChannelFeatures",
    "supportedChannelTypes",
    "configurableProperties",
    "defaultBlockUntilAdminAction",
    "publisherDocsUrl",
    "defaultInstallScope",
    "defaultGroupCapability",
    "meetingExtensionDefinition",
    "authorization",
    "extensions",
    "dashboardCards",
    "intuneInfo",
    "agenticUserTemplates",
    "elementRelationshipSet",
    "backgroundLoadConfiguration",
)
_APP: dict[str, Shape] = {
    "$schema": Text(),
    "manifestVersion": One(("1.30",)),
    "version": Text(longest=256),
    "id": Text(pattern=_GUID, words="a GUID"),
    "developer": Object(
        {
            "name": Text(longest=32),
            "mpnId": Text(longest=10),
            "websiteUrl": _URL,
            "privacyUrl": _URL,
            "termsOfUseUrl": _URL,
        },
        ("name", "websiteUrl", "privacyUrl", "termsOfUseUrl"),
    ),
    "name": Object({"short": Text(longest=30), "full": Text(longest=100)}, ("short",)),
    "description": Object(
        {
            "short": Text(longest=80),
            "full": Text(longest=4000),
            "features": List(_FEATURE, 1, 3),
        },
        ("short", "full"),
    ),
    "icons": Object({"outline": _FILE, "color": _FILE, "color32x32": _FILE}, ("outline", "color")),
    "accentColor": Text(pattern="#[0-9a-fA-F]{6}", words="a colour such as #1C843D"),
    "copilotAgents": Object(
        {
            "declarativeAgents": List(
                Object({"id": Text(), "file": _FILE}, ("id", "file")), fewest=1, most=1
            )
        },
        ("declarativeAgents",),
    ),
    "validDomains": List(Text(longest=2048), most=100),
    "agentConnectors": List(_CONNECTOR, most=10),
    "agentSkills": List(Object({"folder": Text(longest=256)}, ("folder",)), most=20),
}
APP = Object(
    {**dict.fromkeys(_OTHER, Anything()), **_APP},
    (
        "manifestVersion",
        "version",
        "id",
        "developer",
        "name",
        "description",
        "icons",
        "accentColor",
    ),
)

_STARTER = Object({"text": _shown(0, None), "title": _shown(0, None)}, ("text",))
_AGENT_OTHER = (
    "disclaimer",
    "behavior_overrides",
    "capabilities",
    "user_overrides",
    "editorial_answers",
    "worker_agents",
    "sensitivity_label",
)
AGENT = Object(
    {
        "$schema": Anything(),
        "version": One(("v1.8",)),
        "id": _plain(),
        "name": _shown(1, 100),
        "description": _shown(1, 1000),
        "instructions": _plain(1, 8000),
        "conversation_starters": List(_STARTER, 1, 12),
        "actions": List(Object({"id": _plain(), "file": _plain()}, ("id", "file")), 1, 10),
        **dict.fromkeys(_AGENT_OTHER, Anything()),
    },
    ("version", "name", "description"),
)

_REFERENCED = Object({"type": Text(), "reference_id": Text()}, ("type", "reference_id"))
_AUTH = Kinds(
    "type",
    {
        "None": Object({"type": Text(), "reference_id": Text()}, ("type",)),
        "OAuthPluginVault": _REFERENCED,
        "ApiKeyPluginVault": _REFERENCED,
    },
)
_STYLES = ("None", "ShowUsage", "ShowUsageWithInput", "ShowUsageWithInputAndOutput")


def _runtime(spec: Object) -> Object:
    fields: dict[str, Shape] = {
        "type": Text(),
        "auth": _AUTH,
        "spec": spec,
        "run_for_functions": List(Text()),
        "output_template": Text(),
    }
    return Object(fields, ("type", "auth", "spec"))


_RUNTIME = Kinds(
    "type",
    {
        "OpenApi": _runtime(
            Object({"url": Text(), "api_description": Text(), "progress_style": One(_STYLES)})
        ),
        "RemoteMCPServer": _runtime(
            Object({"url": Text(), "mcp_tool_description": Object({}, others=None)}, ("url",))
        ),
        "LocalPlugin": _runtime(Object({"local_endpoint": Text()}, ("local_endpoint",), None)),
    },
)
_CONFIRMATION = Object(
    {
        "type": One(("None", "AdaptiveCard")),
        "title": Text(),
        "body": Text(),
        "isNonConsequential": Flag(),
    }
)
_FUNCTION = Object(
    {
        "id": Text(),
        "name": Text(pattern="[A-Za-z0-9_-]+", words="letters, digits, _ or -"),
        "description": Text(),
        "parameters": Anything(),
        "returns": Anything(),
        "states": Anything(),
        "capabilities": Object(
            {
                "confirmation": _CONFIRMATION,
                "response_semantics": Anything(),
                "security_info": Anything(),
            }
        ),
    },
    ("name",),
)
_PROMPT: dict[str, Shape] = {"text": Text(), "title": Text()}
PLUGIN = Object(
    {
        "$schema": Anything(),
        "schema_version": One(("v2.4",)),
        "name_for_human": Text(),
        "namespace": Text(pattern="[A-Za-z0-9-]+", words="letters, digits or -"),
        "description_for_model": Text(),
        "description_for_human": Text(),
        "logo_url": Text(),
        "contact_email": Text(),
        "legal_info_url": Text(),
        "privacy_policy_url": Text(),
        "functions": List(_FUNCTION),
        "runtimes": List(_RUNTIME),
        "capabilities": Object({"conversation_starters": List(Object(_PROMPT, ("text",)))}),
    },
    ("schema_version", "name_for_human", "namespace", "description_for_human"),
)
