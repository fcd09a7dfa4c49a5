import { t } from '@vscode/l10n';
import type { Leg } from '../path/leg.ts';

/** Every way a request to a gateway can go wrong, as a closed list. */
export type FaultKind =
  | 'bad-key'
  | 'no-credit'
  | 'permission-denied'
  | 'rate-limited'
  | 'model-not-found'
  | 'no-endpoints'
  | 'context-length'
  | 'invalid-request'
  | 'moderation'
  | 'provider-overloaded'
  | 'provider-error'
  | 'provider-timeout'
  | 'gateway-error'
  | 'gateway-unavailable'
  | 'edge-timeout'
  | 'not-an-api'
  | 'not-found'
  | 'proxy-auth'
  | 'unknown';

/** One classified failure of a request. */
export interface Fault {
  kind: FaultKind;
  leg: Leg;
  retryable: boolean;
  /** How long the other side asked to wait, in ms. */
  retryAfterMs?: number;
  /** HTTP status, or the code inside a stream's error event. */
  status?: number;
  /** The provider named in the error, when there is one. */
  provider?: string;
  /** What the other side said: plain text, bounded. */
  said: string;
}

/** The leg a kind speaks of, and whether the same request can succeed later, unless the answer says otherwise. */
const kinds: Readonly<Record<FaultKind, { leg: Leg; retryable: boolean }>> = {
  'bad-key': { leg: 'account', retryable: false },
  'no-credit': { leg: 'account', retryable: false },
  'permission-denied': { leg: 'account', retryable: false },
  'rate-limited': { leg: 'account', retryable: true },
  'model-not-found': { leg: 'request', retryable: false },
  'no-endpoints': { leg: 'request', retryable: false },
  'context-length': { leg: 'request', retryable: false },
  'invalid-request': { leg: 'request', retryable: false },
  moderation: { leg: 'request', retryable: false },
  'provider-overloaded': { leg: 'provider', retryable: true },
  'provider-error': { leg: 'provider', retryable: true },
  'provider-timeout': { leg: 'provider', retryable: true },
  'gateway-error': { leg: 'gateway', retryable: true },
  'gateway-unavailable': { leg: 'gateway', retryable: true },
  'edge-timeout': { leg: 'gateway', retryable: true },
  'not-an-api': { leg: 'http', retryable: false },
  'not-found': { leg: 'settings', retryable: false },
  'proxy-auth': { leg: 'proxy', retryable: false },
  unknown: { leg: 'http', retryable: false },
};

/** Every kind, for tables and tests. */
export const faultKinds = Object.keys(kinds) as readonly FaultKind[];

/** The leg a kind of fault speaks of by default. */
export function legOfFault(kind: FaultKind): Leg {
  return kinds[kind].leg;
}

/** Whether a kind of fault can pass by itself, by default. */
export function retryableFault(kind: FaultKind): boolean {
  return kinds[kind].retryable;
}

/** A fault in words: what it is, why it happens, what to do. */
export interface FaultWords {
  title: string;
  cause: string;
  nextStep: string;
}

