import * as path from 'node:path';
import type { ToolMeaning, ToolSetting } from '../proxy-settings.ts';
import { variable, type Machine, type ToolReading } from './machine.ts';
import { readToolFiles } from './tool-file.ts';

/** The user's gradle.properties (Gradle manual, "Build environment", "Networking"). A project's own is left alone. */
export function readGradle(machine: Machine): Promise<ToolReading> {
  const { join } = machine.platform === 'win32' ? path.win32 : path.posix;
  const home = variable(machine, 'GRADLE_USER_HOME') || join(machine.homeDirectory, '.gradle');
  return readToolFiles(machine, [join(home, 'gradle.properties')], (text, file) => ({
    settings: parseGradleProperties(text, file),
  }));
}

/** One Java system property with the entry that sets it. */
interface Property {
  name: string;
  value: string;
  line: number;
  /** How it is spelt: `systemProp.https.proxyHost`. */
  spelt: string;
}

/**
 * Reads the system properties that a gradle.properties sets, with `systemProp.` or as `-D` in `org.gradle.jvmargs`. A
 * proxy's host and port become one entry at the host's line.
 */
export function parseGradleProperties(text: string, file: string): ToolSetting[] {
  const properties = propertiesOf(text).flatMap(({ name, value, line }): Property[] => {
    if (name.startsWith('systemProp.')) return [{ name: name.slice(11), value, line, spelt: name }];
    if (name !== 'org.gradle.jvmargs') return [];
    return [...value.matchAll(/(?<!\S)-D([\w.]+)=("[^"]*"|\S*)/g)].map(([, property = '', own = '']) => ({
      name: property,
      value: own.replaceAll('"', ''),
      line,
      spelt: `${name} -D${property}`,
    }));
  });
  return properties.flatMap((property): ToolSetting[] => {
    const { name, value, line, spelt } = property;
    const meaning = meaningOf(name);
    if (meaning === undefined) return [];
    const own = meaning === 'proxy' ? proxyOf(property, properties) : meaning === 'key' ? '' : value;
    return [{ tool: 'gradle', name: spelt, value: own, file, line, meaning }];
  });
}

/** The names of Java's own network properties (java.net, "Networking Properties"). */
function meaningOf(name: string): ToolMeaning | undefined {
  if (/^(?:https?|socks)(?:\.proxyHost|ProxyHost)$/.test(name)) return 'proxy';
  if (/^https?\.proxy(?:User|Password)$/.test(name)) return 'key';
  if (/^(?:https?|socks)\.nonProxyHosts$|^socksNonProxyHosts$/.test(name)) return 'exclusions';
  if (/^javax\.net\.ssl\.trustStore(?:Type)?$/.test(name)) return 'trust';
  if (/^java\.net\.useSystemProxies$/.test(name)) return 'other';
  return undefined;
}

/** Java's defaults where no port is set: 80, 443 and 1080. */
function proxyOf({ name, value }: Property, all: readonly Property[]): string {
  if (value === '') return '';
  const portName = name.replace(/Host$/, 'Port');
  const port = all.findLast((one) => one.name === portName)?.value;
  if (name.startsWith('socks')) return `socks5://${value}:${port || '1080'}`;
  return `http://${value}:${port || (name.startsWith('https') ? '443' : '80')}`;
}

/** Java's `.properties`: comments, three separators, lines that go on behind a backslash, escapes. */
function propertiesOf(text: string): { name: string; value: string; line: number }[] {
  const found: { name: string; value: string; line: number }[] = [];
  const lines = text.split(/\r?\n/);
  for (let index = 0; index < lines.length; index++) {
    const start = index;
    let whole = (lines[index] ?? '').trimStart();
    if (whole === '' || /^[#!]/.test(whole)) continue;
    const parts: string[] = [];
    while (/(?:^|[^\\])(?:\\\\)*\\$/.test(whole) && index + 1 < lines.length) {
      parts.push(whole.slice(0, -1));
      whole = (lines[++index] ?? '').trimStart();
    }
    whole = parts.join('') + whole;
    const name = /^(?:\\.|[^\s:=\\])*/.exec(whole)?.[0] ?? '';
    const value = whole.slice(name.length).replace(/^\s*[:=]?\s*/, '');
    found.push({ name: unescape(name), value: unescape(value).trimEnd(), line: start + 1 });
  }
  return found;
}

function unescape(text: string): string {
  return text.replace(/\\(?:u([\da-fA-F]{4})|(.))/g, (_, hex: string | undefined, one: string) =>
    hex === undefined ? (({ n: '\n', t: '\t', r: '\r', f: '\f' })[one] ?? one) : String.fromCharCode(parseInt(hex, 16)),
  );
}
