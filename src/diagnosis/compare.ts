import { t } from '@vscode/l10n';
import type { ProxyEnvironmentEvidence } from './evidence.ts';
import type { Finding, State } from './finding.ts';
import { statusWord, stateWord } from './render/words.ts';
import type { Report } from './report.ts';
import { listed } from './rules/wording.ts';
import type { Cell, Table } from './views/table.ts';

/** Two reports held against each other: before and after, terminal and editor, one network and another. Plain JSON. */
export interface Comparison {
  schemaVersion: 1;
  before: ComparedRun;
  after: ComparedRun;
  /** What changed, in a sentence or two. */
  sentence: string;
  /** Findings of one run alone, and those of both. */
  gone: readonly ComparedFinding[];
  fresh: readonly ComparedFinding[];
  kept: readonly ComparedFinding[];
  tables: readonly Table[];
}

export interface ComparedRun {
  startedAt: string;
  where: string;
  baseUrl: string;
  state: State;
}

type ComparedFinding = Pick<Finding, 'id' | 'leg' | 'severity' | 'title'>;

/** Compares two reports; both are redacted already. Pure. */
export function compareReports(before: Report, after: Report): Comparison {
  const { gone, fresh, kept } = compareFindings(before.findings, after.findings);
  return {
    schemaVersion: 1,
    before: comparedRun(before),
    after: comparedRun(after),
    sentence: sentenceOf(before, after, gone.length, fresh.length),
    gone,
    fresh,
    kept,
    tables: [probeTable(before, after), settingsTable(before, after)].filter((table) => table !== undefined),
  };
}

function comparedRun({ startedAt, subject, verdict }: Report): ComparedRun {
  const { contextLabel, gateway, platform } = subject;
  return { startedAt, where: `${contextLabel}, ${platform}`, baseUrl: gateway.baseUrl, state: verdict.state };
}

/** The same finding may stand for several places, so they are counted and not only looked for. */
function compareFindings(before: readonly Finding[], after: readonly Finding[]): Record<'gone' | 'fresh' | 'kept', ComparedFinding[]> {
  const left = [...before];
  const fresh: ComparedFinding[] = [];
  const kept: ComparedFinding[] = [];
  for (const finding of after) {
    const exact = left.findIndex(({ id, title }) => id === finding.id && title === finding.title);
    const index = exact === -1 ? left.findIndex(({ id, leg }) => id === finding.id && leg === finding.leg) : exact;
    if (index === -1) fresh.push(briefly(finding));
    else {
      left.splice(index, 1);
      kept.push(briefly(finding));
    }
  }
  return { gone: left.map(briefly), fresh, kept };
}

function briefly({ id, leg, severity, title }: Finding): ComparedFinding {
  return { id, leg, severity, title };
}

function sentenceOf(before: Report, after: Report, gone: number, fresh: number): string {
  const [was, is] = [before.verdict.state, after.verdict.state];
  const sentences = [
    was === is ? t('The verdict is the same: {0}.', stateWord(is)) : t('It was {0} and is {1}.', stateWord(was), stateWord(is)),
    ...(gone > 0 ? [t('{0} findings are gone.', gone)] : []),
    ...(fresh > 0 ? [t('{0} findings are new.', fresh)] : []),
    ...differences(before, after),
  ];
  return sentences.join(' ');
}

/** What makes two runs hard to compare. */
function differences(before: Report, after: Report): string[] {
  const [a, b] = [before.subject, after.subject];
  const differing = [
    ...(a.gateway.baseUrl === b.gateway.baseUrl ? [] : [t('the gateway')]),
    ...(a.context === b.context && a.contextLabel === b.contextLabel ? [] : [t('the place they ran in')]),
  ];
  return differing.length === 0 ? [] : [t('The two runs differ in {0}.', listed(differing))];
}

function probeTable(before: Report, after: Report): Table {
  const ids = [...new Set([...before.probes, ...after.probes].map(({ id }) => id))];
  const rows = ids.map((id) => {
    const [was, is] = [before, after].map(({ probes }) => probes.find((probe) => probe.id === id));
    const status = (probe: typeof was): string => (probe ? statusWord(probe.status) : t('not run'));
    const took = (probe: typeof was): string => (probe && probe.status !== 'skip' ? t('{0} ms', Math.round(probe.durationMs)) : '');
    const changed = status(was) !== status(is);
    return [
      { text: (is ?? was)?.title ?? id },
      { text: status(was) },
      marked(status(is), changed),
      { text: took(was) },
      { text: took(is) },
    ];
  });
  return {
    id: 'compare-probes',
    title: t('Probes, before and after'),
    columns: [t('Probe'), t('Before'), t('After'), t('Before'), t('After')],
    rows,
    remarks: [],
  };
}

/** The variables and editor settings of the two processes that are not the same. */
function settingsTable(before: Report, after: Report): Table | undefined {
  const [was, is] = [settingsOf(before), settingsOf(after)];
  const names = [...new Set([...was.keys(), ...is.keys()])].filter((name) => was.get(name) !== is.get(name)).sort();
  if (names.length === 0) return undefined;
  const cell = (value: string | undefined): Cell => (value === undefined ? { text: t('not set'), mark: 'quiet' } : { text: value });
  return {
    id: 'compare-settings',
    title: t('Settings that differ'),
    columns: [t('Setting'), t('Before'), t('After')],
    rows: names.map((name) => [{ text: name }, cell(was.get(name)), cell(is.get(name))]),
    remarks: [],
  };
}

function settingsOf({ probes }: Report): Map<string, string> {
  const found = new Map<string, string>();
  const evidence = probes.find(({ id }) => id === 'proxy-environment')?.evidence as Partial<ProxyEnvironmentEvidence> | null | undefined;
  const settings = evidence?.settings;
  // A report may come from a file, and from another version.
  const own = Array.isArray(settings?.environments) ? settings.environments.find(({ context }) => context === 'this-process') : undefined;
  for (const [name, value] of Object.entries(own?.variables ?? {})) found.set(name, String(value));
  for (const { id, value, scope } of Array.isArray(settings?.editor) ? settings.editor : []) {
    if (scope !== 'default') found.set(id, typeof value === 'string' ? value : JSON.stringify(value));
  }
  return found;
}

function marked(text: string, changed: boolean): Cell {
  return changed ? { text, mark: 'differs' } : { text };
}
