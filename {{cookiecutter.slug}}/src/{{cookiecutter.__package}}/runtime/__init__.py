"""What the plugin is built on. You can change how the plugin behaves without editing this folder."""

# The name of the command and of the distribution, for messages.
SLUG = __name__.partition(".")[0].replace("_", "-")