/** Puts a fault in words. The gateway's own words are in `said` and are not repeated here. */
export function describeFault(fault: Fault): FaultWords {
  const who = fault.provider ?? t('The provider');
  switch (fault.kind) {
    case 'bad-key':
      return {
        title: t('The gateway does not accept the API key.'),
        cause: t('The key is missing, mistyped, disabled, expired, or belongs to another gateway.'),
        nextStep: t('Set the key of this gateway again, and check which variable or header the client sends it in.'),
      };
    case 'no-credit':
      return {
        title: t('The account has no credit left for this request.'),
        cause: t('The balance is used up or negative, or the key has reached its spending cap.'),
        nextStep: fault.retryable
          ? t('Requests under way hold the budget. Wait for them to finish and try again.')
          : t('Add credit or raise the cap of the key at the gateway. A negative balance blocks free models too.'),
      };
    case 'permission-denied':
      return {
        title: t('The gateway refuses this request for this key.'),
        cause: t('A permission, a guardrail of the organization, or the region of the request forbids it.'),
        nextStep: t('Check the permissions and guardrails of the key, and from which country the request leaves.'),
      };
    case 'rate-limited':
      return fault.leg === 'provider'
        ? {
            title: t('{0} limits the rate of requests for this model.', who),
            cause: t('The provider has no capacity left for the gateway; the limit is not on the account.'),
            nextStep: t('{0} Or let the request fall back to another model or provider.', waitWords(fault)),
          }
        : {
            title: t('The gateway limits the rate of requests of this account.'),
            cause: t('Too many requests in the last minute or day. Free models have low limits.'),
            nextStep: t('{0} Fewer parallel requests and fewer automatic retries help.', waitWords(fault)),
          };
    case 'model-not-found':
      return {
        title: t('The gateway does not know the model.'),
        cause: t('The model id is mistyped, lacks its author prefix, or the model was withdrawn.'),
        nextStep: t('Copy the id from the models list of the gateway.'),
      };
    case 'no-endpoints':
      return {
        title: t('The gateway knows the model but has no provider that may serve this request.'),
        cause: t('A privacy filter, a required parameter such as tools, or a provider list excludes all of them.'),
        nextStep: t('Relax the filter in the request or in the privacy settings of the account, or use another model.'),
      };
    case 'context-length':
      return {
        title: t('The request is longer than the model can take.'),
        cause: t('The conversation and the answer it leaves room for exceed the context length of the model.'),
        nextStep: t('Shorten the conversation, ask for a shorter answer, or use a model with a longer context.'),
      };
    case 'invalid-request':
      return {
        title: t('The gateway does not understand the request.'),
        cause: t('A parameter is wrong, not supported by this model, or the body is too large.'),
        nextStep: t('Read what the gateway said and change the request; sending it again does not help.'),
      };
    case 'moderation':
      return {
        title: t('A content filter stopped the request.'),
        cause: t('The input or the answer was flagged by the moderation of the gateway or of the provider.'),
        nextStep: t('Change the input, or use a model without that filter.'),
      };
    case 'provider-overloaded':
      return {
        title: t('{0} is overloaded.', who),
        cause: t('No provider of this model has capacity at the moment.'),
        nextStep: t('{0} Or let the request fall back to another model or provider.', waitWords(fault)),
      };
    case 'provider-error':
      return {
        title: t('{0} failed to answer.', who),
        cause: t('The gateway was reached and works, but the provider behind it is down or answered with an error.'),
        nextStep: t('{0} Or let the request fall back to another model or provider.', waitWords(fault)),
      };
    case 'provider-timeout':
      return {
        title: t('{0} did not answer in time.', who),
        cause: t('The gateway was reached, but the provider behind it was too slow.'),
        nextStep: t('{0} Streaming the answer keeps slow requests alive.', waitWords(fault)),
      };
    case 'gateway-error':
      return {
        title: t('The gateway failed with an error of its own.'),
        cause: t('The request reached the gateway, which answered with an internal error.'),
        nextStep: t('{0} If it keeps happening, look at the status page of the gateway.', waitWords(fault)),
      };
    case 'gateway-unavailable':
      return {
        title: t('The gateway is unavailable.'),
        cause: t('Something in front of the gateway answered, because the gateway itself did not.'),
        nextStep: t('{0} If it keeps happening, look at the status page of the gateway.', waitWords(fault)),
      };
    case 'edge-timeout':
      return {
        title: t('The edge in front of the gateway gave up waiting.'),
        cause: t('The gateway took longer to begin its answer than its edge waits, often with a long prompt.'),
        nextStep: t('Turn streaming on, so that the answer begins early, and try again.'),
      };
    case 'not-an-api':
      if (fault.leg === 'proxy') {
        return {
          title: t('The proxy answered with a page of its own.'),
          cause: t('The request got as far as the proxy, which did not pass it on or got no answer from behind it.'),
          nextStep: t('Read what its page says. Choose another node in the proxy, or ask whoever runs it to allow the host.'),
        };
      }
      return {
        title: t('A web page came back instead of an API answer.'),
        cause: t('The base URL points to a web site, or a proxy, firewall or login portal answered in its place.'),
        nextStep: t('Check the base URL, then open it in a browser: a login or block page names who answers.'),
      };
    case 'not-found':
      return {
        title: t('The gateway has nothing at this address.'),
        cause: t('The path of the base URL is wrong; often /v1 is missing or there twice.'),
        nextStep: t('Compare the base URL with the documentation of the gateway.'),
      };
    case 'proxy-auth':
      return {
        title: t('The proxy wants a user name and a password.'),
        cause: t('The proxy answered 407; the request never reached the gateway.'),
        nextStep: t('Put the credentials, URL-encoded, in the proxy setting of the client that fails.'),
      };
    case 'unknown':
      return {
        title: t('The gateway answered in a way that is not known.'),
        cause: t('The answer matches no known error.'),
        nextStep: t('Read what the gateway said, and look at its status page.'),
      };
  }
}

/** How long to wait, as the other side asked. */
function waitWords(fault: Fault): string {
  if (fault.retryAfterMs === undefined) return t('Wait a moment and try again.');
  const seconds = Math.max(1, Math.ceil(fault.retryAfterMs / 1000));
  if (seconds < 120) return t('Wait {0} seconds and try again.', seconds);
  const minutes = Math.ceil(seconds / 60);
  return minutes < 120 ? t('Wait {0} minutes and try again.', minutes) : t('Wait {0} hours.', Math.ceil(minutes / 60));
}
