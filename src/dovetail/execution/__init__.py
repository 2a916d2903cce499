"""WHAT RUNS: which module bodies an import executes, in what order, and how it ends."""

from __future__ import annotations

from dovetail.execution.simulation import Execution, Failure, Place, Simulation, Step, Unknown, Waiting

__all__ = ["Execution", "Failure", "Place", "Simulation", "Step", "Unknown", "Waiting"]
