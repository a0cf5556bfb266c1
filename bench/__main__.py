"""`make bench`: print every measurement, one line each."""

from functools import partial

from bench import intake, names, pages

page_tier = [partial(pages.fetching, connections) for connections in (32, 64, 128)]
for measurement in (names.parsing, names.judging, intake.durable, pages.parsing, *page_tier):
    print(measurement(), flush=True)
