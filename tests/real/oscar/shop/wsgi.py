"""The shop as gunicorn serves it; $SHOP_LATENCY seconds are added to every answer."""

import os
import time

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
LATENCY = float(os.environ.get("SHOP_LATENCY", "0"))
shop = get_wsgi_application()


def application(environ, start_response):
    """Answer as the shop does, later: a distant site."""
    answer = shop(environ, start_response)
    if LATENCY:
        time.sleep(LATENCY)
    return answer
