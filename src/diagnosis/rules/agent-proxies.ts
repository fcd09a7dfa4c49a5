import { t } from '@vscode/l10n';
import { parseProxyValue, redactProxyUrl } from '../../path/proxy-value.ts';
import type { Finding } from '../finding.ts';
import type { SubjectFacts } from '../subject.ts';
import { entriesByTool, isReference, type AgentEntry } from './effective-entries.ts';
import { toolTitle } from './tool-titles.ts';
import { clauses, contextName, toolPlace } from './wording.ts';

const probes = ['proxy-environment'];

type Variables = Readonly<Record<string, string>>;

/** Proxies in agents' own files: those an agent can't use, and those that differ from this process's. */
export function agentProxyFindings(entries: readonly AgentEntry[], own: Variables, facts: SubjectFacts): Finding[] {
  const proxies = entries.filter(({ meaning, value }) => meaning === 'proxy' && !isReference(value));
  return entriesByTool(proxies).flatMap((ofTool) => {
    const unusable = ofTool.flatMap((entry) => {
      const problem = entry.value === '' ? undefined : problemOf(entry);
      return problem === undefined ? [] : [{ entry, problem }];
    });
    const usable = ofTool.filter((entry) => !unusable.some((one) => one.entry === entry));
    return [
      ...unusable.map(({ entry, problem }) => unusableProxy(entry, problem)),
      ...differing(usable.filter(({ tool }) => tool !== 'folder-env' && tool !== 'devcontainer'), own, facts),
    ];
  });
}

function problemOf({ tool, value }: AgentEntry): string | undefined {
  const parsed = parseProxyValue(value);
  if (!parsed.ok) return parsed.problem;
  // code.claude.com, "Network configuration".
  const cannot = tool === 'claude-code' && parsed.url.protocol.startsWith('socks');
  return cannot ? t('Claude Code has no support for SOCKS proxies.') : undefined;
}

function unusableProxy(entry: AgentEntry, problem: string): Finding {
  return {
    id: 'agent-proxy-unusable',
    leg: 'settings',
    severity: 'warning',
    title: t('{0} has a proxy address that it can not use: {1}.', toolTitle(entry.tool), entry.name),
    detail: t('{0} is "{1}" in {2}. {3}', entry.name, redactProxyUrl(entry.value), toolPlace(entry), problem),
    probes,
    fixes: [
      {
        id: 'correct-agent-proxy',
        title: t('Correct the proxy address'),
        detail: t('Write it as http://HOST:PORT there, or remove it. Most proxies speak HTTP on some port too.'),
      },
    ],
  };
}

function differing(entries: readonly AgentEntry[], own: Variables, facts: SubjectFacts): Finding[] {
  // The gateway is reached by https; a proxy for plain http counts only where there is no other.
  const secure = entries.filter(({ name }) => !/(?:^|\W)http_?proxy$/i.test(name));
  const counted = secure.length > 0 ? secure : entries;
  const names = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'];
  const here = names.map((name) => own[name]).find((value) => value) ?? '';
  const others = counted.filter(({ value }) => normal(value) !== normal(here));
  const [first] = others;
  if (!first) return [];
  const say = (value: string): string => (value === '' ? t('no proxy') : redactProxyUrl(value));
  const places = others.map((entry) => t('{0}: {1} in {2}', entry.name, say(entry.value), toolPlace(entry)));
  return [
    {
      id: 'agent-proxy-differs',
      leg: 'settings',
      severity: 'info',
      title: t('{0} has a proxy setting of its own.', toolTitle(first.tool)),
      detail: t('{0}. In the {1}: {2}.', clauses(places), contextName('this-process', facts), say(here)),
      probes,
      fixes: [],
    },
  ];
}

/** `http://host:1` and `http://host:1/` are one proxy. */
function normal(value: string): string {
  const parsed = parseProxyValue(value);
  return parsed.ok ? parsed.url.href : value;
}
