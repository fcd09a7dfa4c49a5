import { t } from '@vscode/l10n';
import type { RuleLine } from '../rules/rule.ts';
import { isRow, mustStandBelow } from './catching.ts';
import { coreRuleAs, fileRows, isSameRule, type RunningRule } from './running-rule.ts';
import { gatewayRows, rowText, type GatewayRow } from './rows.ts';
import type { FragmentWish } from './wish.ts';

/** A group as the core runs it. */
export interface RunningGroup {
  readonly name: string;
  readonly type: string;
  readonly members: readonly string[] | undefined;
  readonly now: string | undefined;
  readonly healthByUrl?: ReadonlyMap<string, { readonly alive: boolean | undefined }>;
}

/** What the core said of itself. */
export interface CoreAnswers {
  readonly mode: string | undefined;
  readonly rules: readonly RunningRule[];
  /** Nodes, groups and built-ins by name. */
  readonly proxies: ReadonlyMap<string, RunningGroup>;
}

/** What else is known, so that the reason can be told. */
export interface VerificationFacts {
  /** Rules of the file that was written, or that is merged: which of them resolve, and whether the core runs that file. */
  readonly file?: readonly RuleLine[];
  /** Rules that the core ran before. */
  readonly before?: readonly RunningRule[];
  /** Where the core led a host when it was connected to: the policy first, the node last. */
  readonly led?: ReadonlyMap<string, readonly string[]>;
}

export type VerificationProblemId =
  | 'mode' | 'not-reloaded' | 'other-profile' | 'rows-missing' | 'row-below' | 'maybe-resolving'
  | 'group-missing' | 'group-empty' | 'group-refuses' | 'nodes-dead' | 'led-elsewhere';

/** One thing that is not as it should be. */
export interface VerificationProblem {
  readonly id: VerificationProblemId;
  /** False where it is to be known only: the rows are in force all the same. */
  readonly fatal: boolean;
  readonly sentence: string;
}

/** Whether rows and group are in force, and what keeps them from it. */
export interface Verification {
  readonly took: boolean;
  readonly problems: readonly VerificationProblem[];
  /** Of each row that is there, its number in the core's list, from 0. */
  readonly rows: readonly { readonly text: string; readonly index: number }[];
}

/** Judges what the core said. Pure. */
export function verification(wish: FragmentWish, answers: CoreAnswers, facts: VerificationFacts = {}): Verification {
  const wanted = gatewayRows(wish.hosts);
  const standing = wanted.map((row) => ({ row, text: rowText(row, wish.group), index: answers.rules.findIndex((rule) => isSameRule(rule, row, wish.group)) }));
  const there = standing.filter(({ index }) => index >= 0);
  const missing = standing.filter(({ index }) => index < 0);
  const problems = [
    ...modeProblems(answers),
    ...(missing.length > 0 ? [missingProblem(missing.map(({ text }) => text), there.length === 0, wish, answers, facts)] : []),
    ...orderProblems(there, wish, answers, facts, wanted),
    ...groupProblems(wish, answers),
    ...ledProblems(wish, facts),
  ];
  return { took: problems.every(({ fatal }) => !fatal), problems, rows: there.map(({ text, index }) => ({ text, index })) };
}

function modeProblems({ mode }: CoreAnswers): VerificationProblem[] {
  if (mode === undefined || mode.toLowerCase() === 'rule') return [];
  return [{ id: 'mode', fatal: true, sentence: t('The core is in the mode "{0}", in which it asks no rule. Choose the mode rule.', mode) }];
}

function missingProblem(texts: readonly string[], all: boolean, { group, hosts }: FragmentWish, { rules, proxies }: CoreAnswers, { file, before }: VerificationFacts): VerificationProblem {
  const rows = texts.join(' ; ');
  if (all && !proxies.has(group)) {
    if (before && sameList(before, rules)) {
      return { id: 'not-reloaded', fatal: true, sentence: t('The core runs the rules that it ran before: it has not loaded the change. Reload the configuration, or choose the profile again in the app.') };
    }
    if (file && file.length > 1 && gatewayRows(hosts).some((row) => file.some(({ rule }) => isRow(rule, row, group)))) {
      const kept = shareOf(file, rules);
      return kept >= 0.8
        ? { id: 'not-reloaded', fatal: true, sentence: t('The core runs this file as it was before: it has not loaded the change. Reload the configuration, or choose the profile again in the app.') }
        : { id: 'other-profile', fatal: true, sentence: t('The core runs other rules than this file has: another profile is active, or the app merges from another file. Make this one the active one.') };
    }
  }
  return { id: 'rows-missing', fatal: true, sentence: t('The core does not run these rows: {0}. It has not been reloaded, another profile is active, or a file that is merged later replaces the list of rules.', rows) };
}

