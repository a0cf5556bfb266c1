"""Verbs: one use case per file, plain functions over ports."""
