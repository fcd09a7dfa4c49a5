import * as path from 'node:path';
import { t } from '@vscode/l10n';
import type { ToolSetting } from '../proxy-settings.ts';
import { TextCursor } from './leaf.ts';
import type { Machine, ToolReading } from './machine.ts';
import { readToolFiles, type FileReading } from './tool-file.ts';

/** The user's settings.xml. Maven reads no proxy variables, so this is the only place it takes a proxy from. */
export function readMaven(machine: Machine): Promise<ToolReading> {
  const { join } = machine.platform === 'win32' ? path.win32 : path.posix;
  return readToolFiles(machine, [join(machine.homeDirectory, '.m2', 'settings.xml')], parseMavenSettings);
}

interface Element {
  value: string;
  line: number;
}

/** Reads the active `<proxy>` elements of a settings.xml (Maven, "Settings Reference", "Proxies"). */
export function parseMavenSettings(text: string, file: string): FileReading {
  const cursor = new TextCursor(text);
  const open: string[] = [];
  const settings: ToolSetting[] = [];
  let proxy: Map<string, Element> | undefined;
  let content = '';
  try {
    while (!cursor.done) {
      content += cursor.take(/[^<]*/y);
      if (cursor.done) break;
      const { line } = cursor;
      if (cursor.peek(4) === '<!--') cursor.passBehind('-->');
      else if (cursor.peek(9) === '<![CDATA[') {
        cursor.at += 9;
        content += cursor.passBehind(']]>').replaceAll('&', '&amp;');
      } else if (/^<[?!]/.test(cursor.peek(2))) cursor.passBehind('>');
      else {
        cursor.at++;
        const tag = cursor.passBehind('>');
        const name = /^\/?([\w.:-]+)/.exec(tag)?.[1] ?? '';
        const place = open.join('/');
        if (tag.startsWith('/')) {
          if (open.pop() !== name) return unreadableFrom(settings, line);
          if (proxy && place === `settings/proxies/proxy/${name}`) proxy.set(name, { value: plain(content), line });
          if (proxy && place === 'settings/proxies/proxy') {
            settings.push(...entriesOf(proxy, file));
            proxy = undefined;
          }
        } else if (!tag.endsWith('/')) {
          if (open.length >= 100) return unreadableFrom(settings, line);
          open.push(name);
          if (place === 'settings/proxies' && name === 'proxy') proxy = new Map();
        }
        content = '';
      }
    }
  } catch {
    return unreadableFrom(settings, cursor.line);
  }
  return open.length > 0 ? unreadableFrom(settings, cursor.line) : { settings };
}

function unreadableFrom(settings: readonly ToolSetting[], line: number): FileReading {
  return { settings, problem: t('It could not be read as {0} from line {1} on.', 'XML', String(line)) };
}

/** `active` is true and `port` 8080 where nothing is said; the protocol is that of the proxied URL's scheme. */
function entriesOf(proxy: ReadonlyMap<string, Element>, file: string): ToolSetting[] {
  const host = proxy.get('host');
  if (!host || /^false$/i.test(proxy.get('active')?.value ?? '')) return [];
  const scheme = /^socks/i.test(proxy.get('protocol')?.value ?? '') ? 'socks5' : 'http';
  const id = proxy.get('id')?.value ?? 'default';
  const entry = (name: string, value: string, line: number, meaning: ToolSetting['meaning']): ToolSetting => ({
    tool: 'maven',
    name: `proxies.${id}.${name}`,
    value,
    file,
    line,
    ...(meaning && { meaning }),
  });
  const exclusions = proxy.get('nonProxyHosts');
  const user = proxy.get('username') ?? proxy.get('password');
  return [
    entry('host', `${scheme}://${host.value}:${proxy.get('port')?.value || '8080'}`, host.line, 'proxy'),
    ...(exclusions ? [entry('nonProxyHosts', exclusions.value, exclusions.line, 'exclusions')] : []),
    ...(user ? [entry('username', '', user.line, 'key')] : []),
  ];
}

function plain(text: string): string {
  const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
  return text.trim().replace(/&(lt|gt|quot|apos|amp);/g, (whole, name: string) => named[name] ?? whole);
}
