"""Lets Rasa be imported without TensorFlow, of which this project's pipeline uses nothing.

Every name under `tensorflow` and `keras` imports as `Absent`; using one (a DIET or TED in config.yml) stops at once
with a sentence that says so. It must never pretend to compute anything.
"""
import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType


class TensorFlowIsAbsent(RuntimeError):
    """A component that needs TensorFlow was configured in an environment that has none."""


class _AbsentType(type):
    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return cls

    def __call__(cls, *args, **kwargs):
        # A decorator (`@tf.function`) is handed a function while Rasa is imported: it stays as it is.
        if args and callable(args[0]):
            return args[0]
        if cls is Absent:
            return lambda decorated=None: decorated
        raise TensorFlowIsAbsent(
            f"{cls.__name__} needs TensorFlow, which this environment leaves out. Take the component out of config.yml, "
            "or put TensorFlow into environments/rasa/pyproject.toml (see docs/decisions)."
        )


class Absent(metaclass=_AbsentType):
    """Whatever was imported: a base class, an annotation or a decorator, never a value."""


class _Finder(MetaPathFinder, Loader):
    def find_spec(self, fullname, path=None, target=None):
        if fullname.split(".")[0] in ("tensorflow", "keras"):
            return ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec):
        module = ModuleType(spec.name)
        module.__path__ = []
        module.__getattr__ = _absent
        return module

    def exec_module(self, module):
        """Nothing to run: every attribute is answered by `_absent`."""


def _absent(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return Absent


sys.meta_path.append(_Finder())
__getattr__ = _absent
