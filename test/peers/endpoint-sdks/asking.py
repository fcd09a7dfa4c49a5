"""Runs the questions of one program, some at a time, and prints a JSON line each: what a user of the library has in hand."""
import json
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

# A picture of one pixel.
PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

# What the practice gateway calls when it is told to.
WEATHER = {
    "name": "weather",
    "description": "The weather at a place.",
    "schema": {"type": "object", "properties": {"place": {"type": "string"}}, "required": ["place"], "additionalProperties": False},
}

# The document that is asked for.
REPORT = {
    "type": "object",
    "properties": {"title": {"type": "string"}, "count": {"type": "integer"}},
    "required": ["title", "count"],
    "additionalProperties": False,
}

TEXTS = {
    "text": "Say something.",
    "tools": "Use the tool, then tell me.",
    "image": "What is in this picture?",
    "reasoning": "Think, then say something.",
    "structured": "Write the report.",
}

# What the tool says.
SUNNY = "sunny-4711"

AT_ONCE = 12
_printing = threading.Lock()


def _error_of(error):
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    return {
        "outcome": "error",
        "error": {
            "class": type(error).__name__,
            "leg": headers.get("x-gatehouse-leg"),
            "status": getattr(error, "status_code", None),
            "message": str(error),
            "full": str(error),
        },
    }


def ask_all(questions, ask):
    """Asks each; what `ask` raises is the error that a user gets."""

    def one(question):
        told = {}

        def work():
            try:
                told.update({"outcome": "answer", **ask(question)})
            except Exception as error:
                told.update(_error_of(error))

        # A thread can't be ended: one that hangs is left behind.
        asking = threading.Thread(target=work, daemon=True)
        asking.start()
        asking.join(question.get("limitMs", 60_000) / 1000)
        with _printing:
            print(json.dumps({"name": question["name"], **(dict(told) or {"outcome": "hangs"})}), flush=True)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(one, questions))
    sys.stdout.flush()
    os._exit(0)
