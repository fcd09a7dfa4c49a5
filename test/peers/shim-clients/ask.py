"""Asks URLs with a Python library that takes its proxy from the environment, and prints a JSON line for each."""

import asyncio
import hashlib
import json
import os
import sys


def tell(url, status, body, **more):
    print(json.dumps({"url": url, "status": status, "sha256": hashlib.sha256(body).hexdigest(), **more}), flush=True)


def ask_requests(url):
    import requests

    answer = requests.get(url, timeout=20)
    tell(url, answer.status_code, answer.content)


def ask_httpx(url, http2=False):
    import httpx

    with httpx.Client(http2=http2, timeout=20) as client:
        answer = client.get(url)
        tell(url, answer.status_code, answer.content, version=answer.http_version)


def ask_aiohttp(url):
    import ssl

    import aiohttp

    async def ask():
        context = ssl.create_default_context(cafile=os.environ["SSL_CERT_FILE"])
        connector = aiohttp.TCPConnector(ssl=context)
        async with aiohttp.ClientSession(trust_env=True, connector=connector) as session:
            async with session.get(url) as answer:
                tell(url, answer.status, await answer.read())

    asyncio.run(ask())


def ask_websockets(url):
    from websockets.sync.client import connect

    sent = [b"\x00" * 5, os.urandom(300_000)]
    with connect(url, max_size=None, open_timeout=20) as socket:
        back = []
        for one in sent:
            socket.send(one)
            back.append(socket.recv(timeout=20))
    tell(url, 101, b"".join(back), same=back == sent)


def ask_steps(url):
    """Says that it has an event before the server sends the next one."""
    import requests

    got = []
    with requests.get(url, stream=True, timeout=20) as answer:
        for line in answer.iter_lines(chunk_size=1):
            if not line.startswith(b"data: "):
                continue
            got.append(line)
            if line != b"data: [DONE]":
                step = line[6:].decode()
                seen = url.replace("/steps?", "/seen?") + "&step=" + step
                assert requests.get(seen, timeout=20).status_code == 200, seen
    tell(url, answer.status_code, b"", events=len(got), last=got[-1].decode())


def ask_sdk(kind, base):
    messages = [{"role": "user", "content": "Hi"}]
    key = os.environ["PRACTICE_KEY"]
    if kind == "openai":
        import openai

        client = openai.OpenAI(api_key=key, base_url=base + "/api/v1", max_retries=0, timeout=20)
        stream = client.chat.completions.create(model="openai/gpt-4o-mini", messages=messages, stream=True)
        parts = [choice for part in stream for choice in part.choices]
        text = "".join(part.delta.content or "" for part in parts)
        reasons = [part.finish_reason for part in parts if part.finish_reason]
    else:
        import anthropic

        client = anthropic.Anthropic(api_key=key, base_url=base + "/api", max_retries=0, timeout=20)
        text = ""
        reasons = []
        with client.messages.stream(model="anthropic/claude-haiku-4.5", max_tokens=64, messages=messages) as stream:
            for event in stream:
                if event.type == "text":
                    text += event.text
                if event.type == "message_delta" and event.delta.stop_reason:
                    reasons.append(event.delta.stop_reason)
    tell(base, 200, text.encode(), text=text, reasons=reasons)


kinds = {
    "requests": ask_requests,
    "httpx": ask_httpx,
    "httpx-http2": lambda url: ask_httpx(url, http2=True),
    "aiohttp": ask_aiohttp,
    "websockets": ask_websockets,
    "steps": ask_steps,
    "openai": lambda url: ask_sdk("openai", url),
    "anthropic": lambda url: ask_sdk("anthropic", url),
}

kind, *urls = sys.argv[1:]
for url in urls:
    try:
        kinds[kind](url)
    except BaseException as error:  # noqa: BLE001
        causes = []
        while error is not None:
            causes.append(f"{type(error).__name__}: {error}")
            error = error.__cause__ or error.__context__
        print(json.dumps({"url": url, "error": " <- ".join(causes)}), flush=True)
