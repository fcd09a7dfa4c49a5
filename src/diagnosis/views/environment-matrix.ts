import { t } from '@vscode/l10n';
import type { EnvironmentSnapshot } from '../../path/proxy-settings.ts';
import type { ProxyEnvironmentEvidence } from '../evidence.ts';
import { namesShim, shimPortOf } from '../../path/shim-address.ts';
import { contextName, listed } from '../rules/wording.ts';
import type { SubjectFacts } from '../subject.ts';
import { containerRemarks } from './container-remarks.ts';
import type { Cell, Table } from './table.ts';
import { wslRemarks } from './wsl-remarks.ts';

/** Every variable that bears on the network by every context that was looked at; the cells that differ are marked. */
export function environmentMatrix({ settings }: ProxyEnvironmentEvidence, facts: SubjectFacts): Table | undefined {
  // What could not be looked at keeps its column: a variable may well be there.
  const all = settings.environments;
  const contexts = all.filter(({ obtained }) => obtained !== 'unavailable');
  const names = [...new Set(contexts.flatMap(({ variables }) => Object.keys(variables)))].sort(byFoldedName);
  if (names.length === 0) return undefined;
  const title = (snapshot: EnvironmentSnapshot): string => {
    const name = contextName(snapshot.context, facts);
    if (snapshot.obtained === 'proved') return t('{0} (proved)', name);
    if (snapshot.obtained === 'unavailable') return t('{0} (not seen)', name);
    return snapshot.obtained === 'inferred' ? t('{0} (worked out)', name) : name;
  };
  return {
    id: 'environment',
    title: t('Variables by context'),
    columns: [t('Variable'), ...all.map(title)],
    rows: names.map((name) => [{ text: name }, ...cellsOf(name, all)]),
    remarks: [
      ...proofs(contexts, facts),
      ...names.flatMap((name) => difference(name, contexts, facts)),
      ...wslRemarks(settings),
      ...containerRemarks(settings),
      ...missing(all, facts),
    ],
  };
}

function cellsOf(name: string, contexts: readonly EnvironmentSnapshot[]): Cell[] {
  const usual = mostFrequent(contexts.flatMap(({ obtained, variables }) => (obtained === 'unavailable' ? [] : [variables[name]])));
  return contexts.map(({ obtained, variables }) => {
    if (obtained === 'unavailable') return { text: t('not known'), mark: 'quiet' };
    const value = variables[name];
    const shimPort = shimPortOf(variables);
    const shim = value !== undefined && shimPort !== undefined && namesShim(value, shimPort);
    const text = shim ? t('the shim, {0}', value) : (value ?? t('not set'));
    if (value !== usual) return { text, mark: 'differs' };
    return value === undefined ? { text, mark: 'quiet' } : { text };
  });
}

/** The first of those that occur most often: the context that is diagnosed comes first and wins a tie. */
function mostFrequent(values: readonly (string | undefined)[]): string | undefined {
  const counted = new Map<string | undefined, number>();
  for (const value of values) counted.set(value, (counted.get(value) ?? 0) + 1);
  return [...counted].reduce((best, one) => (one[1] > best[1] ? one : best), [undefined, 0] as [string | undefined, number])[0];
}

/** One sentence for each variable that is not the same everywhere. */
function difference(name: string, contexts: readonly EnvironmentSnapshot[], facts: SubjectFacts): string[] {
  const groups = new Map<string | undefined, string[]>();
  for (const { context, variables } of contexts) {
    groups.set(variables[name], [...(groups.get(variables[name]) ?? []), contextName(context, facts)]);
  }
  if (groups.size < 2) return [];
  const without = groups.get(undefined);
  groups.delete(undefined);
  const places = [...groups.values()].flat();
  if (groups.size === 1 && without) {
    return [t('{0}: set in {1}; missing in {2}.', name, listed(places), listed(without))];
  }
  return [
    without
      ? t('{0}: different values in {1}; missing in {2}.', name, listed(places), listed(without))
      : t('{0}: different values in {1}.', name, listed(places)),
  ];
}

/** Says which columns a real process told. */
function proofs(contexts: readonly EnvironmentSnapshot[], facts: SubjectFacts): string[] {
  const proved = contexts.filter(({ obtained }) => obtained === 'proved').map(({ context }) => contextName(context, facts));
  return proved.length === 0 ? [] : [t('Told by a process that was really started there: {0}.', listed(proved))];
}

function missing(all: readonly EnvironmentSnapshot[], facts: SubjectFacts): string[] {
  return all.flatMap(({ context, obtained, reason }) =>
    obtained === 'unavailable' ? [t('The {0} could not be looked at. {1}', contextName(context, facts), reason ?? '')] : [],
  );
}

function byFoldedName(a: string, b: string): number {
  const [left, right] = [a.toLowerCase(), b.toLowerCase()];
  return left < right ? -1 : left > right ? 1 : a < b ? -1 : 1;
}
