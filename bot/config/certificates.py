"""The certificates that connections to Google are checked with."""

import os
import ssl
from functools import cache


def trusted_certificates() -> ssl.SSLContext:
    """Return what SSL_CERT_FILE and SSL_CERT_DIR name, else the certificates of `certifi`."""
    return _read(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))


@cache
def _read(file: str | None, folder: str | None) -> ssl.SSLContext:
    import certifi

    return ssl.create_default_context(cafile=file or certifi.where(), capath=folder)
