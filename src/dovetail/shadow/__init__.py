"""THE SHADOW RUN: what `PathFinder` answers in somebody's processes, beside what dovetail answers."""
