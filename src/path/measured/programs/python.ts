import { namesNetwork, placesVariable, strayMark } from './places.ts';

/** Sends every connection of this process to the recorder; replaced in the socket module before anything uses it. */
const pythonPrelude = `
import os, socket, sys
places = {}
for one in os.environ.pop("${placesVariable}", "").split():
    host, port, to = one.rsplit("|", 2)
    places[(host, port)] = int(to)
recorders = set(places.values())
names = {}

def is_address(name):
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            socket.inet_pton(family, name)
            return family
        except (OSError, UnicodeError):
            pass

def address_of(name):
    name = (name.decode("ascii", "replace") if isinstance(name, bytes) else str(name)).strip("[]")
    if is_address(name):
        return name
    if name.lower() == "localhost":
        return "127.0.0.1"
    return names.setdefault(name.lower(), "${namesNetwork}.%d" % (len(names) + 1))

def getaddrinfo(host, port, family=0, type=0, proto=0, flags=0):
    address = address_of(host if host else "127.0.0.1")
    if port is not None and not isinstance(port, int):
        port = int(port) if str(port).isdigit() else {"http": 80, "https": 443}.get(str(port), 0)
    six = is_address(address) == socket.AF_INET6
    to = (address, port or 0, 0, 0) if six else (address, port or 0)
    return [(socket.AF_INET6 if six else socket.AF_INET, type or socket.SOCK_STREAM, proto or 6, "", to)]

def recorded(address):
    host, port = str(address[0]), address[1]
    if host == "127.0.0.1" and port in recorders:
        return address
    for name, one in names.items():
        if one == host:
            host = name
    to = places.get((host.lower(), str(port)))
    if to is None:
        print("\\n${strayMark}", host, port, file=sys.stderr, flush=True)
        to = places[("*", "*")]
    return ("127.0.0.1", to)

plain_connect, plain_connect_ex = socket.socket.connect, socket.socket.connect_ex

def over_ipv4(one):
    # The recorder is at an IPv4 address, whatever the socket was made for.
    if one.family == socket.AF_INET6:
        replacement = socket.socket(socket.AF_INET, one.type)
        replacement.setblocking(one.getblocking())
        os.dup2(replacement.fileno(), one.fileno())
        return lambda to: plain_connect_ex(replacement, to)
    return lambda to: plain_connect_ex(one, to)

def connect(self, address):
    if self.family not in (socket.AF_INET, socket.AF_INET6):
        return plain_connect(self, address)
    if self.family == socket.AF_INET:
        return plain_connect(self, recorded(address))
    code = over_ipv4(self)(recorded(address))
    if code:
        raise OSError(code, os.strerror(code))

def connect_ex(self, address):
    if self.family == socket.AF_INET:
        return plain_connect_ex(self, recorded(address))
    return over_ipv4(self)(recorded(address)) if self.family == socket.AF_INET6 else plain_connect_ex(self, address)

socket.socket.connect, socket.socket.connect_ex = connect, connect_ex
plain_pair = socket.socketpair

def socketpair(*args, **named):
    # On Windows a pair is two ends of a connection on loopback, which is this process's own business.
    socket.socket.connect = plain_connect
    try:
        return plain_pair(*args, **named)
    finally:
        socket.socket.connect = connect

socket.socketpair = socketpair
socket.getaddrinfo = getaddrinfo
socket.gethostbyname = address_of
socket.gethostbyname_ex = lambda name: (name, [], [address_of(name)])
socket.gethostbyaddr = lambda name: (name, [], [address_of(name)])
socket.getfqdn = lambda name="": name or "localhost"
socket.socket.sendto = None
url = sys.argv[1]
`;

/** What follows the prelude, by dialect. */
const requests = {
  'python-urllib': `
import urllib.request
urllib.request.urlopen(url, timeout=8).close()
`,
  'python-requests': `
import requests
requests.get(url, timeout=8, allow_redirects=False)
`,
  'python-httpx': `
import httpx
httpx.get(url, timeout=8)
`,
  'python-aiohttp-trust-env': `
import asyncio, aiohttp
async def get():
    async with aiohttp.ClientSession(trust_env=True, timeout=aiohttp.ClientTimeout(total=8)) as session:
        async with session.get(url, allow_redirects=False):
            pass
asyncio.run(get())
`,
  pip: `
import runpy
once = ["--no-deps", "--no-cache-dir", "--disable-pip-version-check", "--no-input", "--retries=0", "--timeout=8"]
sys.argv = ["pip", "download", *once, "--dest=.", url.rstrip("/") + "/gatehouse-1.0.tar.gz"]
runpy.run_module("pip", run_name="__main__")
`,
} as const;

export type PythonClient = keyof typeof requests;

/** A program that asks the URL given as argument with one library. */
export function pythonProgram(client: PythonClient): string {
  return `${pythonPrelude}
try:
${requests[client].trim().split('\n').map((line) => `    ${line}`).join('\n')}
except Exception as error:
    print(type(error).__name__ + ": " + str(error), file=sys.stderr)
`;
}

/** Prints the versions of the interpreter and of these libraries as JSON, null where one is missing. */
export const pythonVersions = `
import json, sys
found = {"python-urllib": "%d.%d.%d" % sys.version_info[:3]}
try:
    from importlib.metadata import version
except ImportError:
    version = None
for client, package in (("python-requests", "requests"), ("python-httpx", "httpx"), ("python-aiohttp-trust-env", "aiohttp"), ("pip", "pip")):
    try:
        found[client] = version(package)
    except Exception:
        found[client] = None
print(json.dumps(found))
`;
