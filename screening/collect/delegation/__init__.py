"""Where a zone is cut off from its parent: what the parent lists, and whether the servers listed answer for it."""
