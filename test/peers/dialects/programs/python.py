"""Runs cases one by one: a JSON line in, a line out when the request has ended. Usage: python.py CLIENT"""
import io
import json
import os
import ssl
import sys

answers = sys.stdout
# No certificate is ever looked at here, and loading the trust stores takes longer than a case.
ssl.SSLContext.load_verify_locations = lambda *args, **named: None


def urllib_client():
    import urllib.request

    # urlopen() keeps the first opener for good; a program that starts afresh reads the environment afresh.
    return lambda url: urllib.request.build_opener().open(url, timeout=5).close()


def requests_client():
    import requests

    def send(url):
        with requests.Session() as session:
            session.get(url, timeout=5, allow_redirects=False)

    return send


def httpx_client(name):
    httpx = __import__(name)

    def send(url):
        with httpx.Client(timeout=5) as client:
            client.get(url)

    return send


def openai_client():
    import openai

    def send(url):
        with openai.OpenAI(api_key="sk-none", base_url=url, max_retries=0, timeout=5) as client:
            client.models.list()

    return send


def anthropic_client():
    import anthropic

    def send(url):
        with anthropic.Anthropic(api_key="sk-none", base_url=url, max_retries=0, timeout=5) as client:
            client.models.list()

    return send


def aiohttp_client():
    import asyncio

    import aiohttp

    async def get(url):
        timeout = aiohttp.ClientTimeout(total=5)
        async with aiohttp.ClientSession(trust_env=True, timeout=timeout) as session:
            async with session.get(url, allow_redirects=False):
                pass

    return lambda url: asyncio.run(get(url))


def pip_client():
    import logging
    import tempfile

    from pip._internal.cli.main import main

    options = ["--no-deps", "--no-cache-dir", "--disable-pip-version-check", "--no-input", "--retries=0", "--timeout=5"]

    def send(url):
        # A link straight to a file: one request, and no rule of pip's own about which indexes are safe.
        with tempfile.TemporaryDirectory() as folder:
            code = main(["download", *options, f"--dest={folder}", f"{url}gatehouse-1.0.tar.gz"])
        logging.shutdown()
        raise RuntimeError(f"exit {code}: {sys.stderr.getvalue()[-200:]}")

    return send


clients = {
    "urllib": urllib_client,
    "requests": requests_client,
    "httpx": lambda: httpx_client("httpx"),
    "httpx2": lambda: httpx_client("httpx2"),
    "openai": openai_client,
    "anthropic": anthropic_client,
    "aiohttp": aiohttp_client,
    "pip": pip_client,
}
send = clients[sys.argv[1]]()
base = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}

for line in sys.stdin:
    case = json.loads(line)
    os.environ.clear()
    os.environ.update(base)
    os.environ.update(case["environment"])
    # What a client prints itself must not get between the answers.
    sys.stdout, sys.stderr = io.StringIO(), io.StringIO()
    try:
        send(case["url"])
        said = "ok"
    except BaseException as error:
        said = f"{type(error).__name__}: {error}"
    print(json.dumps(said), file=answers, flush=True)
