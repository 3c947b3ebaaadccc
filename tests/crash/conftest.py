"""Windows has no SIGKILL and no fork: there, only a killed `dailybite run` is tested."""

import sys

_NEED_SIGNALS = ["test_database.py", "test_matrix.py", "test_replicas.py"]
collect_ignore = _NEED_SIGNALS if sys.platform == "win32" else []
