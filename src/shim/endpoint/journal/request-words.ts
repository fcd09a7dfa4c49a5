/** How a request and its attempts went, in a few words. Pure. */
import { t } from '@vscode/l10n';
import { plainText } from '../../../path/network-failure.ts';
import { legWords } from '../../journal/end-words.ts';
import { usdWords } from '../spend/usd-words.ts';
import type { Usage } from '../usage.ts';
import { attemptFailure, requestFailure } from './request-failure.ts';
import type { AttemptEntry, LeftOutTarget, RequestEntry } from './request-entry.ts';

/** Whether the caller got no whole answer, though it waited for one. */
export function hasFailed({ end }: Pick<RequestEntry, 'end'>): boolean {
  return end !== undefined && end !== 'answered' && end !== 'cancelled';
}

/** How a request ended: `answered`, `truncated: the connection was closed in the middle of the answer (stream)`. */
export function requestEndWords(entry: RequestEntry): string {
  const how = howWords(entry.end);
  const failure = hasFailed(entry) ? requestFailure(entry) : undefined;
  return failure ? t('{0}: {1} ({2})', how, withoutStop(failure.title), legWords(failure.leg)) : how;
}

function howWords(end: RequestEntry['end']): string {
  switch (end) {
    case undefined:
      return t('under way');
    case 'answered':
      return t('answered');
    case 'passed-on':
      return t('error of the gateway, handed on');
    case 'failed':
      return t('failed');
    case 'truncated':
      return t('truncated');
    case 'cancelled':
      return t('called off by the client');
    case 'refused':
      return t('refused by the endpoint');
  }
}

/** Why an attempt was made. */
export function attemptWhyWords({ why, trial }: Pick<AttemptEntry, 'why' | 'trial'>): string {
  const word = whyWord(why);
  return trial ? t('{0}, to see whether the target is well again', word) : word;
}

function whyWord(why: AttemptEntry['why']): string {
  switch (why) {
    case 'first':
      return t('first attempt');
    case 'retry':
      return t('retry');
    case 'fallback':
      return t('fallback');
    case 'race':
      return t('race');
    case 'continuation':
      return t('continuation');
  }
}

/** How an attempt ended. */
export function attemptEndWords(attempt: AttemptEntry): string {
  const how = attemptHowWords(attempt.end);
  const failure = attemptFailure(attempt);
  if (!failure) return how;
  const where = failure.networkCode === undefined ? legWords(failure.leg) : t('{0}, {1}', legWords(failure.leg), plainText(failure.networkCode, 60));
  return t('{0}: {1} ({2})', how, withoutStop(failure.title), where);
}

function attemptHowWords(end: AttemptEntry['end']): string {
  switch (end) {
    case undefined:
      return t('under way');
    case 'answered':
      return t('answered');
    case 'failed':
      return t('failed');
    case 'broken':
      return t('broke off in the middle');
    case 'lost-race':
      return t('gave way: the other target was faster');
    case 'cancelled':
      return t('called off');
  }
}

/** A sentence within another. */
function withoutStop(sentence: string): string {
  return sentence.replace(/[.。]$/, '');
}

/** Why a target was not asked. */
export function leftOutWords({ target, why }: LeftOutTarget): string {
  const name = plainText(target, 200);
  switch (why) {
    case 'breaker':
      return t('{0} was not asked: it has failed so often that it is left alone for now (its breaker is open).', name);
    case 'limit':
      return t('{0} was not asked: it waits for a limit to renew.', name);
    case 'full':
      return t('{0} was not asked: as many requests as may ran there.', name);
  }
}

/** Tokens of an answer; empty where the gateway told none. */
export function tokenWords({ inputTokens, outputTokens }: Usage = {}): string {
  if (inputTokens === undefined && outputTokens === undefined) return '';
  return t('{0} in, {1} out', inputTokens ?? '?', outputTokens ?? '?');
}

/** What an answer cost; empty where nobody knows. */
export function costWords(cost: RequestEntry['cost']): string {
  if (!cost) return '';
  return cost.estimated ? t('about {0} USD', usdWords(cost.usd)) : t('{0} USD', usdWords(cost.usd));
}
