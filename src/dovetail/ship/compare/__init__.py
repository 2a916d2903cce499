"""Whether two wheels of one project are the same: modules, other files, metadata, entry points, tags.

Nothing is installed or run. What differs only in form (the order of classifiers, the spelling of a
requirement) is no difference; what differs in substance is one `Difference` each, as data.
"""

from dovetail.ship.compare.difference import Aspect, Difference
from dovetail.ship.compare.wheels import compare

__all__ = ["Aspect", "Difference", "compare"]
