"""From modules to an installed distribution: what is built, proved, published and installed."""
