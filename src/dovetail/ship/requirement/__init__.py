"""From what a distribution requires to what may be imported: project names and import names."""
