"""IMPORTS: the typed import graph of a project, and the questions it answers."""
