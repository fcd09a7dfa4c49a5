"""Runs cases one by one with libcurl's easy interface: a JSON line in, a line out when the request has ended."""
import io
import json
import os
import sys

import pycurl

base = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG")}

for line in sys.stdin:
    case = json.loads(line)
    # os.environ writes through to the C environment, which libcurl reads at each transfer.
    os.environ.clear()
    os.environ.update({**base, **case["environment"]})
    transfer = pycurl.Curl()
    transfer.setopt(pycurl.URL, case["url"].encode())
    transfer.setopt(pycurl.TIMEOUT, 5)
    transfer.setopt(pycurl.SSL_VERIFYPEER, 0)
    transfer.setopt(pycurl.SSL_VERIFYHOST, 0)
    transfer.setopt(pycurl.WRITEDATA, io.BytesIO())
    try:
        transfer.perform()
        said = "ok"
    except pycurl.error as error:
        said = str(error)
    transfer.close()
    print(json.dumps(said), flush=True)
