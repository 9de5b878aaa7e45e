"""A bucket for tests: a server that speaks S3, and the environment that leads to it."""

import contextlib
import urllib.request


@contextlib.contextmanager
def server():
    """The address of a server that speaks S3."""
    from moto.server import ThreadedMotoServer  # loaded where a test has a bucket

    there = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    there.start()
    host, port = there.get_host_and_port()
    yield f"http://{host}:{port}"
    there.stop()


def made(address, monkeypatch):
    """Make a bucket and say in the environment where it is; where pictures lie in it."""
    for name, value in {
        "AWS_ENDPOINT_URL": address,
        "AWS_ACCESS_KEY_ID": "someone",
        "AWS_SECRET_ACCESS_KEY": "something",
        "AWS_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    request = urllib.request.Request(f"{address}/pictures", method="PUT")
    urllib.request.urlopen(request).close()
    return "s3://pictures/easel"
