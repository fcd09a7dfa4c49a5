import { decideRoute, findClient } from '../../src/path/routes.ts';
import { callerOf } from '../../src/shim/caller.ts';
import { BodyEnd, type Framing } from '../../src/shim/http/framing.ts';
import { KnownHeads } from '../../src/shim/http/known-heads.ts';
import { canonicalHost, readRequestHead, type RequestHead } from '../../src/shim/http/request-head.ts';
import { readResponseHead } from '../../src/shim/http/response-head.ts';
import { requestHeadBytes, responseHeadBytes } from '../../src/shim/http/rewrite.ts';
import { destinationUrl } from '../../src/shim/route/decide.ts';
import { guardedName } from '../../src/shim/route/guarded-target.ts';
import { matchesHost, meansEverything, readHostPattern } from '../../src/shim/route/host-pattern.ts';
import { readProxyReply } from '../../src/shim/way/proxy-reply.ts';
import type { Parser } from './fuzz-inputs.ts';

const limitBytes = 2_048;

function same(what: string, one: unknown, other: unknown): void {
  if (JSON.stringify(one) !== JSON.stringify(other)) throw new Error(`${what}: ${JSON.stringify(one)} is not ${JSON.stringify(other)}`);
}

const heads = new KnownHeads(limitBytes);

/** Follows a body in pieces whose sizes come from the bytes themselves. */
function follow(bytes: Buffer, framing: Framing, bare: boolean, piece: (at: number) => number): unknown {
  const body = new BodyEnd(framing, bare);
  let taken = 0;
  for (let at = 0; at < bytes.length && !body.done && !body.broken; ) {
    const part = bytes.subarray(at, at + piece(at));
    const now = body.take(part);
    if (now < 0 || now > part.length || (now < part.length && !body.done && !body.broken)) throw new Error(`took ${now} of ${part.length}`);
    taken += now;
    at += part.length;
  }
  return body.broken ? 'bad' : [body.done, taken];
}

const token = '0123456789abcdef0123456789abcdef0123456789a';
const given = `Basic ${Buffer.from(`task:${token}`).toString('base64')}`;
const callers = { accepts: (client: string, one: string): boolean => client === 'task' && one === token, whose: (one: string): string | undefined => (one === token ? 'api' : undefined) };
const shimPort = 41_000;

/** As it comes, in as many pieces as its bytes say: a head that is whole is the same one, and what is refused stays so. */
function readInPieces(input: Buffer): ReturnType<typeof readRequestHead> {
  const whole = readRequestHead(input, limitBytes);
  for (let end = 1; end < input.length; end += 1 + ((input[end] ?? 0) % 61)) {
    const part = readRequestHead(input.subarray(0, end), limitBytes);
    if (!part) continue;
    if ('code' in part) {
      if (!whole || !('code' in whole)) throw new Error(`refused in pieces alone, at ${end}: ${part.code}`);
      // It is over: the connection hears this one.
      return whole;
    }
    if (!whole || 'code' in whole) throw new Error(`taken in pieces alone, at ${end}`);
    same('another head in pieces', part, whole);
    return whole;
  }
  return whole;
}

/** Who asks is somebody only with the whole token, said once; and it goes no further. */
function holdToCaller(head: RequestHead): void {
  const caller = callerOf(head, callers, shimPort);
  const said = head.headers.filter(([name]) => /^(?:proxy-)?authorization$/i.test(name));
  if ('refused' in caller) {
    const proper = said.length === 1 && said[0]?.[1] === given && /^proxy-/i.test(said[0][0]) && head.target.form !== 'origin';
    if (proper) throw new Error(`refused with the token: ${caller.refused}`);
    return;
  }
  const decoded = said.map(([, value]) => Buffer.from(/^Basic +(.*)$/i.exec(value)?.[1] ?? '', 'base64').toString('utf8'));
  // The endpoint's clients send it as a key.
  const keys = head.headers.flatMap(([name, value]) => (/^x-api-key$/i.test(name) ? [value] : /^authorization$/i.test(name) ? [/^Bearer +(.*)$/i.exec(value)?.[1] ?? ''] : []));
  if (!decoded.includes(`task:${token}`) && !(head.target.form === 'origin' && keys.includes(token))) throw new Error('let in without the token');
  if (head.target.form === 'origin' && head.headers.some(([name]) => /^origin$/i.test(name))) throw new Error('let in from a page');
}

