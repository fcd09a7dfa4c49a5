import { t } from '@vscode/l10n';
import type { StackEvidence, StacksEvidence } from '../evidence.ts';
import type { Finding, Severity } from '../finding.ts';
import type { Judgement } from '../probe.ts';
import type { SubjectFacts } from '../subject.ts';
import { libraryFindings } from './stack-library.ts';
import { fixesFor } from './stack-fixes.ts';
import { outcomeOf, sorted, wayOf, type StackWay } from './stack-ways.ts';
import { usersOf } from './stack-words.ts';
import { clauses, listed } from './wording.ts';

const probes = ['stacks'];

/** What extensions get when they ask for nothing special. */
const patched: readonly StackEvidence['stack'][] = ['patched-https', 'patched-fetch'];

/** How a request may end by chance. */
const accidents = /^(?:ECONNRESET|UND_ERR_SOCKET|DEADLINE|ETIMEDOUT|EPIPE|HTTP_5\d\d)$/;

/** Judges whether the HTTP stacks that programs here use come to the same result, by the same way. */
export function judgeStacks(evidence: StacksEvidence, facts: SubjectFacts): Judgement {
  const { stacks } = evidence;
  if (stacks.length === 0) {
    const summary = t('Not compared. In a terminal a deep diagnosis does, or naming this probe.');
    return { status: 'skip', summary, findings: [] };
  }
  const failing = failure(evidence, facts);
  const findings = [
    ...failing,
    // What fails is said once; the ways are in its detail.
    ...(failing.length > 0 ? [] : ways(evidence, facts)),
    ...certificates(evidence, facts),
    ...libraryFindings(evidence, facts),
  ];
  const has = (severity: Severity): boolean => findings.some((one) => one.severity === severity);
  return {
    status: has('error') ? 'fail' : has('warning') ? 'warn' : answers(evidence) ? 'pass' : 'skip',
    summary: clauses(grouped(evidence)),
    findings,
  };
}

function answers({ stacks }: StacksEvidence): boolean {
  return stacks.some(({ status }) => status !== null);
}

/** One stack gets an answer and another one none, or a worse one, from the same address at the same time. */
function failure(evidence: StacksEvidence, facts: SubjectFacts): Finding[] {
  const { good, worse } = sorted(evidence.stacks);
  if (good.length === 0 || worse.length === 0) return [];
  const users = unique(worse.map(({ stack }) => usersOf(stack, facts)));
  const able = unique(good.map(({ stack }) => usersOf(stack, facts)));
  return [
    {
      id: 'stacks-disagree',
      leg: 'settings',
      severity: severityOf(worse, facts),
      title: t('Calls fail for {0}, and work for {1}.', listed(users), listed(able)),
      detail: [...worse, ...good].map((one) => sentence(one, evidence)).join(' '),
      probes,
      fixes: fixesFor(worse, good, evidence, facts),
      // One request may meet with an accident; what the settings explain is none.
      ...(worse.every(({ status, failure: seen }) => accidents.test(seen?.code ?? `HTTP_${status}`)) && {
        confidence: 'medium' as const,
      }),
    },
  ];
}

/**
 * In a terminal each way is a path of its own, which the other probes judge; what extensions share is what this one is
 * for. The replaced fetch alone is used by nobody by accident.
 */
function severityOf(worse: readonly StackEvidence[], { context }: SubjectFacts): Severity {
  if (context !== 'extension-host' || worse.every(({ stack }) => stack === 'original-fetch')) return 'info';
  return worse.some(({ stack }) => patched.includes(stack)) ? 'error' : 'warning';
}

