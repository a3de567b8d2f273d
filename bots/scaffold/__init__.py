"""Templates of `bots new`; `$name` is filled in. What a template guesses is marked `CHANGE`."""
