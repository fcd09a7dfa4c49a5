/** What the first bytes of a connection say its client wants. Pure; never throws. */

/** How a connection begins. Names come from the network: they are shown only after `plainText()`. */
export type FirstBytes =
  | { kind: 'connect'; authority: string }
  | { kind: 'absolute'; authority: string }
  /** A request to the server itself. */
  | { kind: 'request'; host: string }
  | { kind: 'tls'; serverName: string }
  | { kind: 'socks4'; named: boolean; destination: string }
  | { kind: 'socks5'; methods: readonly number[] }
  | { kind: 'other' };

/** More than any client sends before it waits for an answer. */
export const maxFirstBytes = 32 * 1024;

/** Longest name kept. */
const maxName = 300;

/** Reads how a connection begins, or gives `undefined` while that needs more bytes. */
export function readFirstBytes(bytes: Buffer): FirstBytes | undefined {
  if (bytes.length === 0) return undefined;
  const full = bytes.length >= maxFirstBytes;
  const read = readAs(bytes);
  return read ?? (full ? { kind: 'other' } : undefined);
}

function readAs(bytes: Buffer): FirstBytes | undefined {
  switch (bytes[0]) {
    case 0x16:
      return readClientHello(bytes);
    case 0x05: {
      const count = bytes[1];
      if (count === undefined || bytes.length < 2 + count) return undefined;
      return { kind: 'socks5', methods: [...bytes.subarray(2, 2 + count)] };
    }
    case 0x04:
      return readSocks4(bytes);
    default:
      return readRequestLine(bytes);
  }
}

/** RFC 9112, 3: method, target, version; the Host header where the target is a path. */
function readRequestLine(bytes: Buffer): FirstBytes | undefined {
  const text = bytes.toString('latin1');
  const end = text.indexOf('\n');
  if (end === -1) return /^[A-Z]{0,20}(?: |$)/.test(text) ? undefined : { kind: 'other' };
  const line = /^([A-Z]{1,20}) (\S+) HTTP\/\d/.exec(text.slice(0, end));
  if (!line) return { kind: 'other' };
  const [, method, target = ''] = line;
  if (method === 'CONNECT') return { kind: 'connect', authority: target.slice(0, maxName) };
  const absolute = /^https?:\/\/([^/?#]*)/i.exec(target);
  if (absolute) return { kind: 'absolute', authority: (absolute[1] ?? '').replace(/^.*@/s, '').slice(0, maxName) };
  if (!/\r?\n\r?\n/.test(text)) return undefined;
  const host = /\nhost:[ \t]*([^\r\n]*)/i.exec(text)?.[1] ?? '';
  return { kind: 'request', host: host.trim().slice(0, maxName) };
}

/** SOCKS 4 and 4a: version, command, port, address, user id and NUL; with 0.0.0.x as address a name and NUL. */
function readSocks4(bytes: Buffer): FirstBytes | undefined {
  const userEnd = bytes.indexOf(0, 8);
  if (bytes.length < 9 || userEnd === -1) return undefined;
  const port = bytes.readUInt16BE(2);
  const named = bytes.readUInt32BE(4) >>> 8 === 0 && bytes[7] !== 0;
  if (!named) return { kind: 'socks4', named, destination: `${[...bytes.subarray(4, 8)].join('.')}:${port}` };
  const nameEnd = bytes.indexOf(0, userEnd + 1);
  if (nameEnd === -1) return undefined;
  const name = bytes.subarray(userEnd + 1, nameEnd).toString('latin1').slice(0, maxName);
  return { kind: 'socks4', named, destination: `${name}:${port}` };
}

/** What a SOCKS 5 client asks for after its greeting (RFC 1928, 4); `undefined` while it is not whole. */
export function readSocks5Request(bytes: Buffer): { named: boolean; destination: string } | undefined {
  const type = bytes[3];
  const length = type === 1 ? 4 : type === 4 ? 16 : type === 3 ? 1 + (bytes[4] ?? 0) : 0;
  if (type === undefined || bytes.length < 4 + length + 2) return undefined;
  const address = bytes.subarray(4, 4 + length);
  const port = bytes.readUInt16BE(4 + length);
  if (type === 3) return { named: true, destination: `${address.subarray(1).toString('latin1').slice(0, maxName)}:${port}` };
  const host = type === 1 ? [...address].join('.') : `[${address.toString('hex').replace(/(.{4})(?!$)/g, '$1:')}]`;
  return { named: false, destination: `${host}:${port}` };
}

/** TLS ClientHello (RFC 8446, 4.1.2) in one record; the name it asks for, empty when it names none. */
function readClientHello(bytes: Buffer): FirstBytes | undefined {
  if (bytes.length < 5) return undefined;
  const end = 5 + bytes.readUInt16BE(3);
  if (bytes.length < Math.min(end, maxFirstBytes)) return undefined;
  return { kind: 'tls', serverName: serverNameIn(bytes.subarray(5, end)) };
}

function serverNameIn(hello: Buffer): string {
  try {
    // Type, length, version, random; then session id, cipher suites and compression, each behind its length.
    let at = 4 + 2 + 32;
    at += 1 + hello.readUInt8(at);
    at += 2 + hello.readUInt16BE(at);
    at += 1 + hello.readUInt8(at);
    const end = Math.min(hello.length, at + 2 + hello.readUInt16BE(at));
    at += 2;
    while (at + 4 <= end) {
      const length = hello.readUInt16BE(at + 2);
      if (hello.readUInt16BE(at) === 0) {
        const nameLength = hello.readUInt16BE(at + 7);
        return hello.subarray(at + 9, at + 9 + nameLength).toString('latin1').slice(0, maxName);
      }
      at += 4 + length;
    }
    return '';
  } catch (error) {
    if (error instanceof RangeError) return '';
    throw error;
  }
}
