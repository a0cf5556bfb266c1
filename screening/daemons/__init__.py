"""Door four: what runs by itself."""
