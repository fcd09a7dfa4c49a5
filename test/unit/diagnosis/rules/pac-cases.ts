import { judgeRoute } from '../../../../src/diagnosis/rules/route.ts';
import type { RouteEvidence } from '../../../../src/diagnosis/evidence.ts';
import type { PacObservation } from '../../../../src/path/pac/ask.ts';
import { pacEntryText, type PacEntry } from '../../../../src/path/pac/entry.ts';
import { systemSettingName } from '../../../../src/path/dialects/python-environment.ts';
import { direct, factsOf, proxied, routeOf, type RuleCase } from '../samples.ts';

const proxy: PacEntry = { kind: 'http', target: '192.0.2.1:3128' };
const socks: PacEntry = { kind: 'socks5', target: '192.0.2.2:1080' };
const straight: PacEntry = { kind: 'direct', target: '' };

function observed(more: Partial<PacObservation>): PacObservation {
  return { source: 'http://pac.example', url: 'https://openrouter.ai/', answer: { outcome: 'unknown' }, order: [], skipped: [], names: [], durationMs: 20, ...more };
}

const says = (entries: readonly PacEntry[], more: Partial<PacObservation> = {}): PacObservation =>
  observed({ answer: { outcome: 'answered', entries }, order: entries.map(pacEntryText), ...more });

const judge = (more: Partial<RouteEvidence>, paths = [direct]) => () =>
  judgeRoute({ url: 'https://openrouter.ai/api/v1', routes: [], ...more }, factsOf({ paths }));

const follower = routeOf('vscode-exthost-http', 'proxy', { decidedBy: systemSettingName, proxy: 'http://192.0.2.1:3128' });
const unaware = routeOf('curl', 'direct', { decidedBy: 'nothing set' });

export const pacCases: readonly RuleCase[] = [
  { what: 'a script that everybody follows', judge: judge({ routes: [follower], pac: says([proxy, straight]) }), status: 'pass', findings: ['info settings pac-answer'], says: /through PROXY 192\.0\.2\.1:3128\..*PROXY 192\.0\.2\.1:3128; DIRECT.*the first alone/s },
  { what: 'a script that clients do not follow', judge: judge({ routes: [unaware], pac: says([proxy], { names: [{ name: 'openrouter.ai', addresses: ['10.0.0.1'] }] }) }), status: 'pass', findings: ['info settings pac-not-followed'], says: /curl do not follow it.*openrouter\.ai.*export HTTPS_PROXY=http:\/\/192\.0\.2\.1:3128/s },
  { what: 'a SOCKS proxy is named so that names go with it', judge: judge({ routes: [unaware], pac: says([socks]) }), status: 'pass', findings: ['info settings pac-not-followed'], says: /HTTPS_PROXY=socks5h:\/\/192\.0\.2\.2:1080/ },
  { what: 'a client with an exclusion of its own is not called unaware', judge: judge({ routes: [routeOf('curl', 'direct', { decidedBy: 'NO_PROXY' })], pac: says([proxy]) }), status: 'pass', findings: ['info settings pac-answer'] },
  { what: 'DIRECT, while others are proxied', judge: judge({ routes: [routeOf('curl', 'proxy')], pac: says([straight, proxy]) }, [proxied]), status: 'pass', findings: ['info settings pac-direct-others-proxied'], says: /directly, while curl use a proxy/ },
  { what: 'DIRECT for everybody', judge: judge({ routes: [unaware], pac: says([straight]) }), status: 'pass', findings: ['info settings pac-answer'] },
  { what: 'parts that are not understood', judge: judge({ routes: [follower], pac: says([proxy], { skipped: ['HTTP a:1'] }) }), status: 'pass', findings: ['info settings pac-answer'], says: /passed over: "HTTP a:1"/ },
  { what: 'nothing that is understood', judge: judge({ routes: [unaware], pac: says([], { skipped: ['192.0.2.1:3128'] }) }), status: 'warn', findings: ['warning settings pac-no-proxy'], says: /"192\.0\.2\.1:3128".*go directly.*PROXY 192/s },
  { what: 'a script that can not be had', judge: judge({ routes: [unaware], pac: observed({ answer: { outcome: 'not-fetched' }, problem: 'its server answers HTTP 404.' }) }), status: 'warn', findings: ['warning settings pac-not-fetched'], says: /http:\/\/pac\.example: its server answers HTTP 404\..*go directly/s },
  { what: 'no script', judge: judge({ pac: observed({ answer: { outcome: 'not-loaded' }, problem: 'SyntaxError: x', line: 3 }) }), status: 'warn', findings: ['warning settings pac-broken'], says: /SyntaxError: x \(line 3\)/ },
  { what: 'a script that throws', judge: judge({ pac: observed({ answer: { outcome: 'threw' }, problem: 'TypeError: y' }) }), status: 'warn', findings: ['warning settings pac-failed'], says: /asked for https:\/\/openrouter\.ai\/: TypeError: y/ },
  { what: 'a script that returns no text', judge: judge({ pac: observed({ answer: { outcome: 'no-text' }, problem: 'number' }) }), status: 'warn', findings: ['warning settings pac-failed'], says: /no plain text \(number\)/ },
  { what: 'a script without an end', judge: judge({ pac: observed({ answer: { outcome: 'too-slow' }, names: [{ name: 'a.test', addresses: [] }] }) }), status: 'warn', findings: ['warning settings pac-slow'], says: /a\.test.*Every request/s },
  { what: 'a script that takes all memory', judge: judge({ pac: observed({ answer: { outcome: 'crashed' } }) }), status: 'warn', findings: ['warning settings pac-slow'] },
  { what: 'a script that could not be run', judge: judge({ pac: observed({}) }), status: 'pass', findings: ['info settings pac-not-run'] },
  { what: 'a script that another one would count before', judge: judge({ routes: [unaware], pac: says([straight]), autoDetect: { alone: false } }), status: 'pass', findings: ['info settings pac-answer'], says: /WPAD\)\. One that is found there counts before it/ },
  { what: 'a script that is looked for on the network', judge: judge({ routes: [unaware], autoDetect: { alone: true } }), status: 'pass', findings: ['info settings pac-discovery'], says: /WPAD/ },
  { what: 'the same beside fixed settings is a fact alone', judge: judge({ routes: [unaware], autoDetect: { alone: false } }), status: 'pass', findings: [] },
];
