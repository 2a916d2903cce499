"""A project built with the backend that it declares (PEP 517), and the result proved."""

from dovetail.ship.frontend.building import Built, Progress, build

__all__ = ["Built", "Progress", "build"]
