import { parseEnv } from 'node:util';
import { entriesOf, nameKey, type Environment } from '../../src/shim/environment/change.ts';
import { childChange, childEnvironment, reversibleChange, type ChildQuestion } from '../../src/shim/environment/child-environment.ts';
import { entriesIn } from '../../src/shim/environment/exclusions.ts';
import { formerText, readFormer } from '../../src/shim/environment/former.ts';
import { UnwritableValue } from '../../src/shim/environment/formats/format.ts';
import { environmentFormats } from '../../src/shim/environment/formats/index.ts';
import { isShimAddress, recordIn, shimPortIn, upstreamVariables, withoutShim } from '../../src/shim/environment/nested.ts';
import { trustPlaces } from '../../src/shim/environment/trust-places.ts';
import { childVariables, formerVariable, portVariable } from '../../src/shim/environment/variables.ts';
import type { Parser } from './fuzz-inputs.ts';

const port = 41_000;
const address = `http://task:0123456789abcdef@127.0.0.1:${port}`;
const platforms = ['linux', 'win32', 'darwin'] as const;
const proxyNames = new Set(childVariables.flatMap(({ name, value }) => (value === 'proxy' ? [name] : [])));
/** Python and npm read them in any case. */
const alwaysProxies = new Set(childVariables.flatMap(({ name, value, when }) => (value === 'proxy' && when === 'always' ? [name.toLowerCase()] : [])));
const listNames = ['NO_PROXY', 'no_proxy'] as const;

function hold(what: string, holds: boolean, about?: unknown): void {
  if (!holds) throw new Error(`${what}${about === undefined ? '' : `: ${JSON.stringify(about)}`}`);
}

