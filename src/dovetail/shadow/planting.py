"""How the hook comes into Python processes: by ``sitecustomize`` on PYTHONPATH, and by ``.pth`` files."""

from __future__ import annotations

import os
from contextlib import contextmanager

from dovetail.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_NAME = "dovetail-shadow.pth"
_MODULE = "sitecustomize.py"
_HOOK = os.path.join(os.path.dirname(__file__), "hook.py")

# The file is executed once and not imported: nothing of it stays in sys.modules. It is gone after the run.
_RUN = (
    "import os; os.path.exists({hook!r}) and (lambda file: (exec(file.read(), "
    "dict(__name__='dovetail_shadow', address={address!r})), file.close()))(open({hook!r}))\n"
)
# `sitecustomize` belongs to the user: this one takes itself away, and his is imported as it would have been.
_CUSTOMIZE = """\
import sys
sys.path[:] = [entry for entry in sys.path if entry != {folder!r}]
sys.path_importer_cache.pop({folder!r}, None)
_this = sys.modules.pop("sitecustomize")
{run}
try:
    import sitecustomize
except ImportError as _error:
    if _error.name != "sitecustomize":
        raise
    sys.modules["sitecustomize"] = _this
"""


# In the standard library it is found by all Pythons that use it, also by those in environments made of it. It
# hides the user's own, which is loaded as if it were found; that search is none of the program's. A copy of
# the library has a copy of this, and where a part of the library is missing, the hook may fail.
_CUSTOMIZE_LIBRARY = """\
import sys
_this = sys.modules.pop("sitecustomize")
_text = _this.__spec__.loader.get_data(__file__)
for _entry in sys.path:
    _spec = sys.modules["_frozen_importlib_external"].PathFinder.find_spec("sitecustomize", [_entry])
    if _spec is not None and _spec.loader is not None and _spec.loader.get_data(_spec.origin) != _text:
        break
else:
    _spec = None
try:
    {run}
except Exception:
    pass
if _spec is None:
    sys.modules["sitecustomize"] = _this
else:
    sys.modules["_frozen_importlib"]._load(_spec)
"""


@contextmanager
def planted(
    folder: str, address: str, sites: Sequence[str], libraries: Sequence[str] = ()
) -> Iterator[Mapping[str, str]]:
    """Give the environment variables with which Python processes run the hook; at the end it is gone.

    ``folder`` is a temporary folder that the caller removes, ``address`` the socket of the server, ``sites``
    are folders of site-packages that get a ``.pth`` file meanwhile, ``libraries`` folders of the standard
    library that get a ``sitecustomize.py``: by them, processes are followed that do not read the variables.
    Raises `UsageError` for a folder that cannot have one.
    """
    hook = os.path.join(folder, "hook.txt")
    with open(_HOOK, "rb") as source, open(hook, "wb") as copy:
        copy.write(source.read())
    run = _RUN.format(hook=hook, address=address)
    custom = os.path.join(folder, "hook")
    os.mkdir(custom)
    with open(os.path.join(custom, _MODULE), "w", encoding="utf-8") as file:
        file.write(_CUSTOMIZE.format(folder=custom, run=run))
    path = os.environ.get("PYTHONPATH")
    texts = [(os.path.join(site, _NAME), run) for site in sites]
    texts += [(os.path.join(library, _MODULE), _CUSTOMIZE_LIBRARY.format(run=run)) for library in libraries]
    made = []
    try:
        for name, text in texts:
            try:
                with open(name, "x", encoding="utf-8") as file:
                    made.append(name)
                    file.write(text)
            except OSError as error:
                raise UsageError(f"{name} cannot be written: {error.strerror}") from error
        yield {**os.environ, "PYTHONPATH": f"{custom}{os.pathsep}{path}" if path else custom}
    finally:
        for name in made:
            os.unlink(name)
            stem = os.path.basename(name).removesuffix("py")
            cache = os.path.join(os.path.dirname(name), "__pycache__")
            for compiled in os.listdir(cache) if name.endswith(".py") and os.path.isdir(cache) else ():
                if compiled.startswith(stem):
                    os.unlink(os.path.join(cache, compiled))
