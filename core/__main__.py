"""Makes `python -m core` the same program as the console script `satgan`."""

import sys

from .cli import main

if __name__ == '__main__':
    sys.exit(main())
