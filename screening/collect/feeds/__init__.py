"""Public lists of names: fetched, read, kept on this machine, and looked things up in."""
