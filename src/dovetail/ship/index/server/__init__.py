"""An index served: pages, distributions, uploads, and an upstream index behind it."""
