"""Runs cases one by one: a JSON line in, a line out when the request has ended. Usage: client.py requests|httpx"""
import json
import os
import sys

library = sys.argv[1]
base = dict(os.environ)
if library == "requests":
    import requests
else:
    import httpx

for line in sys.stdin:
    case = json.loads(line)
    os.environ.clear()
    os.environ.update({k: v for k, v in base.items() if k in ("PATH", "HOME", "LANG")})
    os.environ.update(case["environment"])
    try:
        if library == "requests":
            with requests.Session() as session:
                session.get(case["url"], timeout=5, allow_redirects=False)
        else:
            with httpx.Client(timeout=5) as client:
                client.get(case["url"])
        said = "ok"
    except Exception as error:
        said = f"{type(error).__name__}: {error}"
    print(json.dumps(said), flush=True)