const headPieces = ['\r\n', '\n', '\r', '\0', ' ', '\t', ':', '\r\n\r\n', '\xa0', '\x7f', '\r\n ', ', ', 'Content-Length: 5\r\n', 'Transfer-Encoding: chunked\r\n', 'Host: a\r\n', 'Connection: Upgrade\r\n', 'Upgrade: websocket\r\n', 'Connection: close, host\r\n', 'HTTP/1.0', 'HTTP/2.0', 'CONNECT ', 'http://', '[::1]', '127.1', '0x7f', 'xn--', '..', '%0d%0a', '@', '#', '?', '\\'];
const hostPieces = ['.', '..', ':', '[', ']', '/', '*', '*.', '0x', 'xn--', '127', '8', '/8', ':443', '::', 'ffff:', '64:ff9b::', 'localhost', '-', '_', '%', '@', '\xfc', '\0', '\n', ' '];

/** Parsers of what clients, hosts and proxies send to the shim; each is held to what has to be true of any input. */
export const shimParsers: Readonly<Record<string, Parser>> = {
  'shim: request heads': {
    samples: [
      'CONNECT api.example.com:443 HTTP/1.1\r\nHost: api.example.com:443\r\nProxy-Authorization: Basic dGFzazp0\r\n\r\n',
      'GET http://example.com:8080/a?b HTTP/1.1\r\nHost: example.com\r\nAccept: */*\r\n\r\n',
      'POST http://[::1]/ HTTP/1.0\r\nContent-Length: 5\r\n\r\nhello',
      `CONNECT a.example:443 HTTP/1.1\r\nHost: a\r\nProxy-Authorization: ${given}\r\n\r\n\x16\x03\x01`,
      `GET /metrics HTTP/1.1\r\nHost: 127.0.0.1:${shimPort}\r\nAuthorization: ${given}\r\n\r\n`,
      `\r\nGET http://a.example/ HTTP/1.1\r\nHost: a\r\nProxy-Authorization: ${given}\r\nOrigin: null\r\n\r\nGET / HTTP/1.1\r\n`,
      'POST http://127.1/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive, X-A\r\nX-A: b\r\n\r\n0\r\n\r\n',
    ],
    pieces: [...headPieces, `Proxy-Authorization: ${given}\r\n`, `Authorization: ${given}\r\n`, 'Proxy-Authorization: Basic dGFzazp4\r\n', 'Origin: http://evil.test\r\n', `Host: localhost:${shimPort}\r\n`, given],
    run(input) {
      const head = readInPieces(input);
      same('known again as another', heads.read(input), head);
      if (head && !('code' in head)) holdToCaller(head);
      if (!head || 'code' in head || head.target.form !== 'absolute') {
        if (head && !('code' in head) && head.target.form === 'authority') destinationUrl({ ...head.target, plain: false });
        return;
      }
      const { target } = head;
      destinationUrl({ host: target.host, port: target.port, plain: true });
      // What is sent on is read back as the same request.
      const again = readRequestHead(requestHeadBytes(head, { absolute: true }), 65_536);
      if (!again || 'code' in again) throw new Error(`what is sent on is refused: ${JSON.stringify(again)}`);
      if (again.headers.some(([name]) => name.toLowerCase() === 'proxy-authorization')) throw new Error('the token is sent on');
      same('sent on as another', [again.method, again.target, again.framing, again.minor], [head.method, target, head.framing, head.minor]);
    },
  },
  'shim: response heads': {
    samples: ['HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc', 'HTTP/1.0 404 Not Found\r\n\r\n', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n'],
    pieces: [...headPieces, ' 200 ', ' 099 ', 'HTTP/1.1 '],
    run(input) {
      const head = readResponseHead(input, limitBytes, 'GET');
      if (!head || 'code' in head) return;
      const again = readResponseHead(responseHeadBytes(head, true), 65_536, 'GET');
      if (!again || 'code' in again) throw new Error(`what is passed on is refused: ${JSON.stringify(again)}`);
      same('passed on as another', [again.status, again.reason, again.framing], [head.status, head.reason, head.framing]);
    },
  },
  'shim: ends of bodies': {
    samples: ['5\r\nhello\r\n0\r\n\r\n', 'A;x=y\r\n0123456789\r\n0\r\nX-Sum: 1\r\n\r\nGET / HTTP/1.1\r\n', '000f\r\n0123456789abcde\r\n1\r\nx\r\n0\r\n\r\n'],
    pieces: ['\r\n', '\r', '\n', '0\r\n\r\n', ';', ' ', ':', 'f', '\0', '0', 'Host: x\r\n', 'fffffffffffff'],
    run(input) {
      for (const bare of [false, true]) {
        const whole = follow(input, { kind: 'chunked' }, bare, () => input.length || 1);
        same('another end, cut to bytes', follow(input, { kind: 'chunked' }, bare, () => 1), whole);
        same('another end, cut anyhow', follow(input, { kind: 'chunked' }, bare, (at) => 1 + ((input[at] ?? 0) % 7)), whole);
      }
      const length: Framing = { kind: 'length', bytes: 1 + (input.length >> 1) };
      same('another end of a length', follow(input, length, false, () => 3), follow(input, length, false, () => input.length || 1));
    },
  },
  'shim: answers to CONNECT': {
    samples: ['HTTP/1.1 200 Connection established\r\n\r\n', 'HTTP/1.0 407 No\nProxy-Authenticate: Basic\n\nbody', 'HTTP/1.1 200 OK\r\nServer: x\r\n\r\nSSH-2.0'],
    pieces: ['\r\n', '\n', '\r', '\n\r\n', 'HTTP/', '1.1', ' 2000 ', '\0', ' '],
    run(input) {
      const whole = readProxyReply(input);
      if (whole.kind === 'reply') same('another end', readProxyReply(input.subarray(0, whole.bytes)), whole);
    },
  },
  'shim: hosts of rules': {
    samples: ['example.com', '.example.com:443', '*.example.com', '10.0.0.0/8', '[::1]:80', '2001:db8::/32', '*', '127.0.0.1:11434'],
    pieces: hostPieces,
    run(input) {
      const read = readHostPattern(input.toString('utf8'));
      if (!read) return;
      meansEverything(read.pattern);
      for (const host of ['example.com', '10.1.2.3', '::1', 'a.b.example.com']) matchesHost(read, host, 443);
      if (read.pattern.kind === 'name' && !matchesHost(read, read.pattern.name, read.port ?? 443)) throw new Error('does not mean its own name');
    },
  },
  'shim: hosts': {
    samples: ['example.com', 'LOCALHOST.', '127.1', '0x7f.1', '[::ffff:7f00:1]', '2130706433', 'xn--bcher-kva.example', 'a_b.example'],
    pieces: hostPieces,
    run(input) {
      const text = input.toString('latin1');
      if (!/^(?:[A-Za-z0-9._-]{1,255}|\[[0-9A-Fa-f:.]{2,45}\])$/.test(text)) return;
      const host = canonicalHost(text);
      if (host === undefined) return;
      const kind = guardedName(host);
      const url = destinationUrl({ host, port: 443, plain: false });
      // As any URL parser reads it, the host is the same one and is guarded the same way.
      same('another host', url.hostname.replace(/^\[|\]$/g, ''), host);
      same('another host again', canonicalHost(url.hostname), host);
      same('guarded otherwise', guardedName(new URL(`http://${text}/`).hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')), kind);
      decideRoute(findClient('curl'), { url, environment: { https_proxy: 'http://p:1', no_proxy: '.example,10.0.0.0/8' }, platform: 'linux' });
    },
  },
};
