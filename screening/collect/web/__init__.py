"""Below the guard: addresses, URLs, turns, connections and codings of hostile web servers."""
