"""What the plugin stands on. Nothing here needs an edit to change what the plugin does."""
