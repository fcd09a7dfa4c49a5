import { t } from '@vscode/l10n';
import type { Leg } from '../../path/leg.ts';
import type { Context, ToolSetting } from '../../path/proxy-settings.ts';
import type { SubjectFacts } from '../subject.ts';
import { toolTitle } from './tool-titles.ts';

/** A leg in words, for the middle of a sentence. */
export function legName(leg: Leg): string {
  const names: Readonly<Record<Leg, string>> = {
    settings: t('settings'),
    proxy: t('proxy'),
    dns: t('DNS'),
    tcp: t('TCP connection'),
    tls: t('TLS'),
    http: t('HTTP'),
    stream: t('stream'),
    gateway: t('gateway'),
    provider: t('provider'),
    account: t('account'),
    request: t('request'),
  };
  return names[leg];
}

/** A context in words. The process that runs the probes is named by what it is. */
export function contextName(context: Context, facts: Pick<SubjectFacts, 'contextLabel'>): string {
  switch (context) {
    case 'this-process':
      return facts.contextLabel;
    case 'login-shell':
      return t('login shell');
    case 'editor-process':
      return t('editor process');
    case 'integrated-terminal':
      return t('integrated terminal');
    case 'task':
      return t('task');
    case 'debug-terminal':
      return t('debug session (integrated terminal)');
    case 'debug-console':
      return t('debug session (internal console)');
    case 'child-process':
      return t('child of an extension');
    case 'windows-side':
      return t('Windows side');
    case 'local-side':
      return t('local side');
  }
}

/** `a, b and c`, in the order given. */
export function listed(items: readonly string[]): string {
  if (items.length < 2) return items[0] ?? '';
  return t('{0} and {1}', items.slice(0, -1).join(t(', ')), items.at(-1) ?? '');
}

/** Clauses that belong together, in one line. */
export function clauses(items: readonly string[]): string {
  return items.join(t('; '));
}

/** A duration for people: `340 ms`, `4.5 s`. */
export function duration(ms: number): string {
  return ms < 1_000 ? t('{0} ms', String(Math.round(ms))) : t('{0} s', (ms / 1_000).toFixed(1));
}

/** A path of the subject by id. */
export function pathOf(id: string, facts: SubjectFacts): SubjectFacts['paths'][number] | undefined {
  return facts.paths.find((path) => path.id === id);
}

/** Where a tool's setting stands: `npm (/home/me/.npmrc:3)`. */
export function toolPlace({ tool, file, line }: ToolSetting): string {
  const title = toolTitle(tool);
  return line === undefined ? `${title} (${file})` : `${title} (${file}:${line})`;
}
