"""The door by which others change monitoring; each module is a verb."""
