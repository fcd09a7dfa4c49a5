import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JournalEntry } from '../../../../src/shim/journal/entry.ts';
import { startOrAttach } from '../../../../src/shim/control/start.ts';
import { cleanUp, newFolder, optionsIn, routing, runs, until } from '../control/shim-place.ts';
import { RawConnection, RawServer } from '../raw-connection.ts';
import { corpus } from './smuggling-corpus.ts';

const program = fileURLToPath(new URL('../../../../src/shim/process.ts', import.meta.url));
const upstreamPassword = 'Upstr3am-pa55word';
const collectorToken = 'C0llector-t0ken';
const bearer = 'sk-of-the-host-0123456789';
const basic = (text: string): string => Buffer.from(text).toString('base64');

describe('after a busy run of the real process', function () {
  this.timeout(60_000);
  let folder: string;
  const servers: RawServer[] = [];
  beforeEach(() => {
    folder = newFolder();
  });
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((one) => one.close()));
    await cleanUp(folder);
  });

  async function server(answer: string): Promise<number> {
    const one = await RawServer.start((host) => void host.hears('\r\n\r\n').then(() => host.say(answer).socket.end(), () => undefined));
    servers.push(one);
    return one.port;
  }

  it('no token and no password of a proxy stands in a file, an entry, an answer or a number, and every refusal is counted', async () => {
    const host = await server('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    // A proxy that repeats what it was given, as some do on their error pages.
    const proxy = await server(`HTTP/1.1 407 No bob:${upstreamPassword}\r\nX: ${basic(`bob:${upstreamPassword}`)}\r\nContent-Length: ${upstreamPassword.length}\r\n\r\n${upstreamPassword}`);
    const via = (port: number, scheme = 'http'): string => `${scheme}://bob:${upstreamPassword}@127.0.0.1:${port}`;
    const { attached } = await startOrAttach(
      optionsIn(folder, {
        program,
        journal: { file: true, export: true },
        limits: { headMs: 1_000, openMs: 2_000, halfClosedMs: 500 },
        environment: { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer ${collectorToken}` },
        routing: {
          ...routing,
          rules: [
            { host: 'refusing.test', upstream: via(proxy) },
            { host: 'dead.test', upstream: via(1) },
            { host: 'socks.test', upstream: via(1, 'socks5h') },
            { host: 'never.test', upstream: 'refuse' },
          ],
          environment: { https_proxy: via(1), http_proxy: via(1), no_proxy: '127.0.0.1' },
          allow: [`127.0.0.1:${host}`],
        },
      }),
    );
    const { pid, port } = attached.greeting;
    const token = await attached.mint('terminal');
    const other = await attached.mint('task');
    const wrong = `${token.slice(0, -1)}${token.endsWith('x') ? 'y' : 'x'}`;
    const entries = new Map<number, JournalEntry>();
    await attached.follow((all) => all.forEach((entry) => entries.set(entry.id, entry)));

    const given = `Proxy-Authorization: Basic ${basic(`terminal:${token}`)}\r\n`;
    const own = (more: string): string => `GET /metrics HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${more}\r\n`;
    const tunnel = (target: string, more = given): string => `CONNECT ${target} HTTP/1.1\r\nHost: x\r\n${more}\r\n`;
    /** What is said, and the code that it is refused with, if it is. */
    const said: readonly (readonly [text: string, code?: string])[] = [
      [`GET http://127.0.0.1:${host}/?key=${token} HTTP/1.1\r\nHost: x\r\n${given}Authorization: Bearer ${bearer}\r\nConnection: close\r\n\r\n`],
      [tunnel(`127.0.0.1:${host}`)],
      [own(`Authorization: Basic ${basic(`terminal:${token}`)}\r\n`)],
      ...['refusing.test:443', 'dead.test:443', 'socks.test:443', 'else.test:443'].map((target) => [tunnel(target)] as const),
      [`GET http://refusing.test/ HTTP/1.1\r\nHost: x\r\n${given}Connection: close\r\n\r\n`],
      [tunnel('never.test:443'), 'RULE'],
      ...['127.0.0.1:1', 'localhost:22', '[::1]:22', '10.0.0.1:443', '169.254.169.254:80', 'metadata.google.internal:80', '[fd00:ec2::254]:80'].map((target) => [tunnel(target), 'FORBIDDEN_TARGET'] as const),
      [tunnel(`127.0.0.1:${port}`), 'LOOP'],
      [tunnel('a.test:443', ''), 'NO_TOKEN'],
      [tunnel('a.test:443', given + given), 'NO_TOKEN'],
      [tunnel('a.test:443', `Proxy-Authorization: Bearer ${token}\r\n`), 'NO_TOKEN'],
      [tunnel('a.test:443', `Proxy-Authorization: Basic ${basic(`terminal:${wrong}`)}\r\n`), 'WRONG_TOKEN'],
      [tunnel('a.test:443', `Proxy-Authorization: Basic ${basic(`${token}:${other}`)}\r\n`), 'WRONG_TOKEN'],
      [own(`Origin: http://evil.test\r\nAuthorization: Basic ${basic(`terminal:${token}`)}\r\n`), 'ORIGIN'],
      [`GET /metrics HTTP/1.1\r\nHost: evil.test:${port}\r\nAuthorization: Basic ${basic(`terminal:${token}`)}\r\n\r\n`, 'WRONG_HOST'],
      [`GET /chat HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nOrigin: http://evil.test\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`, 'ORIGIN'],
      [`GET http://a.test/ HTTP/1.1\r\nHost: x\r\n${given}X: ${token.repeat(800)}\r\n\r\n`, 'HEAD_TOO_LONG'],
      [`GET http://a.test/${token.repeat(300)} HTTP/1.1\r\nHost: x\r\n${given}\r\n`, 'HEAD_TOO_LONG'],
      [`GET http://task:${token}@a.test/ HTTP/1.1\r\nHost: x\r\n${given}\r\n`, 'BAD_TARGET'],
      [`GET http://a.test/ HTTP/1.1\r\nHost: x\r\n${given}Bad : ${token}\r\n\r\n`, 'BAD_HEADER'],
      [`GET http://a.test/ HTTP/1.1\r\n${given}X: ${token}`, 'HEAD_TOO_SLOW'],
      ...corpus.flatMap(({ text, expected }) => ('refused' in expected ? [[text.replaceAll('AUTH', `127.0.0.1:${host}`).replace('\r\n', `\r\n${given}`), expected.refused] as const] : [])),
    ];
    let heard = '';
    const codes: Record<string, number> = {};
    for (const [text, code] of said) {
      const client = await RawConnection.to(port);
      client.say(text);
      await client.until((all) => all.includes('\r\n\r\n') || client.end !== 'open', 'an answer');
      client.destroy();
      heard += `${client.heard}\n`;
      if (code === undefined) continue;
      assert.match(client.heard, new RegExp(`^HTTP/1\\.1 [45]\\d\\d [^\\r]*${code}\\)`), text.slice(0, 200));
      codes[code] = (codes[code] ?? 0) + 1;
    }
    const wrongRule = { ...routing, rules: [{ host: 'a.test', upstream: `gopher://bob:${upstreamPassword}@127.0.0.1:1` }] };
    const problem = await attached.route(wrongRule).then(() => assert.fail('it took the rule'), (error: Error) => error.message);

    // Refused before anybody was asked for: counted by code. Refused on the way: an entry each.
    const state = await attached.state();
    const counted = (code: string): number => (state.refused[code] ?? 0) + [...entries.values()].filter(({ end }) => end?.how === 'refused' && end.code === code).length;
    // Entries are told of a few times a second, and may still be on their way.
    for (const [code, times] of Object.entries(codes)) await until(`${code} is counted ${times} times`, () => counted(code) >= times);
    await until('every entry has its end', () => [...entries.values()].every(({ end }) => end !== undefined));
    const ended = [...entries.values()];
    const numbers = /gatehouse_[^]*$/.exec(heard)?.[0] ?? assert.fail('no numbers');
    await until('the journal is written', () => fs.existsSync(path.join(folder, 'connections.jsonl')));
    await attached.stop();
    await until('it has ended', () => !runs(pid));

    const files = Object.fromEntries(fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile()).map((one) => [one.name, fs.readFileSync(path.join(one.parentPath, one.name), 'latin1')]));
    for (const name of ['connections.jsonl', 'shim.log', 'port.json', 'tokens.json']) assert.ok((files[name] ?? '').length > 0, `${name} is among ${Object.keys(files).join(' ')}`);
    assert.ok(files['tokens.json']?.includes(token) && files['tokens.json'].includes(other), 'where tokens belong');
    const told: Record<string, string> = { ...files, answers: heard, entries: JSON.stringify(ended), state: JSON.stringify(state), numbers, problem };
    const tokens = [token, other, wrong];
    const secrets = [...tokens, ...tokens.map((one) => basic(`terminal:${one}`)), ...tokens.map(basic), upstreamPassword, basic(`bob:${upstreamPassword}`), encodeURIComponent(upstreamPassword), collectorToken, bearer];
    for (const [where, text] of Object.entries(told)) {
      for (const secret of secrets) {
        if (where === 'tokens.json' && tokens.includes(secret)) continue;
        assert.ok(!text.includes(secret), `${secret} in ${where}: ${text.slice(Math.max(0, text.indexOf(secret) - 100), text.indexOf(secret) + 60)}`);
      }
    }
  });
});
