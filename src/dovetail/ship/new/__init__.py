"""Projects, packages and modules that do not exist yet: names are judged first, then all is written."""
