"""MLflow's deployments, to applications that run models with RedisAi for .NET.

MLflow finds this package by its entry point and looks for three names in it: one client class, and two functions.
A second class that derives from BaseDeploymentClient must not become visible here; MLflow refuses a plugin with two.
"""

from .client import RedisAiDeploymentClient
from .help import target_help
from .local import run_local

__all__ = ["RedisAiDeploymentClient", "run_local", "target_help"]