function orderProblems(
  there: readonly { readonly row: GatewayRow; readonly text: string; readonly index: number }[],
  wish: FragmentWish,
  { rules }: CoreAnswers,
  { file }: VerificationFacts,
  wanted: readonly GatewayRow[],
): VerificationProblem[] {
  const hosts = wish.hosts.map(({ host }) => host);
  const last = Math.max(-1, ...there.map(({ index }) => index));
  const known = file && last > 0 ? fileRows(file) : undefined;
  for (const rule of rules) {
    if (rule.index >= last) break;
    if (rule.disabled === true || wanted.some((row) => isSameRule(rule, row, wish.group))) continue;
    const { read, sure } = coreRuleAs(rule, known);
    if (!mustStandBelow(read, hosts)) continue;
    const below = there.find(({ index }) => index > rule.index);
    if (!below) break;
    const above = `${rule.type},${rule.payload},${rule.target}`;
    if (sure) {
      return [{ id: 'row-below', fatal: true, sentence: t('The row {0} is number {1} in the core, below number {2}, {3}, which can catch the gateway or makes the core resolve it first. Merging has moved it: use a form that puts rows in front.', below.text, below.index + 1, rule.index + 1, above) }];
    }
    return [{ id: 'maybe-resolving', fatal: false, sentence: t('Number {0} in the core, {1}, stands above the row {2}. The core does not tell whether it has no-resolve; without, the core asks DNS for the gateway first.', rule.index + 1, above, below.text) }];
  }
  return [];
}

function groupProblems({ group, testUrl }: FragmentWish, { proxies }: CoreAnswers): VerificationProblem[] {
  const running = proxies.get(group);
  if (!running) return [{ id: 'group-missing', fatal: true, sentence: t('The core has no group {0}.', group) }];
  const { members = [] } = running;
  const direct = members.length === 0 || members.every((name) => name === 'COMPATIBLE' || name === 'DIRECT');
  if (direct) {
    return [{ id: 'group-empty', fatal: true, sentence: t('The group {0} has no node: its pattern finds none. The core then sends the gateway direct, past every node. Correct the pattern.', group) }];
  }
  if (members.every((name) => name.startsWith('REJECT'))) {
    return [{ id: 'group-refuses', fatal: true, sentence: t('The group {0} has no node: its pattern finds none, and calls to the gateway are refused. Correct the pattern.', group) }];
  }
  const alive = members.map((name) => proxies.get(name)?.healthByUrl?.get(testUrl)?.alive);
  if (alive.every((one) => one === false)) {
    return [{ id: 'nodes-dead', fatal: false, sentence: t('No node of the group {0} reached {1} when the core last checked. Calls go through the first one all the same.', group, testUrl) }];
  }
  return [];
}

function ledProblems({ group, hosts }: FragmentWish, { led }: VerificationFacts): VerificationProblem[] {
  const wrong = hosts.filter(({ host }) => led?.get(host) && led.get(host)?.[0] !== group);
  return wrong.slice(0, 1).map(({ host }) => ({
    id: 'led-elsewhere',
    fatal: true,
    sentence: t('A connection to {0} went through {1}, not through the group {2}.', host, led?.get(host)?.join(' -> ') || 'DIRECT', group),
  }));
}

function sameList(one: readonly RunningRule[], other: readonly RunningRule[]): boolean {
  return one.length === other.length && one.every((rule, index) => rule.type === other[index]?.type && rule.payload === other[index]?.payload && rule.target === other[index]?.target);
}

/** How many of the core's rules stand in the file, 0 to 1. */
function shareOf(file: readonly RuleLine[], rules: readonly RunningRule[]): number {
  const known = new Set(file.map(({ rule }) => ('fault' in rule ? '' : `${rule.payload.toLowerCase()},${rule.target}`)));
  const found = rules.filter(({ payload, target }) => known.has(`${payload.toLowerCase()},${target}`)).length;
  return rules.length === 0 ? 0 : found / rules.length;
}
