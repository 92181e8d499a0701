"""The review page: a web page on this machine, for the one person who started it.

It imports a web server; import it when a page is to be served.
"""

from langbridge.review.web.app import create_app
from langbridge.review.web.desk import Desk, Reconvert
from langbridge.review.web.serving import serve

__all__ = ["Desk", "Reconvert", "create_app", "serve"]
