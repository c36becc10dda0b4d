"""The version of the package."""

from importlib.metadata import PackageNotFoundError, version

try:
    VERSION = version("liptako")
except PackageNotFoundError:  # used from a source tree that was not installed
    VERSION = "0+unknown"
