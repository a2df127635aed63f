"""The web server's door."""

import gc
import os
import threading
import warnings

from django.core.asgi import get_asgi_application

# WhiteNoise hands static files over piece by piece from a file; each is small and sent whole.
# What streams without end, the large screen's events, is asynchronous.
warnings.filterwarnings(
    "ignore", message="StreamingHttpResponse must consume synchronous iterators", category=Warning
)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "copark.site.settings.base")
application = get_asgi_application()

from copark.monitoring.archive import engine  # noqa: E402 - once Django is set up

RARELY = (10_000, 10, 20)  #: New objects, and rounds, between two looks of the garbage collector.


def _warm() -> None:
    """
    Load the engine of the archive, which takes seconds, before the first curve is asked for.

    What is loaded then stays for good: the collector of garbage need not look through it again
    in the middle of somebody's page, which takes it a third of a second.
    """
    engine.prepare()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*RARELY)


warming = threading.Thread(target=_warm, daemon=True)
warming.start()
