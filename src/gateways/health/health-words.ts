/** Health in plain words. Pure. */
import { t } from '@vscode/l10n';
import { plainText } from '../../path/network-failure.ts';
import { describeFault, retryableFault, type FaultWords } from '../fault.ts';
import type { FeedStatus } from '../feeds/feed.ts';
import { agoWords, inWords } from './ago-words.ts';
import type { HealthCase } from './health-case.ts';
import { legOf } from './signal-class.ts';
import type { Signal } from './signal.ts';

const maxTitleChars = 160;

/** What a person reads. */
interface Words {
  sentence: string;
  nextStep: string;
}

/**
 * Puts a case in words: what is the case, by which signal it is known, and what the status page adds.
 *
 * @param title the gateway's.
 */
export function healthWords(title: string, ruling: HealthCase, feed: FeedStatus | null, nowMs: number): Words {
  const words = caseWords(title, ruling, nowMs);
  const note = feedNote(ruling, feed);
  return note === '' ? words : { ...words, sentence: `${words.sentence} ${note}` };
}

function caseWords(title: string, ruling: HealthCase, nowMs: number): Words {
  switch (ruling.case) {
    case 'offline':
      return {
        sentence: t('This machine is offline, so nothing can be said of {0}.', title),
        nextStep: t('Connect this machine to a network; the check is then made again by itself.'),
      };
    case 'paused':
      return ruling.reason === 'off'
        ? { sentence: t('{0} is not being checked: monitoring is off.', title), nextStep: t('Switch monitoring on, or run a diagnosis.') }
        : { sentence: t('Checks of {0} are paused to save the battery.', title), nextStep: '' };
    case 'account':
      return accountWords(title, ruling.signal, ruling.untilMs, nowMs);
    case 'unreachable':
      return unreachableWords(title, ruling);
    case 'flapping':
      return {
        sentence: t('{0} comes and goes: {1} of the last {2} requests failed.', title, ruling.failed, ruling.of),
        nextStep: t('Run a diagnosis while it fails: it tells a bad connection from a bad gateway.'),
      };
    case 'provider':
      return {
        sentence: t('{0} answers, but {1} behind it does not serve requests.', title, provider(ruling.signal)),
        nextStep: faultWords(ruling.signal)?.nextStep ?? t('Use another model or provider until it is over.'),
      };
    case 'slow':
      return {
        sentence: t('{0} answers slowly: it takes {1} s where {2} s are usual.', title, seconds(ruling.latencyMs), seconds(ruling.usualMs)),
        nextStep: t('Give requests more time, or use another gateway until it is over.'),
      };
    case 'healthy':
      return {
        sentence: ruling.wavering
          ? t('{0} answers; the newest request failed, and the next one shows whether that was chance.', title)
          : t('{0} answers.', title),
        nextStep: '',
      };
    case 'feed':
      return { sentence: feedAloneWords(title, ruling.says), nextStep: t('Run a diagnosis to see it from this machine.') };
    case 'unknown':
      return { sentence: unknownWords(title, ruling.why, nowMs), nextStep: '' };
  }
}

function accountWords(title: string, signal: Signal, untilMs: number | null, nowMs: number): Words {
  const words = faultWords(signal);
  const nextStep = words?.nextStep ?? t('Look at the account at the gateway.');
  switch (signal.kind) {
    case 'bad-key':
      return { sentence: t('{0} answers and refuses the API key.', title), nextStep };
    case 'no-credit':
      return { sentence: t('{0} answers, but the account has no credit left for requests.', title), nextStep };
    case 'rate-limited':
      return {
        sentence: t('{0} limits the rate of requests of this account; that ends {1}.', title, inWords((untilMs ?? nowMs) - nowMs)),
        nextStep: t('Wait until then. Fewer parallel requests and fewer automatic retries help.'),
      };
    default:
      return { sentence: t('{0} answers and refuses requests of this account: {1}', title, words?.title ?? ''), nextStep };
  }
}

function unreachableWords(title: string, ruling: Extract<HealthCase, { case: 'unreachable' }>): Words {
  const sentence = ruling.party === 'local' ? localWords(title, ruling) : gatewayWords(title, ruling);
  const nextStep =
    faultWords(ruling.signal)?.nextStep ??
    (ruling.party === 'local'
      ? t('Run a diagnosis: it says which setting or which box on the way is at fault, and what cures it.')
      : t('Wait, or use another gateway; it is checked again by itself.'));
  if (!ruling.wavering) return { sentence, nextStep };
  return { sentence: `${sentence} ${t('The newest request was answered; one more makes that sure.')}`, nextStep };
}

