"""PICTURES: the graph as text for people and for other programs."""