/** The same result by different ways: it works now, and will differ as soon as one of the ways does. */
function ways(evidence: StacksEvidence, facts: SubjectFacts): Finding[] {
  if (!answers(evidence)) return [];
  const taken = evidence.stacks.map((one) => ({ one, way: wayOf(one, evidence) })).filter(({ way }) => way.seen);
  const groups = groupBy(taken, ({ way }) => wayWords(way));
  if (groups.size < 2) return [];
  const ofPatched = new Set(taken.filter(({ one }) => patched.includes(one.stack)).map(({ way }) => wayWords(way)));
  return [
    {
      id: 'stacks-take-different-ways',
      leg: 'settings',
      // That bundled clients and children don't know the editor's settings is how the editor is made.
      severity: ofPatched.size > 1 && facts.context === 'extension-host' ? 'warning' : 'info',
      title: t('Programs here reach {0} by different ways, with the same result.', facts.host),
      detail: [...groups].map(([way, members]) => t('{0}: {1}.', way, listed(unique(members.map(({ one }) => usersOf(one.stack, facts)))))).join(' '),
      probes,
      fixes: ofPatched.size > 1 ? fixesFor([], taken.map(({ one }) => one), evidence, facts) : [],
    },
  ];
}

/** Different signers of the certificate: somebody on one of the ways answers in the gateway's name. */
function certificates(evidence: StacksEvidence, facts: SubjectFacts): Finding[] {
  const seen = evidence.stacks.flatMap((one) => {
    const issuer = one.peer?.certificate?.issuer;
    if (issuer === undefined || issuer === '') return [];
    return [{ issuer, users: usersOf(one.stack, facts), way: wayWords(wayOf(one, evidence)) }];
  });
  const byIssuer = groupBy(seen, ({ issuer }) => issuer);
  if (byIssuer.size < 2) return [];
  const explained = [...groupBy(seen, ({ way }) => way).values()].every(
    (members) => new Set(members.map(({ issuer }) => issuer)).size === 1,
  );
  return [
    {
      id: 'stacks-see-different-certificates',
      leg: 'tls',
      severity: 'info',
      title: t('Programs here are shown certificates of {0} by different signers.', facts.host),
      detail: [
        ...[...byIssuer].map(([issuer, members]) => t('Signed by {0}: {1} ({2}).', issuer, listed(unique(members.map(({ users }) => users))), listed(unique(members.map(({ way }) => way))))),
        explained
          ? t('They take different ways, and on one of them somebody opens the encryption, as company proxies do. Each program has to trust the signer on its own way.')
          : t('They take the same way: the gateway may have several certificates, or somebody opens the encryption for some programs alone.'),
      ].join(' '),
      probes,
      fixes: [],
      ...(!explained && { confidence: 'medium' as const }),
    },
  ];
}

function sentence(one: StackEvidence, evidence: StacksEvidence): string {
  const way = wayWords(wayOf(one, evidence));
  const said = one.status === null ? (one.failure?.message ?? '') : '';
  const what = said === '' ? outcomeOf(one) : `${outcomeOf(one)} (${said})`;
  return t('{0}: {1}, {2}.', one.title, what, way);
}

/** Which stacks come to what, those alike in one clause. */
function grouped(evidence: StacksEvidence): string[] {
  const alike = groupBy(evidence.stacks, (one) => `${outcomeOf(one)}, ${wayWords(wayOf(one, evidence))}`);
  const [[what = ''] = []] = alike;
  if (alike.size === 1) return [t('all {0}: {1}', String(evidence.stacks.length), what)];
  return [...alike].map(([result, members]) => t('{0}: {1}', listed(members.map(({ title }) => title)), result));
}

/** `direct`, `through http://127.0.0.1:7890`; plain text for tables too. */
export function wayWords({ kind, through = '?' }: StackWay): string {
  switch (kind) {
    case 'direct':
      return t('direct');
    case 'proxy':
      return t('through {0}', through);
    case 'elsewhere':
      return t('connected to {0}', through);
    case 'unknown':
      return t('way unknown');
  }
}

/** As `Map.groupBy()`, which Node has from 21 on. */
function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

function unique(items: readonly string[]): string[] {
  return [...new Set(items)];
}
