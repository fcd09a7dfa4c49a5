import { t } from '@vscode/l10n';
import { systemSettingName } from '../../path/dialects/python-environment.ts';
import type { PacAnswer } from '../../path/pac/answer.ts';
import type { PacObservation } from '../../path/pac/ask.ts';
import type { PacEntry } from '../../path/pac/entry.ts';
import type { RouteEvidence } from '../evidence.ts';
import type { Finding, Fix } from '../finding.ts';
import type { SubjectFacts } from '../subject.ts';
import { listed } from './wording.ts';

const probes = ['route'];

/** Judges what the system's proxy script (PAC) does to the gateway, and who does not follow it. */
export function pacFindings({ pac, autoDetect, routes }: RouteEvidence, facts: SubjectFacts): Finding[] {
  const findings: Finding[] = [];
  if (pac) {
    const { answer } = pac;
    const found = answer.outcome === 'answered' ? answered(pac, answer.entries, routes, facts) : failed(pac, answer.outcome);
    // Chromium looks on the network first, and takes what it finds there (net/proxy_resolution/pac_file_decider.cc).
    const before = t('The system also looks for a script on the network (WPAD). One that is found there counts before it.');
    findings.push(autoDetect ? { ...found, detail: `${found.detail}\n${before}` } : found);
  }
  if (autoDetect?.alone) findings.push(discovery());
  return findings;
}

function failed(pac: PacObservation, outcome: Exclude<PacAnswer['outcome'], 'answered'>): Finding {
  const { source } = pac;
  const { problem: said = '', line } = pac;
  const problem = line === undefined ? said : t('{0} (line {1})', said, line);
  const silent = t(
    'Browsers and the editor then go directly, or as the fixed settings beside the script say, and show nothing of it.',
  );
  const named = { leg: 'settings' as const, severity: 'warning' as const, probes };
  const repair = (detail: string): Fix => ({ id: 'repair-pac', title: t('Have the proxy script repaired'), detail });
  switch (outcome) {
    case 'not-fetched':
      return {
        ...named,
        id: 'pac-not-fetched',
        title: t('The proxy script (PAC) of this system could not be fetched.'),
        detail: `${t('{0}: {1}', source, problem)}\n${silent}`,
        fixes: [
          repair(
            t('Check the address of the script in the system proxy settings, and whether its server answers from here.'),
          ),
        ],
      };
    case 'not-loaded':
      return {
        ...named,
        id: 'pac-broken',
        title: t('The proxy script (PAC) of this system is no working script.'),
        detail: `${t('{0}: {1}', source, problem)}\n${silent}`,
        fixes: [repair(t('Tell whoever maintains the script. It has to define a function FindProxyForURL.'))],
      };
    case 'threw':
      return {
        ...named,
        id: 'pac-failed',
        title: t('The proxy script (PAC) of this system fails when it is asked for the gateway.'),
        detail: `${t('{0}, asked for {1}: {2}', source, pac.url, problem)}\n${silent}`,
        fixes: [repair(t('Tell whoever maintains the script what it was asked and how it failed.'))],
      };
    case 'no-text':
      return {
        ...named,
        id: 'pac-failed',
        title: t('The proxy script (PAC) of this system fails when it is asked for the gateway.'),
        detail: `${t('{0}, asked for {1}, returned no plain text ({2}).', source, pac.url, problem)}\n${silent}`,
        fixes: [repair(t('Tell whoever maintains the script what it was asked and how it failed.'))],
      };
    case 'too-slow':
      return {
        ...named,
        id: 'pac-slow',
        title: t('The proxy script (PAC) of this system had not answered when the time was up.'),
        detail: [
          t('{0}, asked for {1}, was ended.', source, pac.url),
          lookedUp(pac),
          t('Every request of a browser or the editor waits for it.'),
        ].filter((line) => line !== '').join('\n'),
        fixes: [
          repair(
            t('Tell whoever maintains the script. Names that it has resolved are a usual cause, where DNS is slow.'),
          ),
        ],
      };
    case 'crashed':
      return {
        ...named,
        id: 'pac-slow',
        title: t('The proxy script (PAC) of this system uses more memory than a script may.'),
        detail: t('{0}, asked for {1}, was ended.', source, pac.url),
        fixes: [repair(t('Tell whoever maintains the script.'))],
      };
    case 'unknown':
      return {
        ...named,
        severity: 'info',
        id: 'pac-not-run',
        title: t('The proxy script (PAC) of this system could not be run here.'),
        detail: t('{0}: what it says for the gateway is not known.', source),
        fixes: [],
      };
  }
}

function lookedUp({ names }: PacObservation): string {
  return names.length === 0 ? '' : t('It asked for the addresses of {0}.', listed(names.map(({ name }) => name)));
}

