"""Nouns: what things are. No I/O, no clock; time comes in as an argument."""