function sameEnvironment(what: string, one: Environment, other: Environment): void {
  const text = (environment: Environment): string => JSON.stringify(entriesOf(environment).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const [is, expected] = [text(one), text(other)];
  hold(what, is === expected, [is, expected]);
}

/** An environment of one variable a line, as a system could give it: no empty name, no NUL. */
function environmentOf(lines: string): Record<string, string> {
  const entries = lines.replaceAll('\0', '').split('\n').map((line) => [line.split('=')[0] ?? '', line.slice(line.indexOf('=') + 1)] as const);
  return Object.fromEntries(entries.filter(([name]) => name !== ''));
}

/** What a POSIX shell takes from `export NAME='…'` lines: by hand, as a shell an input would take days. */
function readSh(text: string): Record<string, string> {
  const read: Record<string, string> = {};
  for (let at = 0; at < text.length; ) {
    const [start = '', name = ''] = /^export ([A-Za-z_]\w*)=/.exec(text.slice(at, at + 200)) ?? [];
    hold('sh: no export', start !== '', text.slice(at, at + 40));
    at += start.length;
    let value = '';
    while (at < text.length && text[at] !== '\n') {
      if (text[at] === '\\') {
        value += text[at + 1];
        at += 2;
        continue;
      }
      hold('sh: something outside quotes', text[at] === "'", text.slice(at, at + 40));
      const end = text.indexOf("'", at + 1);
      hold('sh: no end of a quote', end !== -1);
      value += text.slice(at + 1, end);
      at = end + 1;
    }
    at++;
    read[name] = value;
  }
  return read;
}

/** Each format writes what its reader takes back, or says which value it can't. */
function writeAll(set: readonly (readonly [string, string])[], unset: readonly string[]): void {
  for (const format of environmentFormats) {
    let text: string;
    try {
      text = format.write({ set, unset: format.names.includes('sh') ? [] : unset });
    } catch (error) {
      if (error instanceof UnwritableValue) continue;
      throw error;
    }
    const expected = Object.fromEntries(set);
    if (format.names.includes('sh')) sameEnvironment('sh reads something else', readSh(text), expected);
    if (format.names.includes('dotenv')) sameEnvironment('dotenv reads something else', parseEnv(text), expected);
    if (format.names.includes('json')) sameEnvironment('JSON reads something else', (JSON.parse(text) as { set: Record<string, string> }).set, expected);
  }
}

/** What has to be true of any environment that a program is started in. @param before what it would have without. */
function holdToShim(child: Record<string, string>, before: Environment, platform: NodeJS.Platform): void {
  const keyOf = nameKey(platform);
  for (const [name, value] of Object.entries(child)) {
    if ((proxyNames.has(name) && value !== '') || alwaysProxies.has(name.toLowerCase())) hold('a proxy that is not the shim', value === address, [name, value]);
  }
  const at = new Map(Object.entries(child).map(([name, value]) => [keyOf(name), value]));
  for (const name of ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy']) hold('no shim', at.get(keyOf(name)) === address, name);
  hold('another port', shimPortIn(child, platform) === port);
  for (const name of listNames) {
    const wanted = entriesOf(before).filter(([one]) => keyOf(one) === keyOf(name)).slice(0, 1).flatMap(([, list]) => entriesIn(list));
    const given = new Set(entriesIn(at.get(keyOf(name)) ?? ''));
    hold('an exclusion is lost', wanted.every((entry) => given.has(entry)), name);
  }
  hold('the router is led to the shim', Object.values(upstreamVariables(child, port)).every((value) => !isShimAddress(value, port)));
}

/** Back, exactly: from the variable that a shell keeps, and so the next shim in it begins from the same. */
function holdToWayBack(child: Record<string, string>, before: Environment, question: ChildQuestion): void {
  const { platform } = question;
  hold('no way back', recordIn(child, platform) !== undefined);
  // There one spelling of each name is left.
  if (platform !== 'win32') sameEnvironment('another way back', withoutShim(child, platform), before);
  sameEnvironment('made twice it is another', childEnvironment({ ...question, base: child }, true), child);
}

/** One that has not to go back holds nothing that the shim took the place of, a proxy's password among it. */
function holdToSilence(child: Record<string, string>, question: ChildQuestion): void {
  const { base, platform } = question;
  const keyOf = nameKey(platform);
  const set = new Map(childChange(question).set.map(([name, value]) => [keyOf(name), value]));
  for (const [name, value] of Object.entries(child)) {
    if (set.has(keyOf(name))) hold('a former value', value === set.get(keyOf(name)), name);
  }
  if (recordIn(base, platform)) hold('a record that nobody asked for', !Object.keys(child).some((name) => keyOf(name) === formerVariable));
}

let turn = 0;

/** The builder of a child's environment, and all that reads what one left behind. */
export const shimEnvironmentParsers: Readonly<Record<string, Parser>> = {
  'shim: environment of a child': {
    samples: [
      'HTTPS_PROXY=http://u:p@h:1\nno_proxy=a.example,*\nSSL_CERT_FILE=/a.pem\nNPM_CONFIG_PROXY=x',
      'ALL_PROXY=socks5://h:1\nGATEHOUSE_SHIM_PORT=41000\nGATEHOUSE_FORMER={"v":1,"changed":[["HTTPS_PROXY",1],["NO_PROXY",null]],"former":[["https_proxy","x"]]}',
      "PATH=/bin\nHttp_Proxy=it's\nhttp_proxy=\nNO_PROXY=.corp.example 10.0.0.0/8;x\nNODE_EXTRA_CA_CERTS=/b.pem\nPIP_CERT=",
      'HTTP_PROXY=http://127.0.0.1:41000\nHTTPS_PROXY=http://task:0123456789abcdef@127.0.0.1:41000\nGATEHOUSE_SHIM_PORT=41000',
    ],
    pieces: [...childVariables.flatMap(({ name }) => [`\n${name}=`, `\n${name.toLowerCase()}=`]), `\n${formerVariable}=`, `\n${portVariable}=`, '\n__proto__=', '\nconstructor=', '"changed":', '"former":', '[["', '"]]', 'null', '=', '\n', ',', '*', "'", '"', '\\', '$(', '`', '%', '!', '#', '\r', '\t', '\xc3\xbc', '\xe2\x80\x99', '{"v":1', 'localhost', '::1', address],
    run(input) {
      const lines = input.toString('utf8');
      const read = readFormer(lines);
      if (read) hold('a record is another when it is written', JSON.stringify(readFormer(formerText(read))) === JSON.stringify(read));
      const base = environmentOf(lines);
      const platform = platforms[turn++ % platforms.length] ?? 'linux';
      const bundle = turn % 4 === 0 ? null : { file: '/s/roots.pem', whole: turn % 2 === 0, ofTools: [] };
      const question: ChildQuestion = { base, platform, proxy: address, bundle, exclude: ['more.example'] };
      const what = Math.floor(turn / platforms.length) % 3;
      if (what === 2) {
        trustPlaces(base, platform);
        const change = turn % 2 === 0 ? childChange(question) : reversibleChange(question);
        return writeAll(change.set, change.unset);
      }
      // What stands in the place of a record and is none was nobody's.
      const before = Object.fromEntries(entriesOf(withoutShim(base, platform)).filter(([name]) => nameKey(platform)(name) !== formerVariable));
      const child = childEnvironment(question, what === 0);
      holdToShim(child, before, platform);
      if (what === 0) holdToWayBack(child, before, question);
      else holdToSilence(child, question);
    },
  },
};