function answered(
  pac: PacObservation,
  entries: readonly PacEntry[],
  routes: RouteEvidence['routes'],
  facts: SubjectFacts,
): Finding {
  const { source, order, skipped } = pac;
  const odd = skipped.map((one) => `"${one}"`).join(', ');
  const passedOver = odd === '' ? '' : t('Not understood and passed over: {0}.', odd);
  const [first] = entries;
  if (!first) {
    return {
      id: 'pac-no-proxy',
      leg: 'settings',
      severity: 'warning',
      title: t('The proxy script (PAC) of this system names no usable proxy for the gateway.'),
      detail: [passedOver, t('{0}: browsers and the editor then go directly, and show nothing of it.', source)]
        .filter((line) => line !== '')
        .join('\n'),
      probes,
      fixes: [
        {
          id: 'repair-pac',
          title: t('Have the proxy script repaired'),
          detail: t(
            'An answer is like "PROXY 192.0.2.1:3128; DIRECT": kind, blank, host and port, with semicolons between.',
          ),
        },
      ],
    };
  }
  const around = routes.filter((route) => route.outcome !== 'error' && goesElsewhere(route, first));
  const lines = [
    t('{0}, asked for {1}, says: {2}', source, pac.url, order.join('; ')),
    order.length > 1
      ? t('A browser tries them in this order. Extensions in the editor take the first alone and never the others.')
      : '',
    passedOver,
    lookedUp(pac),
    unmeasured(routes, facts),
  ].filter((line) => line !== '');
  const isDirect = first.kind === 'direct';
  const said = isDirect ? t('direct') : t('through {0}', order[0] ?? '');
  if (around.length === 0) {
    return {
      id: 'pac-answer',
      leg: 'settings',
      severity: 'info',
      title: t('The proxy script (PAC) of this system sends the gateway {0}.', said),
      detail: lines.join('\n'),
      probes,
      fixes: [],
    };
  }
  const clients = listed(around.map(({ client }) => client));
  return {
    id: isDirect ? 'pac-direct-others-proxied' : 'pac-not-followed',
    leg: 'settings',
    severity: 'info',
    title: isDirect
      ? t('The proxy script (PAC) of this system sends the gateway directly, while {0} use a proxy.', clients)
      : t('The proxy script (PAC) of this system sends the gateway {0}, and {1} do not follow it.', said, clients),
    detail: [
      ...lines,
      ...(isDirect
        ? [t('Where one way works and the other does not, that is the difference between them.')]
        : [
            t('Programs outside the browser and the editor read variables, not scripts.'),
            t('Where only this proxy leads out of the network, they fail while the browser works.'),
          ]),
    ].join('\n'),
    probes,
    fixes: isDirect ? [] : proxyFixes(first, facts),
  };
}

/** Connections were measured on the ways that were known before the script was asked. */
function unmeasured(routes: RouteEvidence['routes'], facts: SubjectFacts): string {
  const measured = facts.paths.flatMap(({ clients }) => clients);
  const followers = routes.filter(
    ({ client, outcome, decidedBy }) =>
      decidedBy === systemSettingName && (outcome === 'proxy' || outcome === 'direct') && !measured.includes(client),
  );
  if (followers.length === 0) return '';
  const clients = listed(followers.map(({ client }) => client));
  return t('The route of {0} follows from the script; connections were measured on other ways.', clients);
}

function goesElsewhere(route: RouteEvidence['routes'][number], first: PacEntry): boolean {
  if (first.kind === 'direct') return route.outcome === 'proxy';
  return route.outcome === 'direct' && route.decidedBy === 'nothing set';
}

function proxyFixes({ kind, target }: PacEntry, facts: SubjectFacts): Fix[] {
  const scheme = kind === 'socks5' ? 'socks5h' : kind;
  const value = `${scheme}://${target}`;
  const variable = facts.platform === 'win32' ? `$env:HTTPS_PROXY = "${value}"` : `export HTTPS_PROXY=${value}`;
  return [
    {
      id: 'name-the-proxy',
      title: t('Name the proxy to programs that read no script'),
      detail: t(
        'If the gateway is not reached directly, set HTTPS_PROXY to the proxy of the script for terminals and agents.',
      ),
      snippet: variable,
    },
  ];
}

function discovery(): Finding {
  return {
    id: 'pac-discovery',
    leg: 'settings',
    severity: 'info',
    title: t('This system looks for a proxy script on the network by itself (WPAD).'),
    detail: [
      t('Gatehouse does not ask the network for it, so what a browser or the editor does for the gateway is not known.'),
      t('Where no script is found, they go directly.'),
    ].join(' '),
    probes,
    fixes: [
      {
        id: 'name-the-script',
        title: t('Name the script, or switch the search off'),
        detail: t(
          'Set the address of the script in the system proxy settings, or switch automatic detection off if there is none.',
        ),
      },
    ],
  };
}
