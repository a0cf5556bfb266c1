"""Below the page collector: what a page's bytes say, read in a child that may die."""
