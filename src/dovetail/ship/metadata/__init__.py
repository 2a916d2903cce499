"""What a project says of itself: the ``[project]`` table (PEP 621) read, and core metadata written."""
