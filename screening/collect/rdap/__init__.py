"""Registration data (RDAP): who the registry says is the registrar, since when, and in which state."""
