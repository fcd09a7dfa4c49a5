import { t } from '@vscode/l10n';
import { playNodeConnect } from '../../path/happy-eyeballs.ts';
import type { TcpAttempt } from '../../path/tcp-attempts.ts';
import type { ConnectEvidence } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import type { SubjectFacts } from '../subject.ts';
import type { Path, PathEvidence } from './connect-path.ts';
import { clauses, duration, listed } from './wording.ts';

const probes = ['connect'];

/** What each address alone shows where the path as a whole is open. */
export function addressFindings(
  one: PathEvidence,
  path: Path,
  evidence: ConnectEvidence,
  facts: SubjectFacts,
): Finding[] {
  if (one.attempts.length < 2) return [];
  return [...slowForNode(one, path, evidence.nodeAttemptMs, facts), ...brokenFamily(one, path, evidence, facts)];
}

/** Node drops each attempt but the last when its time is up, so all of several far addresses can fail. */
function slowForNode(
  { attempts, untried }: PathEvidence,
  path: Path,
  nodeAttemptMs: number,
  facts: SubjectFacts,
): Finding[] {
  const open = attempts.filter(({ failure }) => !failure);
  const [first] = open;
  const played = playNodeConnect(attempts, nodeAttemptMs);
  // Of addresses that were not tried nothing is known, so neither is what Node would come to.
  const fails = untried === 0 && played.address === null;
  const allLate = open.every(({ durationMs }) => durationMs >= nodeAttemptMs);
  if (!first || (!fails && !allLate)) return [];
  const budget = duration(nodeAttemptMs);
  const each = clauses(attempts.map(({ address, durationMs, failure }) => t('{0}: {1}', address, failure ? failure.code : duration(durationMs))));
  const comesTo = fails
    ? t('Tried as Node does it, none is left: it ends with an AggregateError after {0}.', duration(played.afterMs))
    : untried === 0
      ? t('Tried as Node does it, only the last one gets enough time: open after {0}, and a failure as soon as that one is away.', duration(played.afterMs))
      : t('Node gives up on addresses that would have answered, with an AggregateError when the last one fails too.');
  return [
    {
      id: 'slow-addresses',
      leg: 'tcp',
      severity: path.primary ? 'warning' : 'info',
      title: t('Every address of {0} is slower than the {1} that Node gives each.', facts.host, budget),
      detail: t('Each address alone: {0}. {1} Other programs wait longer, so they connect.', each, comesTo),
      probes,
      fixes: [
        {
          id: 'raise-attempt-timeout',
          title: t('Give each address more time'),
          detail: t('Start Node programs with a longer limit for each address. Do not switch the choice of the family off: then the first address alone decides.'),
          snippet: 'NODE_OPTIONS=--network-family-autoselection-attempt-timeout=2000',
        },
      ],
    },
  ];
}

/** A connection that opens and then carries nothing is no way. */
function works({ failure, greeting }: TcpAttempt): boolean {
  return !failure && greeting?.outcome !== 'reset' && greeting?.outcome !== 'silent';
}

function brokenFamily(
  { attempts }: PathEvidence,
  path: Path,
  evidence: ConnectEvidence,
  facts: SubjectFacts,
): Finding[] {
  return ([4, 6] as const).flatMap((family): Finding[] => {
    const mine = attempts.filter((attempt) => attempt.family === family);
    const others = attempts.filter((attempt) => attempt.family !== family);
    if (mine.length === 0 || mine.some(works) || !others.some(works)) return [];
    const opened = mine.filter(({ failure }) => !failure);
    if (opened.length > 0) return [cutFamily(family, opened, path, evidence, facts)];
    const codes = [...new Set(mine.map(({ failure }) => failure?.code ?? ''))];
    const first = attempts[0]?.family === family;
    return [
      {
        id: 'address-family-broken',
        leg: 'tcp',
        severity: 'info',
        title: t('IPv{0} does not work here, the other family does.', String(family)),
        detail: [
          t('Addresses of that family ended with {0}. Clients that try it first lose time ({1}).', listed(codes), path.label),
          first ? t('It is tried first here.') : '',
        ].filter(Boolean).join(' '),
        probes,
        fixes: [],
      },
    ];
  });
}

/** Opens, and is cut or silent at the first byte: no client goes on to the other family after that. */
function cutFamily(
  family: 4 | 6,
  opened: readonly TcpAttempt[],
  path: Path,
  { network }: ConnectEvidence,
  facts: SubjectFacts,
): Finding {
  const shown = clauses(
    opened.map(({ address, durationMs, greeting }) =>
      greeting?.outcome === 'reset'
        ? t('{0}: open after {1}, cut after {2} more', address, duration(durationMs), duration(greeting.durationMs))
        : t('{0}: open after {1}, then silent', address, duration(durationMs)),
    ),
  );
  const way = family === 6 ? network?.defaults.v6 : network?.defaults.v4;
  const by = way?.interface ? t('The default route of that family leads to the interface {0}.', way.interface) : '';
  const relay =
    family === 6 && facts.platform === 'darwin' && way?.interface?.startsWith('utun')
      ? t('iCloud Private Relay was seen to do this on such an interface; so can any VPN. Switching it off shows which it is.')
      : '';
  return {
    id: 'address-family-cut',
    leg: 'tcp',
    severity: path.primary ? 'warning' : 'info',
    title: t('IPv{0} connections to {1} open and carry nothing; the other family works.', String(family), facts.host),
    detail: [t('{0}.', shown), by, relay, t('Clients that choose IPv{0} fail after connecting, where none tries the other family.', String(family))]
      .filter(Boolean)
      .join(' '),
    probes,
    fixes: [
      {
        id: 'repair-address-family',
        title: t('Repair or switch off that family on this network'),
        detail: t('Switch off what takes its traffic (a VPN, a relay service, a TUN without IPv{0}), or have Node prefer the other family.', String(family)),
        ...(family === 6 && { snippet: 'NODE_OPTIONS=--dns-result-order=ipv4first' }),
      },
    ],
  };
}
