"""TEXT: how the text of a module is decoded, and what dovetail is told in its comments."""
