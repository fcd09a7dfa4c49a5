import { t } from '@vscode/l10n';
import type { ClashCoreSeen, ClashDnsSeen, ClashEvidence, ClashHostSeen, ClashSource } from '../clash/evidence.ts';
import { missingNames } from '../rules/clash-rows.ts';
import { policyWords, reached } from '../rules/clash-egress.ts';
import { chainWords, leafOf, nodeNamed, ruleWords } from '../rules/clash-words.ts';
import { duration, listed } from '../rules/wording.ts';
import type { SubjectFacts } from '../subject.ts';
import { alignmentCell, recordCell, upstreamCell } from './clash-names.ts';
import type { Cell, Table } from './table.ts';

/** What the Clash core does with the gateway's hosts, what each resolver says, and the policies that were compared. */
export function clashTables({ core, compared }: ClashEvidence, facts: SubjectFacts): Table[] {
  return [
    ...(core ? [hostsTable(core), dnsTable(core, facts)] : []),
    ...(compared ? [comparedTable(compared)] : []),
  ].filter((table) => table !== undefined);
}

function hostsTable(core: ClashCoreSeen): Table | undefined {
  if (core.hosts.length === 0) return undefined;
  return {
    id: 'clash-hosts',
    title: t('Clash: the way of each gateway host'),
    columns: [t('Host'), t('Row'), t('Policy and node'), t('Health of the node'), t('Known from')],
    rows: core.hosts.map((seen) => hostRow(seen, core)),
    remarks: [
      t('{0}, found at {1}; mode {2}.', core.title, core.place.place, core.mode),
      ...core.hosts.flatMap(missing),
      ...unlikeRows(core.hosts, core.otherFile),
      ...core.hosts.flatMap(({ host, explanation }) =>
        explanation?.resolvedBy ? [t('{0}: the name is looked up because of {1}.', host, ruleWords(explanation.resolvedBy))] : [],
      ),
    ],
  };
}

/** Where a connection went otherwise than the rows say, and a file that is not what the core runs, in sentences. */
export function unlikeRows(hosts: readonly Pick<ClashHostSeen, 'host' | 'otherwise'>[], otherFile: ClashCoreSeen['otherFile']): string[] {
  return [
    ...hosts.flatMap(({ host, otherwise }) =>
      otherwise ? [otherwise.rule === '' ? t('{0}: its newest connection went by {1}.', host, otherwise.policy) : t('{0}: its newest connection went by {1}, by the rule {2}.', host, otherwise.policy, otherwise.rule)] : [],
    ),
    ...(otherFile ? [t('{0} names this core and is not what it runs: row {1} differs.', otherFile.path, String(otherFile.row + 1))] : []),
  ];
}

function hostRow({ host, explanation, sources }: ClashHostSeen, core: ClashCoreSeen): Cell[] {
  if (!explanation) return [{ text: host }, unknown(), unknown(), unknown(), { text: '' }];
  return [
    { text: host },
    { text: explanation.rule ? ruleWords(explanation.rule) : explanation.mode === 'rule' ? t('no row') : t('mode {0}', explanation.mode), ...(!explanation.complete && { mark: 'differs' as const }) },
    { text: chainWords(explanation) },
    healthCell(core, leafOf(explanation)),
    { text: listed(sources.map(sourceWord)) },
  ];
}

function unknown(): Cell {
  return { text: t('unknown'), mark: 'quiet' };
}

function healthCell(core: ClashCoreSeen, name: string | undefined): Cell {
  const node = nodeNamed(core, name);
  if (!node || node.alive === null) return { text: t('not tested'), mark: 'quiet' };
  const last = node.delaysMs.at(-1);
  if (!node.alive) return { text: t('failed its test'), mark: 'bad' };
  return { text: last === undefined || last === 0 ? t('passes its test') : t('passes its test, {0}', duration(last)), mark: 'good' };
}

function missing({ host, explanation }: ClashHostSeen): string[] {
  if (!explanation || explanation.complete || explanation.undecided.length === 0) return [];
  return [t('{0}: not decided, as this is not known: {1}.', host, missingNames(explanation.undecided))];
}

/** Where a statement comes from, in words. */
export function sourceWord(source: ClashSource): string {
  switch (source) {
    case 'asked':
      return t('asking the core');
    case 'evaluated':
      return t('evaluating its rows');
    case 'watched':
      return t('watching connections');
  }
}

function dnsTable({ dns, ways, tun, otherTuns = [], connections }: ClashCoreSeen, facts: SubjectFacts): Table | undefined {
  if (dns.mode === null && dns.system === null && dns.listener === null) return undefined;
  const primary = facts.paths.find((path) => path.primary);
  const { way, names } = ways.find(({ path }) => path === primary?.id) ?? {};
  const newest = connections.filter(({ host }) => host === facts.host).toSorted((one, other) => one.startedAtMs - other.startedAtMs).at(-1);
  return {
    id: 'clash-dns',
    title: t('Clash: who resolves {0}, and by which way its calls go', facts.host),
    columns: [t('Question'), t('Answer')],
    rows: [
      [{ text: t('How the core answers for names') }, dns.mode === null ? unknown() : { text: dns.mode }],
      [{ text: t('What the system answers') }, answerCell(dns.system)],
      [{ text: t("What the core's own listener answers") }, answerCell(dns.listener)],
      [{ text: t("What the core's resolver finds") }, upstreamCell(dns.upstream)],
      [{ text: t('What the core knew of the newest connection') }, recordCell(newest)],
      [{ text: t('TUN of the core') }, { text: tun ? t('on') : t('off') }],
      [{ text: t('The way of calls from here') }, { text: wayWords(way) }],
      [{ text: t('Whether rows by domain hold for them') }, alignmentCell(names)],
    ],
    remarks: [
      ...(otherTuns.length > 0 ? [t('TUNs of other programs: {0}.', listed(otherTuns))] : []),
      ...(dns.notFromCore ? [t("Addresses of the system that the core's resolver does not give: {0}. Two resolvers in two places may rightly differ.", listed(dns.notFromCore))] : []),
    ],
  };
}

function answerCell(answer: ClashDnsSeen['system']): Cell {
  switch (answer) {
    case 'fake':
      return { text: t('a fake-ip address') };
    case 'real':
      return { text: t('a real address') };
    case 'none':
      return { text: t('nothing'), mark: 'bad' };
    case null:
      return { text: t('not asked'), mark: 'quiet' };
  }
}

function wayWords(way: ClashCoreSeen['ways'][number]['way'] | undefined): string {
  switch (way) {
    case 'proxy':
      return t('by a proxy port of the core');
    case 'tun':
      return t('by its TUN');
    case 'other-proxy':
      return t('by another proxy');
    case 'past':
      return t('past the core');
    case 'unknown':
    case undefined:
      return t('unknown');
  }
}

function comparedTable({ policies, host, measuredAt, putBack }: NonNullable<ClashEvidence['compared']>): Table {
  return {
    id: 'clash-compared',
    title: t('Clash: {0} by two policies', host),
    columns: [t('Policy'), t('Node'), t('Answer'), t('Time')],
    rows: policies.map((one) => [
      { text: one.policy },
      one.node === null ? unknown() : { text: one.node },
      { text: one.status === null ? (one.code ?? t('no answer')) : String(one.status), mark: reached(one) ? ('good' as const) : ('bad' as const) },
      { text: duration(one.durationMs) },
    ]),
    remarks: [
      t('Compared at {0}.', measuredAt),
      ...(putBack === true ? [t('The choice was put back afterwards.')] : []),
      ...policies.filter((one) => !reached(one)).map(policyWords),
    ],
  };
}
