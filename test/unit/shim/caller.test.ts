import assert from 'node:assert/strict';
import { callerOf, type Caller } from '../../../src/shim/caller.ts';
import { readRequestHead } from '../../../src/shim/http/request-head.ts';
import type { Callers } from '../../../src/shim/shim-options.ts';

const token = 'T0ken-of-this-run';
const asked: [string, string][] = [];
const callers: Callers = {
  accepts: (client, given) => {
    asked.push([client, given]);
    return given === token;
  },
  whose: (given) => (given === token ? 'claude-code' : undefined),
};
const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

function caller(start: string, headers: readonly string[], by: Callers | undefined = callers): Caller {
  const head = readRequestHead(Buffer.from(`${[start, ...headers].join('\r\n')}\r\n\r\n`, 'latin1'), 65_536);
  assert.ok(head && !('code' in head), JSON.stringify(head));
  return callerOf(head, by, 8080);
}

describe('who asks the shim', () => {
  const connect = 'CONNECT api.example:443 HTTP/1.1';
  const own = 'GET /metrics HTTP/1.1';
  const cases: readonly (readonly [what: string, start: string, headers: readonly string[], expected: Caller])[] = [
    ['the right token', connect, ['Host: x', `Proxy-Authorization: ${basic(`claude-code:${token}`)}`], { client: 'claude-code' }],
    ['the scheme in other letters', connect, ['Host: x', `Proxy-Authorization: ${basic(`task:${token}`).replace('Basic', 'bAsIc ')}`], { client: 'task' }],
    ['a name that no client was given', connect, ['Host: x', `Proxy-Authorization: ${basic(`<b>:${token}`)}`], { client: 'anyone' }],
    ['a name with a line break', connect, ['Host: x', `Proxy-Authorization: ${basic(`a\nb:${token}`)}`], { client: 'anyone' }],
    ['no token', connect, ['Host: x'], { refused: 'NO_TOKEN' }],
    ['a wrong token', connect, ['Host: x', `Proxy-Authorization: ${basic('task:nope')}`], { refused: 'WRONG_TOKEN' }],
    ['a token that begins right', connect, ['Host: x', `Proxy-Authorization: ${basic(`task:${token.slice(0, -1)}`)}`], { refused: 'WRONG_TOKEN' }],
    ['a token that goes on', connect, ['Host: x', `Proxy-Authorization: ${basic(`task:${token}:x`)}`], { refused: 'WRONG_TOKEN' }],
    ['an empty token', connect, ['Host: x', `Proxy-Authorization: ${basic('task:')}`], { refused: 'WRONG_TOKEN' }],
    ['no colon', connect, ['Host: x', `Proxy-Authorization: ${basic(token)}`], { refused: 'NO_TOKEN' }],
    ['two tokens, one of them right', connect, ['Host: x', `Proxy-Authorization: ${basic(`task:${token}`)}`, 'Proxy-Authorization: Basic eDp5'], { refused: 'NO_TOKEN' }],
    ['another scheme', connect, ['Host: x', `Proxy-Authorization: Bearer ${token}`], { refused: 'NO_TOKEN' }],
    ['the token where the host would get it', connect, ['Host: x', `Authorization: ${basic(`task:${token}`)}`], { refused: 'NO_TOKEN' }],
    ['not base64', connect, ['Host: x', 'Proxy-Authorization: Basic ????'], { refused: 'NO_TOKEN' }],
    ['more than any token', connect, ['Host: x', `Proxy-Authorization: Basic ${'QUFB'.repeat(300)}`], { refused: 'NO_TOKEN' }],
    ['a browser that uses the shim, with its token', 'GET http://a.example/ HTTP/1.1', ['Host: a.example', 'Origin: https://page.example', `Proxy-Authorization: ${basic(`chrome:${token}`)}`], { client: 'chrome' }],
    ['the shim itself, by address', own, ['Host: 127.0.0.1:8080', `Authorization: ${basic(`window:${token}`)}`], { client: 'window' }],
    ['the shim itself, by name', own, ['Host: LOCALHOST:8080', `Proxy-Authorization: ${basic(`window:${token}`)}`], { client: 'window' }],
    ['the shim itself, IPv6', own, ['Host: [::1]:8080', `Authorization: ${basic(`window:${token}`)}`], { client: 'window' }],
    ['the shim itself, without a token', own, ['Host: 127.0.0.1:8080'], { refused: 'NO_TOKEN' }],
    ['a page, with the token', own, ['Host: 127.0.0.1:8080', 'Origin: null', `Authorization: ${basic(`window:${token}`)}`], { refused: 'ORIGIN' }],
    ['a page with an empty origin', own, ['Host: 127.0.0.1:8080', 'Origin:', `Authorization: ${basic(`window:${token}`)}`], { refused: 'ORIGIN' }],
    ['a name that was pointed here', own, ['Host: rebound.example:8080', `Authorization: ${basic(`window:${token}`)}`], { refused: 'WRONG_HOST' }],
    ['the right name, another port', own, ['Host: 127.0.0.1:80', `Authorization: ${basic(`window:${token}`)}`], { refused: 'WRONG_HOST' }],
    ['no port', own, ['Host: 127.0.0.1', `Authorization: ${basic(`window:${token}`)}`], { refused: 'WRONG_HOST' }],
    ['a name that begins like the right one', own, ['Host: 127.0.0.1:8080.evil.example', `Authorization: ${basic(`window:${token}`)}`], { refused: 'WRONG_HOST' }],
    ['the shim itself, as an SDK sends a key', own, ['Host: 127.0.0.1:8080', `Authorization: Bearer ${token}`], { client: 'claude-code' }],
    ['the shim itself, as Anthropic\'s SDK sends a key', own, ['Host: 127.0.0.1:8080', `x-api-key: ${token}`], { client: 'claude-code' }],
    ['both, the same', own, ['Host: 127.0.0.1:8080', `x-api-key: ${token}`, `Authorization: Bearer ${token}`], { client: 'claude-code' }],
    ['one of them empty', own, ['Host: 127.0.0.1:8080', 'x-api-key:', `Authorization: Bearer ${token}`], { client: 'claude-code' }],
    ['two keys that differ', own, ['Host: 127.0.0.1:8080', 'x-api-key: sk-other', `Authorization: Bearer ${token}`], { refused: 'NO_TOKEN' }],
    ['a key of a gateway', own, ['Host: 127.0.0.1:8080', 'Authorization: Bearer sk-or-v1-0123456789'], { refused: 'WRONG_TOKEN' }],
    ['a page, with the token as a key', own, ['Host: 127.0.0.1:8080', 'Origin: null', `Authorization: Bearer ${token}`], { refused: 'ORIGIN' }],
    ['a name that was pointed here, with the token as a key', own, ['Host: rebound.example:8080', `x-api-key: ${token}`], { refused: 'WRONG_HOST' }],
    ['HTTP/1.0 without a host', 'GET /metrics HTTP/1.0', [`Authorization: ${basic(`window:${token}`)}`], { refused: 'WRONG_HOST' }],
  ];
  for (const [what, start, headers, expected] of cases) it(`is ${JSON.stringify(expected)}: ${what}`, () => assert.deepEqual(caller(start, headers), expected));

  const open: readonly (readonly [what: string, start: string, headers: readonly string[], expected: Caller])[] = [
    ['a program', connect, ['Host: x'], { client: 'anyone' }],
    ['a page', 'POST http://a.example/ HTTP/1.1', ['Host: a.example', 'Origin: https://page.example'], { refused: 'ORIGIN' }],
    ['a page that asks the shim', own, ['Host: 127.0.0.1:8080', 'Origin: https://page.example'], { refused: 'ORIGIN' }],
    ['a name that was pointed here', own, ['Host: rebound.example:8080'], { refused: 'WRONG_HOST' }],
  ];
  for (const [what, start, headers, expected] of open) {
    it(`is ${JSON.stringify(expected)} where no token is asked for: ${what}`, () => {
      const head = readRequestHead(Buffer.from(`${[start, ...headers].join('\r\n')}\r\n\r\n`), 65_536);
      assert.ok(head && !('code' in head));
      assert.deepEqual(callerOf(head, undefined, 8080), expected);
    });
  }

  it('hands over name and token as they were given, the token whole', () => {
    asked.length = 0;
    caller(connect, ['Host: x', `Proxy-Authorization: ${basic('a:b:c')}`]);
    assert.deepEqual(asked, [['a', 'b:c']]);
  });

  it('is asked for each time: a token that is withdrawn counts no more, though it was read before', () => {
    let known = true;
    const changing: Callers = { accepts: () => known, whose: () => undefined };
    const headers = ['Host: x', `Proxy-Authorization: ${basic('task:withdrawn')}`];
    assert.deepEqual(caller(connect, headers, changing), { client: 'task' });
    known = false;
    assert.deepEqual(caller(connect, headers, changing), { refused: 'WRONG_TOKEN' });
  });
});
