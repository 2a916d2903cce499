"""A backend that is run: in a process of its own and, as a rule, in an environment of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from dovetail.ship.archive import Form
from dovetail.ship.frontend.backends import BuildError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from build import ProjectBuilder

    from dovetail.ship.frontend.backends import Declared, Progress

_DISTRIBUTIONS = {Form.SDIST: "sdist", Form.WHEEL: "wheel"}


class ForeignBackend:
    """Whatever backend a project declares, called by the library ``build``."""

    def __init__(
        self, declared: Declared, *, isolation: bool, installer: str, settings: Mapping[str, str | list[str]]
    ) -> None:
        self.declared = declared
        self.isolation = isolation
        self.installer = installer
        self.settings = settings

    def build(self, source: str, form: Form, folder: str, progress: Progress) -> str:
        """Build into ``folder`` and return the path of the archive; raises `BuildError`."""
        from build import BuildBackendException, BuildException, FailedProcessError

        runner = _Runner(progress)
        kind = _DISTRIBUTIONS[form]
        try:
            with self._builder(source, kind, runner, progress) as builder:
                return builder.build(kind, folder, dict(self.settings))  # type: ignore[arg-type]  # of two names
        except FailedProcessError as error:
            said = _decoded(error.exception)
            raise BuildError(
                f"what the project needs to be built cannot be installed: {' '.join(self.declared.requires)}",
                output=said,
                hint="see what the installer says above; --no-isolation takes what is installed here",
            ) from error
        except (BuildBackendException, BuildException) as error:
            hint = "the backend's own words are above; -v shows all that it prints"
            text = str(error).strip().splitlines()
            message = (
                f"the backend `{self.declared.name}` could not build the {kind}: {text[-1] if text else ''}"
            )
            why = getattr(getattr(error, "exception", None), "traceback", "")
            raise BuildError(message, output=runner.said + str(why), hint=hint) from error

    @contextmanager
    def _builder(
        self, source: str, kind: str, runner: _Runner, progress: Progress
    ) -> Iterator[ProjectBuilder]:
        from build import ProjectBuilder
        from build.env import DefaultIsolatedEnv

        if not self.isolation:
            builder = ProjectBuilder(source, runner=runner)
            self._check(builder, kind)
            yield builder
            return
        progress.step(f"an environment with {', '.join(self.declared.requires)}")
        with DefaultIsolatedEnv(installer=self.installer) as environment:  # type: ignore[arg-type]  # checked by the command
            builder = ProjectBuilder.from_isolated_env(environment, source, runner=runner)
            environment.install(builder.build_system_requires)
            more = builder.get_requires_for_build(kind, dict(self.settings))  # type: ignore[arg-type]  # of two names
            environment.install(more)
            progress.step(f"running {self.declared.name}")
            yield builder

    def _check(self, builder: ProjectBuilder, kind: str) -> None:
        missing = builder.check_dependencies(kind, dict(self.settings))  # type: ignore[arg-type]  # of two names
        if missing:
            names = ", ".join(sorted({chain[-1] for chain in missing}))
            hint = f"install them in the environment of {sys.executable}, or build without --no-isolation"
            raise BuildError(f"not installed here, and needed to build: {names}", hint=hint)


class _Runner:
    """Runs a hook, and keeps what it prints: stdout is for data."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.said = ""

    def __call__(
        self, cmd: Sequence[str], cwd: str | None = None, extra_environ: Mapping[str, str] | None = None
    ) -> None:
        environment = {**os.environ, **(extra_environ or {})}
        with subprocess.Popen(  # noqa: S603 - to run the backend is what was asked for
            cmd, cwd=cwd, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        ) as process:
            assert process.stdout is not None  # noqa: S101 - it was asked for
            for line in process.stdout:
                text = line.decode(errors="replace")
                self.said += text
                self.progress.output(text)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, list(cmd), self.said)


def _decoded(error: object) -> str:
    said = [getattr(error, name, None) for name in ("output", "stderr")]
    return "".join(one.decode(errors="replace") if isinstance(one, bytes) else one or "" for one in said)
