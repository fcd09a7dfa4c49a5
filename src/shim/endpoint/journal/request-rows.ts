import { t } from '@vscode/l10n';
import { durationWords } from '../../../path/duration-words.ts';
import { plainText } from '../../../path/network-failure.ts';
import { timeOfDay } from '../../journal/rows.ts';
import type { AttemptEntry, RequestEntry } from './request-entry.ts';
import type { RequestRow } from './request-row.ts';
import { costWords, hasFailed, requestEndWords, tokenWords } from './request-words.ts';

export type { RequestRow };

/** The cells of a row in their order, as every view has them. */
export const requestCells = ['when', 'callerName', 'asked', 'target', 'attempts', 'firstContent', 'duration', 'tokens', 'cost', 'end'] as const satisfies readonly (keyof RequestRow)[];

/** Their names, in the same order. */
export function requestTitles(): string[] {
  return [t('When'), t('Client'), t('Asked for'), t('Target'), t('Attempts'), t('First content after'), t('Duration'), t('Tokens'), t('Cost'), t('End')];
}

/** One request as a row. Pure; `nowMs` is what one that runs lasts until. */
export function requestRow(entry: RequestEntry, nowMs: number): RequestRow {
  const { id, startedAtMs, caller, asked, path, attempts, committedMs, endedMs, usage, cost, end } = entry;
  return {
    id,
    startedAtMs,
    when: timeOfDay(startedAtMs),
    callerName: plainText(caller, 60),
    asked: plainText(asked === '' ? path : asked, 120),
    target: plainText(decidingAttempt(entry)?.target ?? '', 200),
    attempts: String(attempts.length),
    firstContent: committedMs === undefined ? '' : durationWords(committedMs),
    duration: durationWords(endedMs ?? nowMs - startedAtMs),
    tokens: tokenWords(usage),
    cost: costWords(cost),
    end: requestEndWords(entry),
    live: end === undefined,
    failed: hasFailed(entry),
  };
}

/** The attempt whose answer went to the caller, else the last one. Pure. */
export function decidingAttempt({ attempts }: Pick<RequestEntry, 'attempts'>): AttemptEntry | undefined {
  return attempts.findLast(({ end }) => end === 'answered' || end === 'broken') ?? attempts.at(-1);
}
