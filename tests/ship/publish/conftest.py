"""An index to publish to, and files to publish."""

import base64
import hashlib
import io
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from index_server import Index

METADATA = """\
Metadata-Version: 2.4
Name: acme.shop
Version: {version}
Summary: A shop
Keywords: shop,orders
License-Expression: MIT
License-File: LICENSE
Classifier: Programming Language :: Python :: 3
Classifier: Typing :: Typed
Project-URL: Home, https://acme.example
Requires-Python: >=3.9
Requires-Dist: packaging
Provides-Extra: fast
Description-Content-Type: text/markdown

# The shop
"""


def _digest(data: bytes) -> str:
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def make_wheel(folder: Path, *, version: str = "1.0", text: str = "x = 1\n") -> Path:
    info = f"acme_shop-{version}.dist-info"
    files = {
        "acme_shop/__init__.py": text,
        "acme_shop/py.typed": "",
        f"{info}/METADATA": METADATA.format(version=version),
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/licenses/LICENSE": "MIT\n",
    }
    rows = "".join(f"{name},{_digest(body.encode())},{len(body)}\n" for name, body in files.items())
    files[f"{info}/RECORD"] = rows + f"{info}/RECORD,,\n"
    path = folder / f"acme_shop-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        for name, body in files.items():
            wheel.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), body)
    return path


def make_sdist(folder: Path, *, version: str = "1.0") -> Path:
    stem = f"acme_shop-{version}"
    files = {
        f"{stem}/PKG-INFO": METADATA.format(version=version),
        f"{stem}/pyproject.toml": (
            '[build-system]\nrequires = ["flit_core"]\nbuild-backend = "flit_core.buildapi"\n'
            f'[project]\nname = "acme.shop"\nversion = "{version}"\n'
        ),
        f"{stem}/LICENSE": "MIT\n",
        f"{stem}/acme_shop/__init__.py": "x = 1\n",
        f"{stem}/acme_shop/py.typed": "",
    }
    path = folder / f"{stem}.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name, body in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(body)
            archive.addfile(member, io.BytesIO(body.encode()))
    return path


@pytest.fixture
def wheel() -> Callable[..., Path]:
    return make_wheel


@pytest.fixture
def sdist() -> Callable[..., Path]:
    return make_sdist


@pytest.fixture
def index() -> Iterator[Index]:
    server = Index()
    yield server
    server.close()


@pytest.fixture(autouse=True)
def _nobody(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Let nothing of this machine say who publishes, or where to."""
    for name in (
        *(
            "DOVETAIL_TOKEN",
            "UV_PUBLISH_TOKEN",
            "UV_PUBLISH_USERNAME",
            "UV_PUBLISH_PASSWORD",
            "UV_PUBLISH_URL",
        ),
        *("TWINE_USERNAME", "TWINE_PASSWORD", "TWINE_REPOSITORY", "TWINE_REPOSITORY_URL"),
        *("ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "GITHUB_ACTIONS", "GITLAB_CI"),
        *("BUILDKITE", "CIRCLECI", "GOOGLE_SERVICE_ACCOUNT_NAME", "DOVETAIL_PUBLISH_URL"),
    ):
        monkeypatch.delenv(name, raising=False)
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
