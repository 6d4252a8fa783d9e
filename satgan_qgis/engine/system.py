"""The operating system, asked in one place, so that tests can be on another one."""

from __future__ import annotations

import os
import sys

IS_WINDOWS = os.name == 'nt'
IS_MAC = sys.platform == 'darwin'
