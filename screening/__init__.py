"""Screening: prescreens, watches and judges the domains that customers add to a managed DNS host."""

__version__ = "0.1.0"
