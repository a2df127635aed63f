"""``python -m demo.devices``."""

import sys

from demo.devices.fleet import main

sys.exit(main())