function localWords(title: string, { leg }: { leg: string }): string {
  switch (leg) {
    case 'settings':
      return t('{0} cannot be called with the settings as they are.', title);
    case 'proxy':
      return t('The proxy does not let requests through to {0}.', title);
    case 'dns':
      return t('The name of {0} is not found from here, so it is most likely this machine or its network.', title);
    case 'tcp':
      return t('No connection to {0} comes about from here, so it is most likely this machine or its network.', title);
    default:
      return t('No secure connection to {0} comes about from here, so it is most likely something on the way.', title);
  }
}

function gatewayWords(title: string, { because, signal }: Extract<HealthCase, { case: 'unreachable' }>): string {
  if (because === 'others-answer') {
    return t('{0} is not reached, while other hosts answer over the same way, so it is most likely the gateway.', title);
  }
  if (because === 'feed') return t('{0} is not reached, and its status page reports an outage, so it is most likely the gateway.', title);
  const words = faultWords(signal);
  if (words) return t('{0} is down. {1}', title, words.title);
  return signal.status === null
    ? t('{0} is down: it was reached and gave no answer.', title)
    : t('{0} is down: it answers requests with status {1}.', title, signal.status);
}

function feedAloneWords(title: string, says: Extract<HealthCase, { case: 'feed' }>['says']): string {
  switch (says) {
    case 'outage':
      return t('{0} is probably down: its status page says so, and nothing was seen from here.', title);
    case 'degraded':
      return t('{0} probably has trouble: its status page says so, and nothing was seen from here.', title);
    case 'maintenance':
      return t('{0} is under maintenance, says its status page; nothing was seen from here.', title);
  }
}

function unknownWords(title: string, why: Extract<HealthCase, { case: 'unknown' }>['why'], nowMs: number): string {
  switch (why.because) {
    case 'never':
      return t('{0} was not seen yet.', title);
    case 'first-failure':
      return t('A request to {0} failed; the next one shows whether that was chance.', title);
    case 'woke':
      return t('This machine slept; {0} is about to be checked again.', title);
    case 'network-changed':
      return t('The network changed; {0} is about to be checked again.', title);
    case 'stale':
      return t('What was seen of {0} is too old to count: {1}.', title, agoWords(nowMs - why.newestMs));
  }
}

/** What the status page adds to what was seen, in a sentence of its own; empty when it adds nothing. */
function feedNote(ruling: HealthCase, feed: FeedStatus | null): string {
  if (feed === null || feed.state === 'unknown') return '';
  const green = feed.state === 'operational';
  switch (ruling.case) {
    case 'unreachable':
      if (ruling.party === 'local' || ruling.because === 'feed') return '';
      return green ? t('Its status page shows nothing yet.') : t('Its status page reports trouble too.');
    case 'flapping':
    case 'provider':
    case 'slow':
      return green ? t('Its status page shows nothing yet.') : t('Its status page reports trouble too.');
    case 'healthy': {
      if (green) return '';
      const incident = feed.reading?.incidents.find(({ resolvedAt }) => resolvedAt === null)?.title;
      return incident === undefined
        ? t('Its status page reports trouble that is not seen from here.')
        : t('Its status page reports trouble that is not seen from here: {0}', plainText(incident, maxTitleChars));
    }
    case 'unknown':
      return green ? t('Its status page says that all is well, which alone does not count.') : '';
    default:
      return '';
  }
}

function provider(signal: Signal): string {
  return signal.provider === null ? t('the provider') : plainText(signal.provider, maxTitleChars);
}

/** The words of the fault taxonomy; null where the network failed before there was a kind. */
function faultWords(signal: Signal): FaultWords | null {
  const { kind, status, provider: name, retryAfterMs } = signal;
  if (kind === null) return null;
  return describeFault({
    kind,
    leg: legOf(signal),
    retryable: retryableFault(kind),
    said: '',
    ...(status === null ? {} : { status }),
    ...(name === null ? {} : { provider: plainText(name, maxTitleChars) }),
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
  });
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}
