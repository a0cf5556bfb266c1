"""Door one: JSON over HTTP, for the host's admin panel."""
