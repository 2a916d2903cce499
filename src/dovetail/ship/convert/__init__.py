"""Projects of ``setup.py``, ``setup.cfg`` or Poetry's tables, converted to PEP 621 from their text alone."""
