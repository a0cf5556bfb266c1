"""Door five: the terminal."""
