import { t } from '@vscode/l10n';
import type { LoopbackEvidence } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import type { Judgement } from '../probe.ts';
import type { SubjectFacts } from '../subject.ts';
import { listed } from './wording.ts';

/**
 * Every spelling of loopback, because clients match them one by one; but not in brackets, on which httpx 0.28 and what
 * is built on it refuse every request (measured).
 */
const loopbackNoProxy = 'localhost,127.0.0.1,::1';

/** Judges whether a call to this machine itself would be sent to a proxy, which can't reach it. */
export function judgeLoopback({ spellings }: LoopbackEvidence, facts: SubjectFacts): Judgement {
  const swallowed = new Map<string, string[]>();
  for (const { url, routes } of spellings) {
    for (const { client, outcome } of routes) {
      if (outcome === 'proxy') swallowed.set(client, [...(swallowed.get(client) ?? []), new URL(url).hostname]);
    }
  }
  if (swallowed.size === 0) {
    return { status: 'pass', summary: t('Every client reaches this machine itself directly.'), findings: [] };
  }
  const clients = [...swallowed.keys()];
  const detail = [...swallowed]
    .map(([client, hosts]) => t('{0} sends {1} to the proxy.', client, listed([...new Set(hosts)])))
    .join(' ');
  const finding: Finding = {
    id: 'loopback-proxied',
    leg: 'settings',
    // It matters at once only where the gateway itself is on this machine.
    severity: facts.loopback ? 'warning' : 'info',
    title: t('{0} would send calls to this machine itself to a proxy.', listed(clients)),
    detail: t('{0} A local endpoint then seems to be down, or answers with the page of the proxy.', detail),
    probes: ['loopback'],
    fixes: [
      {
        id: 'loopback-no-proxy',
        title: t('Leave loopback out of the proxy'),
        detail: t('Add every spelling of loopback to NO_PROXY and to no_proxy, and keep what is there.'),
        snippet: `NO_PROXY=${loopbackNoProxy}`,
      },
    ],
  };
  const summary = t('{0} of {1} clients would send loopback to a proxy.', String(clients.length), String(clientCount(spellings)));
  return { status: facts.loopback ? 'warn' : 'pass', summary, findings: [finding] };
}

function clientCount(spellings: LoopbackEvidence['spellings']): number {
  return new Set(spellings.flatMap(({ routes }) => routes.map(({ client }) => client))).size;
}
