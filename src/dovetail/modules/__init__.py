"""NAMES: where the modules of a project are named from."""
