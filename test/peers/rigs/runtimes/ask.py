"""Python: asks every URL given in the ways given before `--`; the server says who came through.

A way is requests, httpx, ssl or truststore. `@3.13` behind it sets the flags that Python 3.13 has by default, for a
machine that has no such Python.
"""
import ssl
import sys
import urllib.request

split = sys.argv.index("--")
ways, urls = sys.argv[1:split], sys.argv[split + 1 :]
strict = ssl.VERIFY_X509_STRICT | getattr(ssl, "VERIFY_X509_PARTIAL_CHAIN", 0x80000)


def as_newer():
    """What Python 3.13 and the libraries on it do by themselves."""
    made = ssl.create_default_context

    def create(*args, **options):
        context = made(*args, **options)
        context.verify_flags |= strict
        return context

    ssl.create_default_context = create
    import urllib3.util.ssl_

    own = urllib3.util.ssl_.create_urllib3_context

    def create_urllib3(*args, **options):
        context = own(*args, **options)
        context.verify_flags |= strict
        return context

    urllib3.util.ssl_.create_urllib3_context = create_urllib3
    import urllib3.connection

    urllib3.connection.create_urllib3_context = create_urllib3


def ask(way, url):
    if way == "requests":
        import requests

        requests.get(url, timeout=5)
    elif way == "httpx":
        import httpx

        httpx.get(url, timeout=5)
    elif way == "truststore":
        import truststore

        urllib.request.urlopen(url, timeout=5, context=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)).read()
    else:
        urllib.request.urlopen(url, timeout=5, context=ssl.create_default_context()).read()


for full in ways:
    way, _, version = full.partition("@")
    if version == "as-3.13":
        as_newer()
    for url in urls:
        try:
            ask(way, f"{url}/{way}")
        except Exception as error:
            print(f"{way} {url}: {error!r}"[:300])
