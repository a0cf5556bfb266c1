"""Door three: RQ jobs."""
