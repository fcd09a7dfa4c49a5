/** A real Chromium and Gatehouse are given the same PAC scripts and URLs, and have to come to the same proxies. */
import * as assert from 'node:assert/strict';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { askPac } from '../../src/path/pac/ask.ts';
import { pacEntryText } from '../../src/path/pac/entry.ts';
import { evaluatePac, urlForPac } from '../../src/path/pac/evaluate.ts';
import { ownAddresses } from '../../src/path/pac/own-addresses.ts';
import { parsePacResult } from '../../src/path/pac/result.ts';
import { decideRoute, findClient } from '../../src/path/routes.ts';
import { askBrowser, knownNames, type BrowserAnswer } from './rigs/pac-browser.ts';

const never = new AbortController().signal;
const limitMs = 60_000;
const clocks = { dnsMs: limitMs, tcpMs: limitMs, proxyMs: limitMs, tlsMs: limitMs, headersMs: limitMs };

async function lookup(name: string): Promise<readonly string[]> {
  if (/^[\d.]+$|:/.test(name)) return [name];
  return name in knownNames ? [knownNames[name] ?? ''] : [];
}

/** One PAC server; a path answers as it was told to. */
async function servePac(answers: Readonly<Record<string, (response: http.ServerResponse) => void>>): Promise<{ base: string; close(): void }> {
  const server = http.createServer((request, response) => {
    const answer = answers[request.url ?? ''];
    if (answer) answer(response);
    else response.writeHead(404).end('nothing here');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Expressions that a script may hold; each is put to both. */
const expressions = [
  'isPlainHostName("a")', 'isPlainHostName("a.b")', 'isPlainHostName("1")', 'isPlainHostName("0x7f000001")', 'isPlainHostName("::1")',
  'isPlainHostName("a:b")', 'isPlainHostName("")', 'isPlainHostName(5)', 'isPlainHostName("1e3")', 'isPlainHostName("08")',
  'dnsDomainIs("www.a.test", ".a.test")', 'dnsDomainIs("wwwa.test", "a.test")', 'dnsDomainIs("a.test", "A.test")', 'dnsDomainIs("a", "ab")',
  'localHostOrDomainIs("www", "www.a.test")', 'localHostOrDomainIs("www.a", "www.a.test")', 'localHostOrDomainIs("ww", "www.a.test")',
  'dnsDomainLevels("a.b.c")', 'dnsDomainLevels("a")',
  'isResolvable("known.test")', 'isResolvable("unknown.test")', 'isResolvable("six.test")', 'isResolvableEx("six.test")', 'isResolvableEx("unknown.test")',
  'dnsResolve("known.test")', 'dnsResolve("unknown.test")', 'dnsResolve("six.test")', 'dnsResolve("10.9.8.7")', 'dnsResolve("")', 'dnsResolve(7)', 'dnsResolve()',
  'dnsResolveEx("known.test")', 'dnsResolveEx("six.test")', 'dnsResolveEx("unknown.test")', 'String(dnsResolveEx(7))',
  'isInNet("known.test", "10.0.0.0", "255.0.0.0")', 'isInNet("known.test", "11.0.0.0", "255.0.0.0")', 'isInNet("10.1.2.3", "10.1.2.0", "255.255.255.0")',
  'isInNet("unknown.test", "10.0.0.0", "255.0.0.0")', 'isInNet("10.1.2.3", "10.0.0", "255.0.0.0")', 'isInNet("192.168.1.1", "192.168.1.1", "255.255.255.255")',
  'isInNet("10.1.2.3", "10.0.0.0", "300.0.0.0")', 'isInNet("six.test", "10.0.0.0", "255.0.0.0")', 'isInNet("200.1.2.3", "200.0.0.0", "255.0.0.0")',
  'isInNetEx("10.1.2.3", "10.0.0.0/8")', 'isInNetEx("10.1.2.3", "11.0.0.0/8")', 'isInNetEx("2001:db8::7", "2001:db8::/32")', 'isInNetEx("2001:db9::7", "2001:db8::/32")',
  'isInNetEx("10.1.2.3", "::ffff:10.0.0.0/104")', 'isInNetEx("::ffff:10.1.2.3", "10.0.0.0/8")', 'isInNetEx("10.1.2.3", "10.0.0.0")', 'isInNetEx("10.1.2.3", "10.0.0.0/33")',
  'isInNetEx("known.test", "10.0.0.0/8")', 'isInNetEx("10.1.2.3", "10/8")', 'isInNetEx("10.1", "10.0.0.1/32")', 'isInNetEx("10.1.2.3", "10.1.2.0/+24")', 'isInNetEx(1, "10.0.0.0/8")',
  'isInNetEx("10.1.2.3", "0.0.0.0/0")', 'isInNetEx("fe80::1%1", "fe80::/10")', 'isInNetEx("10.1.2.3", "10.1.2.2/31")',
  'sortIpAddressList("10.2.3.9;2001:db8::7;10.2.3.8;::1")', 'sortIpAddressList("")', 'sortIpAddressList(" ; ")', 'sortIpAddressList("10.0.0.1;x")', 'sortIpAddressList(3)',
  'sortIpAddressList("10.0.0.1; 9.0.0.1")', 'sortIpAddressList("0x0a.1;1.2")',
  'shExpMatch("http://a.test/x", "*/x")', 'shExpMatch("a.test", "a?test")', 'shExpMatch("abtest", "a.test")', 'shExpMatch("A.test", "a.test")', 'shExpMatch("ab", "(ab|cd)")',
  'shExpMatch("a+b", "a+b")', 'shExpMatch("aab", "a+b")', 'shExpMatch("x", "[")', 'shExpMatch("a.test", "*.test|*.b")', 'shExpMatch("", "*")', 'shExpMatch("ab", "")', 'shExpMatch("5", 5)',
  'isValidIpAddress("1.2.3.4")', 'isValidIpAddress("1.2.3.256")', 'convert_addr("1.2.3.4")', 'convert_addr("255.1")', 'typeof wdays + months.DEC',
  'weekdayRange("SUN", "SAT")', 'weekdayRange("MON", "SUN", "GMT")', 'weekdayRange("XXX")', 'weekdayRange()', 'weekdayRange("SAT", "FRI")', 'weekdayRange("toString")',
  'dateRange("JAN", "DEC")', 'dateRange(1, 31)', 'dateRange(2000, 2999)', 'dateRange(2999)', 'dateRange()', 'dateRange(1, "JAN", 2000, 31, "DEC", 2999, "GMT")', 'dateRange("XXX")',
  'dateRange("DEC", "NOV")', 'dateRange("JAN", 2000, "FEB", 2001)', 'dateRange(0)', 'dateRange(5, "FEB", 4, "FEB")', 'dateRange(31, 1)',
  'timeRange(0, 23)', 'timeRange(0, 0, 23, 59)', 'timeRange(0, 0, 0, 23, 59, 59)', 'timeRange(24)', 'timeRange()', 'timeRange(1, 2, 3)', 'timeRange(25, 30)', 'timeRange(0, 0, 23, 59, "GMT")',
  'myIpAddress()', 'typeof FindProxyForURL + typeof alert', 'eval("1+1")', 'Function("return 2")()', 'typeof process + typeof require + typeof fetch', 'String(this) === "[object Object]"',
];

const results = [
  'DIRECT', 'direct', 'PROXY a:1', 'PROXY a', 'proxy A.Test:8080', 'HTTPS a', 'SOCKS a', 'SOCKS4 a:2', 'SOCKS5 a', 'HTTP a:1', 'PROXY a:1; DIRECT', 'PROXY a:1;PROXY b:2;SOCKS c:3',
  ' ; PROXY a:1', 'PROXY  a:1 ', 'PROXY\\ta:1', 'PROXY a:1\\n', '\\nPROXY a:1', 'PROXY a:1;\\nPROXY b:2', 'PROXY a :1', 'DIRECT x', 'DIRECT;', 'foo', '', ';', 'PROXY', 'PROXY :1', 'PROXY a:', 'PROXY a:x',
  'PROXY a:65535', 'PROXY a:65536', 'PROXY a:0', 'PROXY a:+1', 'PROXY u:p@a:1', 'PROXY http://a:1', 'PROXY a:1/path', 'PROXY [2001:db8::7]:3128', 'PROXY [2001:db8::7]', 'PROXY 2001:db8::7:3128',
  'PROXY 192.0.2.1:3128', 'PROXY 010.1.2.3:1', 'PROXY 0x7f.1:1', 'PROXY a_b:1', 'PROXY a%2eb:1', 'PROXY a?b:1', 'PROXY a#b:1', 'PROXY a,b:1', 'PROXY a:1, PROXY b:2', 'PROXY a:1 ; foo ; DIRECT', 'QUIC a:1', 'QUIC a:1; PROXY b:2',
  'PROXY a..b:1', 'PROXY .a:1', 'PROXY a.:1', 'PROXY xn--bcher-kva:1', 'PROXY a\\\\b:1', 'PROXY a:1:2', 'SOCKS 10.1.2.3', 'PROXYa:1', 'PROXY a:01', 'PROXY 1:1',
];

/** What Chromium wrote, as ours writes it. */
const asOurs = (list: string | undefined): string[] => (list ?? 'nothing').split(';');

describe('peers: PAC scripts in Chromium', function () {
  this.timeout(180_000);

  it('functions give the same values', async () => {
    const chunks = Array.from({ length: Math.ceil(expressions.length / 40) }, (_, index) => expressions.slice(index * 40, index * 40 + 40));
    const script = `function FindProxyForURL(url, host) {
      var chunk = +host.charAt(1), values = [];
      var all = [${chunks.map((chunk) => `[${chunk.map((one) => `function () { return ${one}; }`).join(', ')}]`).join(', ')}];
      all[chunk].forEach(function (one) {
        try { var value = one(); values.push(value === undefined ? 'undefined' : value); }
        catch (error) { values.push('threw ' + (error && error.name)); }
      });
      alert(chunk + JSON.stringify(values));
      return JSON.stringify(values);
    }`;
    const server = await servePac({ '/p.pac': (response) => response.end(script) });
    let browser: BrowserAnswer;
    try {
      browser = await askBrowser(`${server.base}/p.pac`, chunks.map((_, index) => `http://c${index}.test/`));
    } finally {
      server.close();
    }
    const own = await ownAddresses();
    const differences: string[] = [];
    for (const [index, chunk] of chunks.entries()) {
      const run = await evaluatePac({ script, url: new URL(`http://c${index}.test/`), lookup, own, limitMs, signal: never });
      assert.equal(run.outcome, 'returned', JSON.stringify(run));
      const ours = JSON.parse(run.outcome === 'returned' ? run.text : '[]') as unknown[];
      const told = browser.alerts.find((alert) => alert.startsWith(`${index}[`));
      assert.ok(told, `Chromium said nothing of part ${index}`);
      const theirs = JSON.parse(told.slice(1)) as unknown[];
      chunk.forEach((expression, at) => {
        const [our, their] = [JSON.stringify(ours[at]), JSON.stringify(theirs[at])];
        if (our !== their) differences.push(`${expression}: Chromium ${their}, ours ${our}`);
      });
    }
    assert.deepEqual(differences, []);
  });

  it('answers are taken apart alike', async () => {
    const script = `function FindProxyForURL(url, host) { return [${results.map((one) => `"${one}"`).join(', ')}][+host.slice(1, -5)]; }`;
    const server = await servePac({ '/p.pac': (response) => response.end(script) });
    try {
      const urls = results.map((_, index) => `https://r${index}.test/`);
      const browser = await askBrowser(`${server.base}/p.pac`, urls);
      const differences = results.flatMap((result, index) => {
        const text = JSON.parse(`"${result}"`) as string;
        const { entries } = parsePacResult(text);
        const ours = entries.length === 0 ? ['DIRECT'] : entries.map(pacEntryText);
        const theirs = asOurs(browser.lists.get(urls[index] ?? ''));
        return ours.join(';') === theirs.join(';') ? [] : [`"${result}": Chromium ${theirs.join(';')}, ours ${ours.join(';')}`];
      });
      assert.deepEqual(differences, []);
    } finally {
      server.close();
    }
  });

  it('the script learns the same of a URL, and some hosts are not put to it', async () => {
    const script = 'function FindProxyForURL(url, host) { alert("@" + url + " " + host); return "PROXY seen:1"; }';
    const urls = [
      'http://a.test/path?query=1#part', 'https://a.test/path?query=1', 'https://a.test:8443/x', 'http://[2001:db8::7]:8080/x', 'http://B.Test/',
      'http://b\u00fccher.test/', 'http://127.0.0.1:9/', 'http://localhost:9/', 'http://x.localhost/', 'http://169.254.1.2/', 'http://[fe80::1]/', 'http://127.1.2.3:9/', 'http://10.1.2.3/', 'http://plain/',
    ];
    const server = await servePac({ '/p.pac': (response) => response.end(script) });
    try {
      const pacUrl = `${server.base}/p.pac`;
      const browser = await askBrowser(pacUrl, urls);
      for (const url of urls) {
        const asked = new URL(url);
        const given = urlForPac(asked);
        const expected = `@${given.href} ${given.hostname.replace(/^\[|\]$/g, '')}`;
        const { route } = decideRoute(findClient('chromium'), {
          url: asked, environment: {}, platform: 'linux', system: { store: 'gnome', mode: 'automatic', pacUrl, bypass: [] },
          pac: { source: pacUrl, answer: { outcome: 'answered', entries: [{ kind: 'http', target: 'seen:1' }] } },
        });
        const list = browser.lists.get(url);
        assert.equal(route.outcome, list === 'DIRECT' ? 'direct' : 'proxy', `${url}: Chromium ${list}, ours ${route.outcome}`);
        assert.equal(browser.alerts.includes(expected), route.outcome === 'proxy', `${url}: ${expected} among ${browser.alerts.join(', ')}`);
      }
    } finally {
      server.close();
    }
  });

  it('scripts that fail lead to the same route', async () => {
    const works = 'function FindProxyForURL(url, host) { return "PROXY works:1"; }';
    const scripts: Readonly<Record<string, string>> = {
      '/works': works,
      '/strict': `"use strict"; ${works}`,
      '/syntax': `${works} }`,
      '/throws-at-once': `${works} throw new Error("x");`,
      '/no-function': 'var x = 1;',
      '/constant': 'const FindProxyForURL = () => "PROXY works:1";',
      '/variable': 'var FindProxyForURL = () => "PROXY works:1";',
      '/lower': works.replace('FindProxyForURL', 'findProxyForURL'),
      '/empty': '',
      '/throws': 'function FindProxyForURL() { throw 1; }',
      '/number': 'function FindProxyForURL() { return 5; }',
      '/object': 'function FindProxyForURL() { return new String("PROXY works:1"); }',
      '/wide': 'function FindProxyForURL() { return "PROXY b\\u00fccher:1"; }',
      '/page': '<!doctype html><title>Log in</title>',
      '/names': 'function FindProxyForURL(url, host) { try { return isInNet(dnsResolve("known.test"), "10.0.0.0", "255.0.0.0") ? "PROXY works:1" : "DIRECT"; } catch (e) { return "PROXY wrong:1"; } }',
    };
    let arrived = false;
    const server = await servePac({
      '/arrived': (response) => {
        arrived = true;
        response.end();
      },
      ...Object.fromEntries(Object.entries(scripts).map(([name, script]) => [name, (response: http.ServerResponse) => void response.end(script)])),
      '/moved': (response) => void response.writeHead(302, { location: '/works' }).end(),
      '/error-with-script': (response) => void response.writeHead(500).end(works),
      '/html-type': (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end(works),
      '/marked': (response) => void response.end(`\ufeff${works}`),
      '/wide-characters': (response) => void response.writeHead(200, { 'content-type': 'text/plain; charset=utf-16le' }).end(Buffer.from(works, 'utf16le')),
      '/big': (response) => void response.end(`${works} //${' '.repeat(1_100_000)}`),
      '/almost-big': (response) => void response.end(`${works} //${' '.repeat(900_000)}`),
      '/private': (response) => void response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end(works),
    });
    const places = [
      ...[...Object.keys(scripts), '/moved', '/error-with-script', '/html-type', '/marked', '/wide-characters', '/big', '/almost-big', '/private', '/missing'].map((name) => server.base + name),
      `data:application/x-ns-proxy-autoconfig;base64,${Buffer.from(works).toString('base64')}`,
      `data:,${encodeURIComponent(works)}`,
      'file:///gatehouse-no-such-file.pac',
      'http://127.0.0.1:9/nobody-listens',
    ];
    const differences: string[] = [];
    try {
      for (const pacUrl of places) {
        const url = `${server.base.replace('127.0.0.1', 'direct.test')}/arrived`;
        arrived = false;
        const list = (await askBrowser(pacUrl, [url])).lists.get(url) ?? 'nothing';
        const theirs = arrived ? 'DIRECT' : list;
        const { source, answer } = await askPac({
          pacUrl, url: new URL(url), fetchMs: limitMs, runMs: limitMs, clocks, signal: never, environment: {}, platform: 'linux',
          resolve: async (name) => ({ name, literal: true, addresses: [{ address: name, family: 4 }], durationMs: 0 }),
          lookup,
        });
        const { route } = decideRoute(findClient('chromium'), {
          url: new URL(url), environment: {}, platform: 'linux', system: { store: 'gnome', mode: 'automatic', pacUrl, bypass: [] }, pac: { source, answer },
        });
        const ours = route.outcome === 'proxy' ? `PROXY ${route.proxy?.replace('http://', '')}` : route.outcome.toUpperCase();
        if (ours !== theirs) differences.push(`${pacUrl.slice(0, 60)}: Chromium ${theirs}, ours ${ours} (${answer.outcome})`);
      }
    } finally {
      server.close();
    }
    assert.deepEqual(differences, []);
  });
});
