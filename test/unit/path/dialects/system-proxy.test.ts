import * as assert from 'node:assert/strict';
import type { PacAnswer } from '../../../../src/path/pac/answer.ts';
import type { SystemProxy } from '../../../../src/path/proxy-settings.ts';
import type { RouteQuestion } from '../../../../src/path/route.ts';
import { resolveRoute } from '../../../../src/path/routes.ts';

const manual: SystemProxy = { store: 'windows', mode: 'manual', https: 'http://192.0.2.1:3128', bypass: [] };
const script: SystemProxy = { store: 'gnome', mode: 'automatic', pacUrl: 'http://pac.example/p.pac', bypass: [] };

function ask(url: string, system: SystemProxy, answer?: PacAnswer, client = 'chromium'): string {
  const question: RouteQuestion = { url: new URL(url), environment: {}, platform: 'linux', system, ...(answer && { pac: { source: 'http://pac.example', answer } }) };
  const { outcome, proxy, mode, reason } = resolveRoute(client, question);
  return [outcome, proxy, mode, reason].filter(Boolean).join(' ');
}

describe('dialects: the system proxy, fixed', () => {
  const cases: readonly [bypass: readonly string[], url: string, goes: RegExp, more?: Partial<SystemProxy>][] = [
    [[], 'https://a.test/', /^proxy/],
    [['<local>'], 'https://plain/', /^direct/],
    [['<local>'], 'https://a.test/', /^proxy/],
    [['*.a.test'], 'https://b.a.test/', /^direct.*\*\.a\.test/],
    [['10.0.0.0/8'], 'https://10.1.2.3/', /^direct/],
    [['https://a.test:8443'], 'https://a.test:8443/', /^direct/],
    [['https://a.test:8443'], 'https://a.test/', /^proxy/],
    [['a.test'], 'https://www.a.test/', /^proxy/],
    [['a.test'], 'https://www.a.test/', /^direct/, { store: 'kde' }],
    [['a.test'], 'https://a.test/', /^proxy/, { bypassReversed: true }],
    [['a.test'], 'https://b.test/', /^direct.*not among/, { bypassReversed: true }],
    [[], 'https://127.0.0.1/', /^direct/],
    [['<-loopback>'], 'http://a.test/', /^direct.*No setting/],
    [['<-loopback>'], 'http://a.test/', /^proxy socks5/, { socks: 'socks5://192.0.2.3:1080' }],
  ];
  for (const [bypass, url, goes, more] of cases) {
    it(`${bypass.join()} ${url} ${JSON.stringify(more ?? {})}`, () => assert.match(ask(url, { ...manual, bypass, ...more }), goes));
  }
});

describe('dialects: the system proxy, by a script', () => {
  const http = { kind: 'http', target: '192.0.2.1:3128' } as const;
  const direct = { kind: 'direct', target: '' } as const;
  const answered = (...entries: Extract<PacAnswer, { outcome: 'answered' }>['entries']): PacAnswer => ({ outcome: 'answered', entries });
  const cases: readonly [what: string, answer: PacAnswer | undefined, goes: RegExp, system?: Partial<SystemProxy>][] = [
    ['not asked', undefined, /^unknown/],
    ['one proxy', answered(http), /^proxy http:\/\/192\.0\.2\.1:3128 connect .*names the proxy http:\/\/192\.0\.2\.1:3128 for this URL\.$/],
    ['a proxy and DIRECT', answered(http, direct), /^proxy .*Next in its list: DIRECT\./],
    ['DIRECT and a proxy', answered(direct, http), /^direct .*says DIRECT.*Next in its list: PROXY 192\.0\.2\.1:3128/],
    ['SOCKS', answered({ kind: 'socks4', target: '192.0.2.1:1080' }), /^proxy socks4:\/\/192\.0\.2\.1:1080 socks4/],
    ['a proxy over TLS', answered({ kind: 'https', target: 'p.example:443' }), /^proxy https:\/\/p\.example connect/],
    ['nothing usable', answered(), /^direct .*no usable proxy/],
    ['not fetched', { outcome: 'not-fetched' }, /^direct .*could not be used/],
    ['not fetched, with fixed settings beside', { outcome: 'not-fetched' }, /^proxy http:\/\/192\.0\.2\.9:1 .*fixed settings/, { https: 'http://192.0.2.9:1' }],
    ['no script, with fixed settings beside', { outcome: 'not-loaded' }, /^direct .*fixed settings/, { https: 'http://192.0.2.9:1', bypass: ['a.test'] }],
    ['an error, with fixed settings beside', { outcome: 'threw' }, /^direct .*failed/, { https: 'http://192.0.2.9:1' }],
    ['no text', { outcome: 'no-text' }, /^direct .*failed/],
    ['no end', { outcome: 'too-slow' }, /^unknown/],
    ['too much memory', { outcome: 'crashed' }, /^unknown/],
    ['not run', { outcome: 'unknown' }, /^unknown/],
  ];
  for (const [what, answer, goes, system] of cases) {
    it(what, () => assert.match(ask('https://a.test/', { ...script, ...system }, answer), goes));
  }

  it('loopback is not put to a script; a script that is looked for is unknown', () => {
    assert.match(ask('https://127.0.0.1/', script, answered(http)), /^direct/);
    assert.match(ask('https://a.test/', { store: 'macos', mode: 'automatic', autoDetect: true, bypass: [] }), /^unknown .*WPAD/);
  });

  it('extensions take it, too', () => {
    assert.match(ask('https://a.test/', script, answered(http, direct), 'vscode-exthost-http'), /^proxy http:\/\/192\.0\.2\.1:3128 connect/);
    assert.match(ask('https://a.test/', script, { outcome: 'not-fetched' }, 'vscode-exthost-fetch'), /^direct/);
  });
});
