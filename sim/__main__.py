"""`python -m sim` is `ridegate`."""

import sys

from sim.cli import main

sys.exit(main())
