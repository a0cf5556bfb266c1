"""Learning from labelled names, and measuring in the open how well the judge does."""
