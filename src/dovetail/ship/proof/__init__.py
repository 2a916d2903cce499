"""The proof of an environment: what is installed imports what it needs, and nothing is in the way of another.

An environment is read, never run: `dovetail.ship.proof.run.prove`.
"""
