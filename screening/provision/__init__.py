"""Hands: tells the panel what was decided."""
