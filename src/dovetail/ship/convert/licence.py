"""Licences of old metadata as SPDX expressions (PEP 639), where they say one thing and no other."""

from __future__ import annotations

from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

PREFIX = "License :: "

_OF_CLASSIFIERS = {
    "License :: CC0 1.0 Universal (CC0 1.0) Public Domain Dedication": "CC0-1.0",
    **{
        f"License :: OSI Approved :: {name}": expression
        for name, expression in {
            "Boost Software License 1.0 (BSL-1.0)": "BSL-1.0",
            "Eclipse Public License 2.0 (EPL-2.0)": "EPL-2.0",
            "European Union Public Licence 1.1 (EUPL 1.1)": "EUPL-1.1",
            "European Union Public Licence 1.2 (EUPL 1.2)": "EUPL-1.2",
            "GNU Affero General Public License v3": "AGPL-3.0-only",
            "GNU Affero General Public License v3 or later (AGPLv3+)": "AGPL-3.0-or-later",
            "GNU General Public License v2 (GPLv2)": "GPL-2.0-only",
            "GNU General Public License v2 or later (GPLv2+)": "GPL-2.0-or-later",
            "GNU General Public License v3 (GPLv3)": "GPL-3.0-only",
            "GNU General Public License v3 or later (GPLv3+)": "GPL-3.0-or-later",
            "GNU Lesser General Public License v2 (LGPLv2)": "LGPL-2.0-only",
            "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.0-or-later",
            "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
            "GNU Lesser General Public License v3 or later (LGPLv3+)": "LGPL-3.0-or-later",
            "ISC License (ISCL)": "ISC",
            "MIT License": "MIT",
            "MIT No Attribution License (MIT-0)": "MIT-0",
            "Mozilla Public License 1.1 (MPL 1.1)": "MPL-1.1",
            "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
            "The Unlicense (Unlicense)": "Unlicense",
            "Universal Permissive License (UPL)": "UPL-1.0",
            "zlib/libpng License": "Zlib",
        }.items()
    },
}
"""Classifiers that name one licence in one version. Those of Apache, BSD and others do not."""

_OF_TEXTS = {
    "apache 2": "Apache-2.0",
    "apache 2.0": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "apache license version 2.0": "Apache-2.0",
    "apache software license 2.0": "Apache-2.0",
    "bsd 2-clause": "BSD-2-Clause",
    "bsd 3-clause": "BSD-3-Clause",
    "bsd 3-clause license": "BSD-3-Clause",
    "3-clause bsd": "BSD-3-Clause",
    "3-clause bsd license": "BSD-3-Clause",
    "bsd (3 clause)": "BSD-3-Clause",
    "new bsd": "BSD-3-Clause",
    "new bsd license": "BSD-3-Clause",
    "modified bsd license": "BSD-3-Clause",
    "simplified bsd": "BSD-2-Clause",
    "isc license": "ISC",
    "mit license": "MIT",
    "the mit license": "MIT",
    "the mit license (mit)": "MIT",
    "mpl 2.0": "MPL-2.0",
}
"""What people write of one licence in one version, in lower case."""

_MAY_STAND_FOR = {
    "Apache Software License": ("Apache-1.0", "Apache-1.1", "Apache-2.0"),
    "BSD License": ("0BSD", "BSD-1-Clause", "BSD-2-Clause", "BSD-3-Clause", "BSD-4-Clause"),
    "GNU General Public License (GPL)": ("GPL-",),
    "GNU Library or Lesser General Public License (LGPL)": ("LGPL-",),
    "Academic Free License (AFL)": ("AFL-",),
    "Artistic License": ("Artistic-",),
}
"""Classifiers that name a family, with how the expressions of the family begin."""


class Licence(NamedTuple):
    """What is known of the licence of a project."""

    expression: str | None
    """An SPDX expression, None where it is not clear which."""
    reason: str = ""
    """Why it is not clear."""


def licence(text: str | None, classifiers: Sequence[str]) -> Licence:
    """Return the licence that the field ``license`` and the classifiers name together."""
    own = [each for each in classifiers if each.startswith(PREFIX) and each != "License :: OSI Approved"]
    stated = _expression(text) if text else None
    named = [_OF_CLASSIFIERS.get(each) for each in own]
    if not text and not own:
        return Licence(None)
    if stated is not None:
        pairs = zip(own, named, strict=True)
        other = next((each for each, meant in pairs if not _agrees(each, meant, stated)), None)
        reason = f"`{text}` and the classifier `{other}` are not the same"
        return Licence(None, reason) if other else Licence(stated)
    if len(named) == 1 and named[0] is not None and (not text or _is_family_of(text, named[0])):
        return Licence(named[0])
    if len(own) > 1:
        return Licence(None, "several classifiers do not say whether all apply or one of them")
    if text and "\n" in text.strip():
        return Licence(None, "the text of a licence is no SPDX expression")
    return Licence(None, f"`{text or own[0]}` does not say which licence in which version")


def _expression(text: str) -> str | None:
    from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

    known = _OF_TEXTS.get(" ".join(text.lower().split()))
    if known:
        return known
    try:
        expression = str(canonicalize_license_expression(text))
    except InvalidLicenseExpression:
        return None
    # Retired identifiers, which do not say whether later versions may be taken.
    words = expression.replace("(", " ").replace(")", " ").split()
    vague = any(word.startswith(("GPL-", "LGPL-", "AGPL-", "GFDL-")) and word[-1].isdigit() for word in words)
    return None if vague or "LicenseRef-" in expression else expression


def _agrees(classifier: str, expression: str | None, stated: str) -> bool:
    if expression is not None:
        return expression in stated.replace("(", " ").replace(")", " ").split()
    family = _MAY_STAND_FOR.get(classifier.rpartition(" :: ")[2])
    return family is not None and any(word.startswith(family) for word in stated.split())


def _is_family_of(text: str, expression: str) -> bool:
    """Whether a short text, as `GPL` or `GPLv3`, names the same licence less exactly."""
    short = "".join(character for character in text.lower() if character.isalnum())
    full = "".join(character for character in expression.lower() if character.isalnum())
    return bool(short) and full.startswith((short, short.replace("v", "")))
