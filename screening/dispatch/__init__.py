"""Messages to the workers: RQ on Redis carries ids, never truth."""
