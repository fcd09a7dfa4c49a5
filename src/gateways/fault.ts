import { t } from '@vscode/l10n';
import type { Leg } from '../path/leg.ts';
import type { AddressProblem } from './fault-address.ts';
import type { FaultKind } from './fault-kind.ts';
import { describePathFault } from './fault-path-words.ts';
import type { FaultWords } from './fault-words.ts';

export { faultKinds, isMildFault, legOfFault, retryableFault } from './fault-kind.ts';
export type { FaultKind } from './fault-kind.ts';
export type { FaultWords } from './fault-words.ts';

/** One classified failure of a request. */
export interface Fault {
  kind: FaultKind;
  leg: Leg;
  /**
   * Whether the same request can succeed when it is sent again. It holds until the first content was handed on: after
   * that nobody may repeat a request silently.
   */
  retryable: boolean;
  /** How long the other side asked to wait, in ms. */
  retryAfterMs?: number;
  /** HTTP status, or the code inside a stream's error event. */
  status?: number;
  /** The provider named in the error, when there is one. */
  provider?: string;
  /** The limit the request went over, where the error tells it: tokens of the context, or tokens a minute. */
  limitTokens?: number;
  /** How many tokens the request had, where the error tells it. */
  requestedTokens?: number;
  /** What a filter flagged: plain words, few. */
  reasons?: readonly string[];
  /** Models the gateway offers in place of the one asked for. */
  fallbackModels?: readonly string[];
  /** What is wrong with the address the request went to, as far as the address itself tells. */
  address?: AddressProblem;
  /** The deepest error code, where the network failed. */
  code?: string;
  /** What the other side said: plain text, bounded. */
  said: string;
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
            cause: tooLargeForRate(fault) ?? t('Too many requests in the last minute or day. Free models have low limits.'),
            nextStep: tooLargeForRate(fault)
              ? t('Shorten the request, or raise the limit of the account; waiting does not help.')
              : t('{0} Fewer parallel requests and fewer automatic retries help.', waitWords(fault)),
          };
    case 'model-not-found':
      return {
        title: t('The gateway does not know the model.'),
        cause: t('The model id is mistyped, lacks its author prefix, or the model was withdrawn.'),
        nextStep: offered(fault) ?? t('Copy the id from the models list of the gateway.'),
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
        cause: contextWords(fault),
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
        cause: flaggedWords(fault),
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
        nextStep: addressWords(fault) ?? t('Check the base URL, then open it in a browser: a login or block page names who answers.'),
      };
    case 'not-found':
      return {
        title: t('The gateway has nothing at this address.'),
        cause: t('The path of the base URL is wrong; often /v1 is missing or there twice.'),
        nextStep: addressWords(fault) ?? t('Compare the base URL with the documentation of the gateway.'),
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
    case 'bad-address':
    case 'proxy-unreachable':
    case 'proxy-refuses':
    case 'name-not-found':
    case 'network-unreachable':
    case 'connection-refused':
    case 'connect-timeout':
    case 'tls-untrusted':
    case 'tls-expired':
    case 'tls-wrong-host':
    case 'tls-protocol':
    case 'not-http':
    case 'connection-reset':
    case 'no-response':
    case 'client-timeout':
    case 'cancelled':
    case 'stream-stalled':
    case 'stream-cut':
    case 'truncated':
    case 'length-limit':
      return describePathFault(fault.kind, fault.retryable);
  }
}

/** One limit a minute that the request alone goes over. */
function tooLargeForRate({ limitTokens, requestedTokens }: Fault): string | undefined {
  if (limitTokens === undefined || requestedTokens === undefined || requestedTokens <= limitTokens) return undefined;
  return t('This one request has {0} tokens, and the account may use {1} a minute.', requestedTokens, limitTokens);
}

function contextWords({ limitTokens, requestedTokens }: Fault): string {
  if (limitTokens !== undefined && requestedTokens !== undefined) {
    return t('The request needs {0} tokens, with the answer it leaves room for; the model takes {1}.', requestedTokens, limitTokens);
  }
  if (limitTokens !== undefined) return t('The request and the answer it leaves room for exceed the {0} tokens the model takes.', limitTokens);
  return t('The conversation and the answer it leaves room for exceed the context length of the model.');
}

function flaggedWords({ reasons }: Fault): string {
  return reasons === undefined || reasons.length === 0
    ? t('The input or the answer was flagged by the moderation of the gateway or of the provider.')
    : t('The moderation of the gateway or of the provider flagged the input for: {0}.', reasons.join(', '));
}

function offered({ fallbackModels }: Fault): string | undefined {
  if (fallbackModels === undefined || fallbackModels.length === 0) return undefined;
  return t('The gateway offers instead: {0}. Or copy the id from its models list.', fallbackModels.join(', '));
}

function addressWords({ address }: Fault): string | undefined {
  if (!address) return undefined;
  switch (address.problem) {
    case 'wrong-host':
      return t('The API is not at this host. Set the base URL to {0}.', address.baseUrl);
    case 'v1-twice':
      return t('The version is in the address twice. Set the base URL to {0}.', address.baseUrl);
    case 'endpoint-in-base':
      return t('The base URL must end before the endpoint. Set it to {0}.', address.baseUrl);
    case 'v1-missing':
      return t('The version seems to be missing in the address. Try the base URL {0}.', address.baseUrl);
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
