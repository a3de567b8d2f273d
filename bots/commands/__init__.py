"""The verbs of the `bots` command: a module each, imported when the verb runs."""
