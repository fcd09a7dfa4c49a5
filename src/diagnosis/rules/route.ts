import { t } from '@vscode/l10n';
import { customGatewayId } from '../../gateways/catalogue/index.ts';
import type { Route } from '../../path/route.ts';
import type { RouteEvidence } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import type { FixChange } from '../fixes/change.ts';
import type { Judgement } from '../probe.ts';
import type { SubjectFacts } from '../subject.ts';
import { pacFindings } from './pac.ts';
import { clauses, listed } from './wording.ts';

const probes = ['route'];

/** Judges what the clients would do: those that would fail, and those that go another way than the rest. */
export function judgeRoute(evidence: RouteEvidence, facts: SubjectFacts): Judgement {
  const { routes } = evidence;
  const groups = grouped(routes);
  const summary = clauses(groups.map(({ way, clients }) => t('{0}: {1}', way, listed(clients))));
  const failing = routes.filter(({ outcome }) => outcome === 'error');
  const primaryFails = facts.paths.every(({ primary }) => !primary) && failing.length > 0;
  const findings: Finding[] = [];
  if (failing.length > 0) {
    const [first] = failing;
    findings.push({
      id: 'route-error',
      leg: 'settings',
      severity: primaryFails ? 'error' : 'warning',
      title: t('{0} would not reach the gateway with these settings.', listed(failing.map(({ client }) => client))),
      detail: t('{0} decides it: {1}', first?.decidedBy ?? '', first?.reason ?? ''),
      probes,
      fixes: [],
    });
  }
  const ways = groups.filter(({ outcome }) => outcome === 'direct' || outcome === 'proxy');
  if (ways.length > 1) {
    findings.push({
      id: 'routes-disagree',
      leg: 'settings',
      severity: 'info',
      title: t('Clients on this machine take different routes to the gateway.'),
      detail: ways.map(({ way, clients, reason }) => t('{0}: {1} ({2})', way, listed(clients), reason)).join('\n'),
      probes,
      fixes: [],
    });
  }
  findings.push(...pacFindings(evidence, facts));
  findings.push(...wrongBaseUrl(facts));
  const status = findings.some(({ severity }) => severity === 'error')
    ? 'fail'
    : findings.some(({ severity }) => severity === 'warning')
      ? 'warn'
      : 'pass';
  return { status, summary: summary === '' ? t('No client was asked about.') : summary, findings };
}

interface Group {
  way: string;
  outcome: Route['outcome'];
  clients: string[];
  reason: string;
}

function grouped(routes: readonly Route[]): Group[] {
  const groups = new Map<string, Group>();
  for (const { client, outcome, proxy, reason } of routes) {
    const way = outcome === 'proxy' ? t('through {0}', proxy ?? '?') : outcomeName(outcome);
    const group = groups.get(way) ?? { way, outcome, clients: [], reason };
    group.clients.push(client);
    groups.set(way, group);
  }
  return [...groups.values()];
}

function outcomeName(outcome: Route['outcome']): string {
  if (outcome === 'direct') return t('direct');
  return outcome === 'error' ? t('fails') : t('unknown');
}

/** A base URL with a well-known mistake: nothing behind it can be asked, however good the path is. */
function wrongBaseUrl(facts: SubjectFacts): Finding[] {
  const { rightBaseUrl, gateway } = facts;
  if (rightBaseUrl === undefined) return [];
  const changes = rightChange(facts, rightBaseUrl);
  const ofPath = facts.wrongPart === 'path';
  return [
    {
      id: ofPath ? 'wrong-path' : 'wrong-host',
      leg: 'settings',
      severity: 'error',
      title: ofPath
        ? t('{0} is not the base URL of the API.', gateway.baseUrl)
        : t('{0} is not the host of the API.', facts.host),
      detail: ofPath
        ? t('The host is right and the path is a common mistake. No outage is behind it: there is no API at that path.')
        : t('The name is a common mistake in copied examples. No outage is behind it: that host does not serve the API.'),
      probes,
      fixes: [
        {
          id: 'right-base-url',
          title: t('Use the right base URL'),
          detail: t('Set the base URL to {0}.', rightBaseUrl),
          snippet: rightBaseUrl,
          ...(changes && { changes }),
        },
      ],
    },
  ];
}

/** In the editor alone: a URL that stands by itself is corrected, an entry of a list gives way to the known gateway. */
function rightChange({ context, gateway, rightGatewayId }: SubjectFacts, rightBaseUrl: string): FixChange[] | undefined {
  if (context !== 'extension-host' || !gateway.userDefined) return undefined;
  if (gateway.id === customGatewayId) {
    return [{ kind: 'setting', id: 'gatehouse.customBaseUrl', target: 'user', value: rightBaseUrl }];
  }
  return rightGatewayId === undefined
    ? undefined
    : [{ kind: 'setting', id: 'gatehouse.gateway', target: 'user', value: rightGatewayId }];
}
