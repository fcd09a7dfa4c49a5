/**
 * Requests that one program reads in one way and another in another, as they are told of in RFC 9112 (11.2) and in the
 * published work on request smuggling (CL.TE, TE.CL, TE.TE, CL.0, chunk extensions, folded lines, bare line feeds,
 * Host against target), and harmless neighbours of theirs, which have to pass.
 */
export interface Smuggled {
  what: string;
  /** The bytes as Latin-1; `AUTH` stands for the server's host and port. */
  text: string;
  /** What the shim refuses it with; else the body that every server behind it must see. */
  expected: { refused: string } | { body: string };
}

const head = (...lines: string[]): string => `${lines.join('\r\n')}\r\n\r\n`;
const post = (headers: readonly string[], body: string, version = '1.1'): string => `${head(`POST http://AUTH/item HTTP/${version}`, 'Host: AUTH', ...headers)}${body}`;
/** What would be taken for a request of its own, if the end of the first were seen too early. */
export const hidden = 'GET /smuggled HTTP/1.1\r\nHost: AUTH\r\n\r\n';
const hiddenAbsolute = 'GET http://AUTH/smuggled HTTP/1.1\r\nHost: AUTH\r\n\r\n';
const zero = '0\r\n\r\n';

const refused = (what: string, text: string, code: string): Smuggled => ({ what, text, expected: { refused: code } });
const passes = (what: string, text: string, body: string): Smuggled => ({ what, text, expected: { body } });

/** Codings that some read as `chunked` and some do not. */
const codings = ['xchunked', 'chunked, identity', 'identity, chunked', 'identity', 'chunked, chunked', 'chunked;x=1', '"chunked"', "'chunked'", 'chunk', 'chunkedx', 'chunked,', ', chunked', ' ,chunked', 'chunked\xa0', '\xa0chunked', 'gzip', 'gzip, chunked', 'chunked, gzip', 'deflate', ''];
/** Names that some read as `Transfer-Encoding`. */
const badNames: readonly (readonly [name: string, code: string])[] = [
  ['Transfer-Encoding ', 'BAD_HEADER'],
  ['Transfer-Encoding\t', 'BAD_HEADER'],
  [' Transfer-Encoding', 'BAD_HEADER'],
  ['Transfer-Encoding\xa0', 'BAD_HEADER'],
  ['Transfer-Encoding\x0b', 'BAD_CHARACTER'],
  ['Transfer-Encoding\0', 'BAD_CHARACTER'],
  ['X: y\nTransfer-Encoding', 'BAD_LINE_ENDING'],
  ['X: y\rTransfer-Encoding', 'BAD_LINE_ENDING'],
  ['X\r\n Transfer-Encoding', 'BAD_HEADER'],
];
const lengths = ['+5', '-5', '5, 5', '5,5', '5, 6', '0x5', '5.0', '5e0', '', '5 5', '٥', '5;', '99999999999999999999', '5\xa0', '\xb2', '5_0'];

