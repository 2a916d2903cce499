"""Know what ``import`` will do, before it does it."""
