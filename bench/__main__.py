"""`make bench`: print every measurement, one line each."""

from functools import partial

from bench import feeds, intake, names, pages

page_tier = [partial(pages.fetching, connections) for connections in (32, 64, 128)]
for measurement in (
    names.parsing, names.judging, feeds.single, feeds.batch, intake.durable, pages.parsing, *page_tier,
):  # fmt: skip
    print(measurement(), flush=True)
