"""Orders from the files that platforms let sellers download."""
