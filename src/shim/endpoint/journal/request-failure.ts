/** Why a request, or one attempt of it, failed: in words. Pure. */
import { t } from '@vscode/l10n';
import { describeFault, faultKinds, retryableFault, type FaultKind, type FaultWords } from '../../../gateways/fault.ts';
import type { Leg } from '../../../path/leg.ts';
import type { AttemptEntry, RequestEntry } from './request-entry.ts';

/** What failed, where, and what to do next. */
export interface RequestFailure extends FaultWords {
  leg: Leg;
  /** A fault's kind, or a refusal of the endpoint's own. */
  code: string;
  /** The deepest error code, where the network failed: `ECONNRESET`. */
  networkCode?: string;
}

/** Why a request failed; undefined for one that did not, or whose caller left. */
export function requestFailure({ failure, attempts, end }: Pick<RequestEntry, 'failure' | 'attempts' | 'end'>): RequestFailure | undefined {
  const last = attempts.findLast(({ fault }) => fault !== undefined)?.fault;
  if (failure) {
    const { leg, code } = failure;
    const networkCode = last?.kind === code ? last.code : undefined;
    const told = end === 'refused' ? refusalWords(code) : wordsOf(code, leg, end !== 'truncated');
    return { leg, code, ...(networkCode !== undefined && { networkCode }), ...told };
  }
  if (end === 'truncated' && last) return attemptFailure({ fault: last, end: 'broken' });
  // An error that was handed on as it came, on a path that is not judged here.
  return end === 'passed-on' || end === 'truncated' ? { leg: 'gateway', code: 'unknown', ...wordsOf('unknown', 'gateway', false) } : undefined;
}

/** Why an attempt failed; undefined for one that did not. */
export function attemptFailure({ fault, end }: Pick<AttemptEntry, 'fault' | 'end'>): RequestFailure | undefined {
  if (!fault) return undefined;
  const { kind, leg, code } = fault;
  return { leg, code: kind, ...(code !== undefined && { networkCode: code }), ...wordsOf(kind, leg, end !== 'broken') };
}

/** @param again whether nothing of the answer was handed on, so that the request may be sent again. */
function wordsOf(code: string, leg: Leg, again: boolean): FaultWords {
  return isFaultKind(code) ? describeFault({ kind: code, leg, retryable: again && retryableFault(code), said: '' }) : refusalWords(code);
}

function isFaultKind(code: string): code is FaultKind {
  return (faultKinds as readonly string[]).includes(code);
}

/** The endpoint's own refusals, without the numbers that only their caller was told. */
function refusalWords(code: string): FaultWords {
  switch (code) {
    case 'spending-cap':
      return words(t('A spending cap for today is reached.'), t('The endpoint refuses what would go beyond it.'), t('It starts anew at midnight; raise the cap in the settings to go on today.'));
    case 'no-key':
      return words(t('There is no key for the gateway of this target.'), t('A gateway is asked with its own key alone, and never with what the caller sent.'), t('Set the key of this gateway in Gatehouse.'));
    case 'no-target':
      return words(t('There is no chain with the name that was asked for, and no gateway is set for other models.'), t('The model of the request is neither an alias nor served by a gateway for all others.'), t('Set up a chain in the settings, or a gateway for all other models.'));
    case 'no-target-allowed':
      return words(t('Every target of this chain is left out.'), t('Each has a condition that is not met, such as a price that is not known.'), t('Look at the conditions of the chain in the settings.'));
    case 'untranslatable':
      return words(t('The request can not be said in the protocol of the target.'), t('It uses something that only its own protocol has.'), t('Use a target that speaks the protocol of the request.'));
    case 'body-too-large':
      return words(t('The request is larger than the endpoint takes.'), t('Long conversations and images make it so.'), t('Shorten the conversation, or send fewer or smaller images.'));
    case 'all-parked':
      return words(t('Every target waits for a limit to renew, or has failed so often that it is left alone for now.'), t('No target of the chain may be asked now.'), t('Wait a moment and try again.'));
    case 'bulkhead-full':
      return words(t('As many requests run at this target as may, and none ended in time.'), t('More would only fail at the gateway.'), t('Send fewer requests at once, or raise the limit in the settings.'));
    case 'invalid-request':
      return words(t('The request could not be read.'), t('It is no JSON object that names a model.'), t('Look at what the client sends, and at the version of its protocol.'));
    case 'not-found':
      return words(t('The gateway does not count tokens in this protocol.'), t('Clients ask for it beside their requests.'), t('Nothing has to be done: clients then count by themselves.'));
    case 'content-encoding':
      return words(t('The body of the request is encoded in a way that is not known here.'), t('The endpoint has to read which model is asked for.'), t('Send it as it is, or with gzip.'));
    default:
      return words(t('The endpoint refused the request.'), t('Its code is {0}.', code), t('Read what the caller was told.'));
  }
}

function words(title: string, cause: string, nextStep: string): FaultWords {
  return { title, cause, nextStep };
}
