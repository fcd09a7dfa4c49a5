"""Asks with an SDK for Python and prints, a JSON line a question, what its user would see of the error.

Usage: python python_sdk.py openai|anthropic QUESTIONS-AS-JSON
"""
import json
import os
import sys
import threading
import traceback

kind, questions = sys.argv[1:]
sdk = __import__(kind)
# No key of anybody's: the public one of the practice gateway.
key = os.environ["PRACTICE_KEY"]


def ask(url, stream, timeout):
    messages = [{"role": "user", "content": "Hi"}]
    if kind == "openai":
        client = sdk.OpenAI(api_key=key, base_url=url + "/api/v1", max_retries=0, timeout=timeout)
        answer = client.chat.completions.create(model="openai/gpt-4o-mini", messages=messages, stream=stream)
    else:
        client = sdk.Anthropic(api_key=key, base_url=url + "/api", max_retries=0, timeout=timeout)
        answer = client.messages.create(
            model="anthropic/claude-haiku-4.5", max_tokens=64, messages=messages, stream=stream
        )
    if stream:
        for _ in answer:
            pass


def seen_of(question, seen):
    try:
        ask(question["url"], question["stream"], question["timeoutMs"] / 1000)
        seen.update(outcome="no-error")
    except Exception as error:
        short = f"{type(error).__name__}: {error}"
        seen.update(outcome="error", full=traceback.format_exc(), short=short)


for question in json.loads(questions):
    seen = {}
    asking = threading.Thread(target=seen_of, args=(question, seen), daemon=True)
    asking.start()
    asking.join(question["patienceMs"] / 1000)
    print(json.dumps({"name": question["name"], **(seen or {"outcome": "hangs"})}), flush=True)
os._exit(0)
