import { t } from '@vscode/l10n';
import type { StackEvidence, StacksEvidence } from '../evidence.ts';
import { outcomeOf, sorted, wayOf } from '../rules/stack-ways.ts';
import { sourceWords } from '../rules/stack-words.ts';
import { wayWords } from '../rules/stacks.ts';
import { duration } from '../rules/wording.ts';
import type { Cell, Table } from './table.ts';

/** The same request by each HTTP stack: what decided, which way it went, what came of it. Cells that differ are marked. */
export function stacksTable(evidence: StacksEvidence): Table | undefined {
  const { stacks, editor, settings } = evidence;
  if (stacks.length === 0) return undefined;
  const { worse } = sorted(stacks);
  const expected = stacks.find(({ stack }) => stack === 'patched-https')?.source;
  const ways = stacks.map((one) => wayWords(wayOf(one, evidence)));
  const issuers = stacks.map(({ peer }) => peer?.certificate?.issuer ?? '');
  return {
    id: 'stacks',
    title: t('HTTP stacks'),
    columns: [t('Stack'), t('Decided by'), t('Way'), t('Result'), t('Certificate issuer'), t('Time')],
    rows: stacks.map((one, index) => [
      { text: one.title },
      { text: decidedBy(one) },
      differing(ways[index] ?? '', ways),
      resultCell(one, worse),
      differing(issuers[index] ?? '', issuers.filter((issuer) => issuer !== '')),
      { text: duration(one.durationMs) },
    ]),
    remarks: [
      ...(editor ? [asked(editor)] : []),
      ...(editor?.source && expected !== undefined && editor.source !== expected
        ? [t('From its settings "{0}" was expected.', expected)]
        : []),
      ...(settings.ownNoProxy ? [t('http.noProxy has entries, so the editor does not read NO_PROXY.')] : []),
    ],
  };
}

/** The editor's own word first, where it is one of the editor's stacks. */
function decidedBy({ source, predicted }: StackEvidence): string {
  const setting = predicted?.decidedBy ?? t('unknown');
  return source === undefined ? setting : t('{0} ({1})', source, setting);
}

function asked({ proxy, source }: NonNullable<StacksEvidence['editor']>): string {
  const way = proxy ?? t('direct');
  return source === null
    ? t('The editor itself, asked for its proxy, says: {0}.', way)
    : t('The editor itself, asked for its proxy, says: {0}; decided by "{1}" ({2}).', way, source, sourceWords(source));
}

function resultCell(one: StackEvidence, worse: readonly StackEvidence[]): Cell {
  const text = outcomeOf(one);
  if (worse.includes(one)) return { text, mark: 'bad' };
  return one.status === null ? { text, mark: 'quiet' } : { text };
}

/** Marks what most of the others don't say. */
function differing(text: string, all: readonly string[]): Cell {
  if (text === '') return { text };
  const count = (one: string): number => all.filter((other) => other === one).length;
  const usual = all.toSorted((a, b) => count(b) - count(a))[0];
  return text === usual ? { text } : { text, mark: 'differs' };
}
