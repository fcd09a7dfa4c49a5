import { t } from '@vscode/l10n';
import type { Finding, Fix } from '../finding.ts';
import type { PathEvidence } from '../rules/connect-path.ts';
import { listed, pathOf } from '../rules/wording.ts';
import type { SubjectFacts } from '../subject.ts';
import type { AllEvidence, Correlation } from './correlation.ts';

/** Findings that say a proxy could not be used; a TUN on the way to it is a cause that none of them knows. */
const proxyFailures = [
  'proxy-unreachable', 'proxy-no-connection', 'proxy-hangs', 'proxy-upstream-failed', 'proxy-protocol',
];

/** Calls that are taken twice on their way: by a proxy and a TUN, or by the same proxy again and again. */
export const doubleInterception: Correlation = (findings, evidence, facts) => {
  if (facts.loopback) return findings;
  const loop = proxyLoop(evidence, facts);
  return [...(loop ? [loop] : []), ...overTun(findings, evidence, facts), ...besideTun(evidence, facts)];
};

/**
 * The proxy's own connections go into the TUN, and the proxy can't be used: what takes the machine's traffic takes the
 * way to the proxy with it. Where the proxy works, that the TUN carries it is information, which the connect rule gives.
 */
function overTun(findings: readonly Finding[], { connect }: AllEvidence, facts: SubjectFacts): readonly Finding[] {
  const harmed = (connect?.paths ?? []).filter(
    ({ path, failure, way, proxyHere }) =>
      failure?.leg === 'proxy' && way?.tun && !proxyHere && pathOf(path, facts)?.proxied === true,
  );
  return harmed.reduce<readonly Finding[]>((all, one) => named(all, one, facts, connect?.paths ?? []), findings);
}

function named(
  findings: readonly Finding[],
  { path: id, way }: PathEvidence,
  facts: SubjectFacts,
  paths: readonly PathEvidence[],
): readonly Finding[] {
  const label = pathOf(id, facts)?.label ?? '';
  const tun = way?.interface ?? '';
  const open = paths.some(({ path, failure }) => !failure && pathOf(path, facts)?.proxied === false);
  // What the information only called possible is now part of a fault.
  const rest = findings.filter(
    (finding) => finding.id !== 'double-interception-candidate' || !finding.title.includes(label),
  );
  return rest.map((finding) => {
    if (!proxyFailures.includes(finding.id) || !finding.title.includes(label)) return finding;
    const detail = t('The way to the proxy leads into the TUN {0}, so that the call is taken twice.', tun);
    const proof = open ? t('The TUN alone carries calls to {0}.', facts.host) : '';
    return {
      ...finding,
      detail: [finding.detail, detail, proof].filter(Boolean).join(' '),
      fixes: [leaveOneOut(tun, open), ...finding.fixes],
    };
  });
}

function leaveOneOut(tun: string, open: boolean): Fix {
  return {
    id: 'leave-tun-or-proxy-out',
    title: t('Use the TUN or the proxy, not one through the other'),
    detail: open
      ? t('Take the proxy out of the settings while {0} is on: the TUN takes every program anyway. Or leave the address of the proxy out of the TUN, in the program that made it.', tun)
      : t("Leave the address of the proxy out of the TUN {0}, in the program that made it (a VPN's split tunnel, a direct rule of a core), or switch one of the two off.", tun),
  };
}

/** A port of this machine is the proxy, and a TUN takes the rest: two doors, as a rule of one house. */
function besideTun({ connect }: AllEvidence, facts: SubjectFacts): Finding[] {
  const { v4, v6 } = connect?.network?.defaults ?? {};
  const tuns = [...new Set([v4, v6].flatMap((one) => (one?.tun && one.interface !== null ? [one.interface] : [])))];
  const path = connect?.paths.find(({ path: id, proxyHere }) => proxyHere && pathOf(id, facts)?.proxied);
  if (tuns.length === 0 || !path) return [];
  const label = pathOf(path.path, facts)?.label ?? '';
  const clients = pathOf(path.path, facts)?.clients ?? [];
  const deciders = facts.routes.filter(({ client }) => clients.includes(client)).map(({ decidedBy }) => decidedBy);
  return [
    {
      id: 'proxy-beside-tun',
      leg: 'settings',
      severity: 'info',
      title: t('Calls may take the proxy on this machine or the TUN {0}, whichever the program knows.', listed(tuns)),
      detail: t('Programs that read {0} go {1}; all others go into the TUN. A core such as Clash leaves its own connections out of its TUN, so that this does no harm while both are the same program. With two programs, each decides by rules of its own.', listed([...new Set(deciders)]), label),
      probes: ['connect'],
      fixes: [],
    },
  ];
}

/** A proxy that stands twice in what it answers has been asked by itself (RFC 9110, 7.6.3 and 15.5; 508 is RFC 5842's). */
function proxyLoop({ connect, http }: AllEvidence, facts: SubjectFacts): Finding | undefined {
  const plain = facts.gateway.baseUrl.startsWith('http:');
  for (const path of facts.paths.filter(({ proxied }) => proxied)) {
    const reply = connect?.paths.find((one) => one.path === path.id)?.proxyReply;
    // Inside a tunnel the header is the gateway's own: no proxy on the way can write into it.
    const models = plain ? http?.paths.find((one) => one.path === path.id)?.models : undefined;
    const answers = [reply, models].flatMap((one) =>
      one ? [{ status: one.status, via: one.headers['via'] ?? '' }] : [],
    );
    for (const { status, via } of answers) {
      const twice = repeated(via);
      if (twice === undefined && status !== 508) continue;
      const works = status !== null && status < 400;
      return {
        id: 'proxy-loop',
        leg: 'proxy',
        severity: works || !path.primary ? 'warning' : 'error',
        title: t('The proxy asks itself ({0}).', path.label),
        detail: [
          t('It answered {0}.', String(status)),
          twice === undefined ? t('508 means that it saw its own request come back.') : t('{0} stands more than once in the header "Via": {1}.', twice, via),
          t('A proxy whose upstream is its own port, or the port of one that sends to it, goes round until something gives up.'),
        ].join(' '),
        probes: models ? ['http'] : ['connect'],
        fixes: [
          {
            id: 'break-proxy-loop',
            title: t('Give the proxy another upstream'),
            detail: t('In the configuration of the proxy, take its own address and port out of its upstream. If it reads HTTP_PROXY itself, start it without that variable.'),
          },
        ],
      };
    }
  }
  return undefined;
}

/** The name of a hop that stands more than once in a `Via` header. */
function repeated(via: string): string | undefined {
  const names = via.split(',').flatMap((hop) => hop.trim().split(/\s+/)[1] ?? []);
  return names.find((name, index) => names.indexOf(name) !== index);
}
