"""Installing: uv resolves and installs; what a lock file would install, and what was installed, is proved."""