export const corpus: readonly Smuggled[] = [
  passes('a length', post(['Content-Length: 5'], 'hello'), 'hello'),
  passes('a length with zeros in front', post(['Content-Length: 0005'], 'hello'), 'hello'),
  passes('a length with blanks around it', post(['Content-Length: \t 5 \t'], 'hello'), 'hello'),
  passes('a length of 0', post(['Content-Length: 0'], ''), ''),
  passes('a request inside the body', post([`Content-Length: ${hidden.length}`], hidden), hidden),
  passes('chunks', post(['Transfer-Encoding: chunked'], `5\r\nhello\r\n${zero}`), 'hello'),
  passes('chunks, name and value in other letters', post(['tRANSFER-eNCODING: ChUnKeD'], `5\r\nhello\r\n${zero}`), 'hello'),
  passes('chunks, sizes with zeros and capitals', post(['Transfer-Encoding: chunked'], `0005\r\nhello\r\n0A\r\n0123456789\r\n${zero}`), 'hello0123456789'),
  passes('chunks with a tab in the trailer', post(['Transfer-Encoding: chunked'], '5\r\nhello\r\n0\r\nA:\tb\xe9\r\n\r\n'), 'hello'),
  passes('chunks with an empty trailer', post(['Transfer-Encoding: chunked'], '5\r\nhello\r\n0\r\nA:\r\n\r\n'), 'hello'),
  passes('chunks with a request inside', post(['Transfer-Encoding: chunked'], `${hidden.length.toString(16)}\r\n${hidden}\r\n${zero}`), hidden),
  passes('chunks with a trailer', post(['Transfer-Encoding: chunked', 'Trailer: X-Sum'], '5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n'), 'hello'),
  passes('a header that only looks like a coding', post(['Content-Length: 5', 'Transfer_Encoding: chunked'], 'hello'), 'hello'),
  passes('Connection names the length', post(['Connection: content-length', 'Content-Length: 5'], 'hello'), 'hello'),
  passes('Connection names the coding', post(['Connection: transfer-encoding', 'Transfer-Encoding: chunked'], `5\r\nhello\r\n${zero}`), 'hello'),
  passes('Connection names the host', post(['Connection: host', 'Content-Length: 5'], 'hello'), 'hello'),
  passes('Host is another', head('POST http://AUTH/item HTTP/1.1', 'Host: victim.example', 'Content-Length: 5') + 'hello', 'hello'),
  passes('Host is nonsense', head('POST http://AUTH/item HTTP/1.1', 'Host: a/b?c@d', 'Content-Length: 0'), ''),
  passes('one empty line in front', `\r\n${post(['Content-Length: 5'], 'hello')}`, 'hello'),

  refused('length and chunks', post(['Content-Length: 5', 'Transfer-Encoding: chunked'], `${zero}${hidden}`), 'BAD_FRAMING'),
  refused('chunks and length', post(['Transfer-Encoding: chunked', `Content-Length: ${zero.length + hidden.length}`], zero + hidden), 'BAD_FRAMING'),
  refused('a length of 0 and chunks', post(['Content-Length: 0', 'Transfer-Encoding: chunked'], zero + hidden), 'BAD_FRAMING'),
  refused('two lengths', post(['Content-Length: 5', 'Content-Length: 0'], `hello${hidden}`), 'BAD_FRAMING'),
  refused('the same length twice', post(['Content-Length: 5', 'Content-Length: 5'], 'hello'), 'BAD_FRAMING'),
  refused('two codings', post(['Transfer-Encoding: chunked', 'Transfer-Encoding: identity'], zero + hidden), 'BAD_FRAMING'),
  refused('two codings, the other way round', post(['Transfer-Encoding: identity', 'Transfer-Encoding: chunked'], zero + hidden), 'BAD_FRAMING'),
  refused('chunked twice', post(['Transfer-Encoding: chunked', 'Transfer-Encoding: chunked'], zero + hidden), 'BAD_FRAMING'),
  refused('chunks in HTTP/1.0', post(['Transfer-Encoding: chunked'], zero + hidden, '1.0'), 'BAD_FRAMING'),
  ...codings.map((coding) => refused(`the coding ${JSON.stringify(coding)}`, post([`Transfer-Encoding: ${coding}`], zero + hidden), 'BAD_FRAMING')),
  ...badNames.map(([name, code]) => refused(`the name ${JSON.stringify(name)}`, post(['Content-Length: 5', `${name}: chunked`], zero + hidden), code)),
  refused('a folded coding', post(['Transfer-Encoding:\r\n chunked'], zero + hidden), 'BAD_HEADER'),
  refused('a folded length', post(['Content-Length:\r\n 5'], 'hello'), 'BAD_HEADER'),
  refused('a coding behind a vertical tab', post(['Transfer-Encoding: \x0bchunked'], zero + hidden), 'BAD_CHARACTER'),
  refused('a coding behind a NUL', post(['Transfer-Encoding: \0chunked'], zero + hidden), 'BAD_CHARACTER'),
  ...lengths.map((length) => refused(`the length ${JSON.stringify(length)}`, post([`Content-Length: ${Buffer.from(length, length === '٥' ? 'utf8' : 'latin1').toString('latin1')}`], `hello${hidden}`), 'BAD_FRAMING')),

  refused('chunks with an extension', post(['Transfer-Encoding: chunked'], `5;a=b\r\nhello\r\n0;c\r\n\r\n`), 'BAD_FRAMING'),
  refused('chunks with a blank behind the size', post(['Transfer-Encoding: chunked'], `5 \r\nhello\r\n${zero}`), 'BAD_FRAMING'),
  refused('chunks with a tab behind the size', post(['Transfer-Encoding: chunked'], `5\t;a\r\nhello\r\n${zero}`), 'BAD_FRAMING'),
  refused('chunks with letters above ASCII in the extension', post(['Transfer-Encoding: chunked'], `5;\xe9\r\nhello\r\n${zero}`), 'BAD_FRAMING'),
  refused('chunks with a quoted extension', post(['Transfer-Encoding: chunked'], `5;a="b c;d"\r\nhello\r\n${zero}`), 'BAD_FRAMING'),
  refused('chunks with an empty extension', post(['Transfer-Encoding: chunked'], `5;\r\nhello\r\n${zero}`), 'BAD_FRAMING'),
  refused('chunks with framing in the trailer', post(['Transfer-Encoding: chunked'], '5\r\nhello\r\n0\r\nContent-Length: 9\r\nTransfer-Encoding: x\r\nHost: y\r\n\r\n'), 'BAD_FRAMING'),
  ...['5\nhello\n0\n\n', '5\r\nhello\n0\r\n\r\n', '5\r\nhello\r\n0\n\n', '5\rhello\r0\r\r', '5 \x0b\r\nhello\r\n0\r\n\r\n', '0x5\r\nhello\r\n0\r\n\r\n', '+5\r\nhello\r\n0\r\n\r\n', '-5\r\nhello\r\n0\r\n\r\n', ' 5\r\nhello\r\n0\r\n\r\n', '\r\n5\r\nhello\r\n0\r\n\r\n', ';a\r\nhello\r\n0\r\n\r\n', '5\r\nhelloX\r\n0\r\n\r\n', '6\r\nhello\r\n0\r\n\r\n', '5\r\nhello0\r\n\r\n', '100000000000005\r\nhello\r\n0\r\n\r\n', 'FFFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n', '5;a\nb\r\nhello\r\n0\r\n\r\n', '5;a\rb\r\nhello\r\n0\r\n\r\n', '5;\0\r\nhello\r\n0\r\n\r\n', `5;${'x'.repeat(9_000)}\r\nhello\r\n0\r\n\r\n`, '5\r\nhello\r\n0\r\nX-A\r\n\r\n', '5\r\nhello\r\n0\r\nX A: b\r\n\r\n', '5\r\nhello\r\n0\r\n folded\r\n\r\n', '5\r\nhello\r\n0\r\nA: b\nC: d\r\n\r\n', '5\r\nhello\r\n0\r\n: x\r\n\r\n', '5\r\nhello\r\n0\r\nGET /smuggled HTTP/1.1\r\n\r\n'].map((body) =>
    refused(`the chunks ${JSON.stringify(body.slice(0, 40))}`, post(['Transfer-Encoding: chunked'], body), 'BAD_FRAMING'),
  ),

  refused('two hosts', head('GET http://AUTH/item HTTP/1.1', 'Host: AUTH', 'Host: victim.example'), 'BAD_HOST'),
  refused('the same host twice', head('GET http://AUTH/item HTTP/1.1', 'Host: AUTH', 'host: AUTH'), 'BAD_HOST'),
  refused('no host', head('GET http://AUTH/item HTTP/1.1', 'X: y'), 'BAD_HOST'),
  refused('a space before the colon of the host', head('GET http://AUTH/item HTTP/1.1', 'Host : AUTH'), 'BAD_HEADER'),
  refused('a user in the target', head('GET http://x@AUTH/item HTTP/1.1', 'Host: AUTH'), 'BAD_TARGET'),
  refused('a line break in the target, percent-encoded in the host', head('GET http://AUTH%0d%0aX:/item HTTP/1.1', 'Host: AUTH'), 'BAD_TARGET'),
  refused('a line break in the target, bare', head('GET http://AUTH/item\nX: y HTTP/1.1', 'Host: AUTH'), 'BAD_LINE_ENDING'),
  refused('a target with a space', head('GET http://AUTH/a HTTP/1.1 b HTTP/1.1', 'Host: AUTH'), 'BAD_START_LINE'),
  refused('letters of another alphabet in the target', head(`GET http://AUTH/${Buffer.from('嘊嘍').toString('latin1')} HTTP/1.1`, 'Host: AUTH'), 'BAD_START_LINE'),
  refused('HTTP/0.9', 'GET http://AUTH/item\r\n\r\n', 'BAD_START_LINE'),
  refused('HTTP/1.1 with a letter behind it', head('GET http://AUTH/item HTTP/1.1x', 'Host: AUTH'), 'BAD_START_LINE'),
  refused('HTTP/1.10', head('GET http://AUTH/item HTTP/1.10', 'Host: AUTH'), 'BAD_START_LINE'),
  refused('HTTP/2, the preface', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'BAD_VERSION'),
  refused('HTTP/2 in a request', head('GET http://AUTH/item HTTP/2.0', 'Host: AUTH'), 'BAD_VERSION'),
  refused('a folded first header', 'GET http://AUTH/item HTTP/1.1\r\n X: y\r\nHost: AUTH\r\n\r\n', 'BAD_HEADER'),
  refused('line feeds alone', `GET http://AUTH/item HTTP/1.1\nHost: AUTH\n\n`, 'BAD_LINE_ENDING'),
  refused('a line feed alone at the end', `GET http://AUTH/item HTTP/1.1\r\nHost: AUTH\r\n\n`, 'BAD_LINE_ENDING'),
  refused('a NUL in a value', head('GET http://AUTH/item HTTP/1.1', 'Host: AUTH', 'X: a\0b'), 'BAD_CHARACTER'),
  refused('a CR in a value', head('GET http://AUTH/item HTTP/1.1', 'Host: AUTH', 'X: a\rY: b'), 'BAD_LINE_ENDING'),
  refused('CONNECT with a body', head('CONNECT AUTH HTTP/1.1', 'Host: AUTH', `Content-Length: ${hiddenAbsolute.length}`) + hiddenAbsolute, 'BAD_FRAMING'),
  refused('CONNECT with chunks', head('CONNECT AUTH HTTP/1.1', 'Host: AUTH', 'Transfer-Encoding: chunked') + hiddenAbsolute, 'BAD_FRAMING'),
  refused('a target too long', head(`GET http://AUTH/${'x'.repeat(9_000)} HTTP/1.1`, 'Host: AUTH'), 'HEAD_TOO_LONG'),
  refused('a header too long', head('GET http://AUTH/item HTTP/1.1', 'Host: AUTH', `X: ${'x'.repeat(33_000)}`), 'HEAD_TOO_LONG'),
  refused('too many headers', head('GET http://AUTH/item HTTP/1.1', 'Host: AUTH', ...Array.from({ length: 210 }, () => 'X: y')), 'HEAD_TOO_LONG'),
];
