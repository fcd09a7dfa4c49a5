/** What the endpoint itself refuses, without asking any gateway. Pure. */
import { t } from '@vscode/l10n';
import { editDistance } from '../../gateways/models.ts';
import { plainText } from '../../path/network-failure.ts';
import type { EndpointFailure } from './failure.ts';
import { usdWords } from './spend/usd-words.ts';

/** One reason of the endpoint's own, with what its words need. */
export type EndpointRefusal =
  /** The cap of `alias` (`*` for all) for today is spent; it starts anew in `leftMs`. */
  | { code: 'spending-cap'; alias: string; capUsd: number; spentUsd: number; leftMs: number }
  /** There is no key for a gateway that needs one. */
  | { code: 'no-key'; gateway: string }
  /** No chain has this name, and no gateway is named for other models. */
  | { code: 'no-target'; asked: string; aliases: readonly string[] }
  /** Every target of the chain is left out, with the first sentence that says why. */
  | { code: 'no-target-allowed'; alias: string; why: string }
  /** The request can't be said in the target's protocol; `what` is a sentence. */
  | { code: 'untranslatable'; what: string }
  | { code: 'body-too-large'; limitBytes: number }
  /** Every target waits for a limit to renew or has a breaker open; the first is free in `leftMs`. */
  | { code: 'all-parked'; leftMs?: number }
  /** As many requests run and wait as may. */
  | { code: 'bulkhead-full'; running: number };

type Told = Pick<EndpointFailure, 'status' | 'leg' | 'message' | 'shouldRetry' | 'retryAfterMs'>;

/** A wait that a caller may well sit out. openai-python does not come again where it is over two minutes (src/openai/_base_client.py, _should_retry). */
const obeyedMs = 60_000;

/**
 * What the caller is told of a refusal. Statuses are chosen by what SDKs do with them: 408, 409, 429 and 5xx are sent
 * again by themselves, so only what passes by itself has one of those.
 */
export function refusedFailure(refusal: EndpointRefusal): EndpointFailure {
  return { code: refusal.code, attempts: 0, ...told(refusal) };
}

function told(refusal: EndpointRefusal): Told {
  switch (refusal.code) {
    case 'spending-cap': {
      const { alias, capUsd, spentUsd, leftMs } = refusal;
      const title =
        alias === '*'
          ? t('The spending cap of {0} USD a day for all models is reached: {1} USD are spent today.', usdWords(capUsd), usdWords(spentUsd))
          : t('The spending cap of {0} USD a day for {1} is reached: {2} USD are spent today.', usdWords(capUsd), plainText(alias, 80), usdWords(spentUsd));
      return { status: 402, leg: 'settings', message: `${title} ${t('It starts anew at midnight; raise the cap in the settings to go on today.')}`, shouldRetry: false, retryAfterMs: leftMs };
    }
    case 'no-key':
      return { status: 401, leg: 'account', message: two(t('There is no key for the gateway {0}.', plainText(refusal.gateway, 80)), t('Set the key of this gateway in Gatehouse.')), shouldRetry: false };
    case 'no-target':
      return { status: 404, leg: 'settings', message: two(t('There is no chain with the name {0}, and no gateway is set for other models.', plainText(refusal.asked, 120)), aliasWords(refusal)), shouldRetry: false };
    case 'no-target-allowed':
      return { status: 404, leg: 'settings', message: two(t('Every target of {0} is left out.', plainText(refusal.alias, 80)), refusal.why), shouldRetry: false };
    case 'untranslatable':
      return { status: 400, leg: 'request', message: two(refusal.what, t('Use a target that speaks the protocol of the request.')), shouldRetry: false };
    case 'body-too-large':
      return {
        status: 413,
        leg: 'request',
        message: two(t('The request is larger than the {0} MiB that the endpoint takes.', Math.floor(refusal.limitBytes / (1024 * 1024))), t('Shorten the conversation, or send fewer or smaller images.')),
        shouldRetry: false,
      };
    case 'all-parked': {
      const { leftMs } = refusal;
      const soon = leftMs !== undefined && leftMs <= obeyedMs;
      const next = leftMs === undefined ? t('Wait a moment and try again.') : t('Wait {0} seconds and try again.', Math.max(1, Math.ceil(leftMs / 1_000)));
      return {
        status: 429,
        leg: 'gateway',
        message: two(t('Every target waits for a limit to renew, or has failed so often that it is left alone for now.'), next),
        shouldRetry: soon,
        ...(leftMs !== undefined && { retryAfterMs: leftMs }),
      };
    }
    case 'bulkhead-full':
      return { status: 503, leg: 'settings', message: two(t('{0} requests run at this target, as many as may, and none ended in time.', refusal.running), t('Send fewer requests at once, or raise the limit in the settings.')), shouldRetry: true };
  }
}

function two(what: string, next: string): string {
  return `${what} ${next}`;
}

/** Names that are close to what was asked for, else some of those there are. */
function aliasWords({ asked, aliases }: { asked: string; aliases: readonly string[] }): string {
  if (aliases.length === 0) return t('Set up a chain in the settings, or a gateway for all other models.');
  const close = closeAliases(asked, aliases);
  return close.length > 0
    ? t('Names that are close to it: {0}.', listed(close))
    : t('Names that there are: {0}.', listed(aliases.slice(0, 5)));
}

/** Up to three aliases that differ little from what was asked for, the closest first. Pure. */
export function closeAliases(asked: string, aliases: readonly string[]): string[] {
  const wanted = asked.slice(0, 120).toLowerCase();
  const reach = Math.max(2, Math.floor(wanted.length / 4));
  return aliases
    .map((alias) => {
      const name = alias.toLowerCase();
      // `fast` for `gatehouse/fast`.
      const last = name.slice(name.lastIndexOf('/') + 1);
      return { alias, distance: Math.min(editDistance(name, wanted, reach), editDistance(last, wanted, reach) + 0.5) };
    })
    .filter(({ distance }) => distance <= reach)
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ alias }) => alias);
}

function listed(names: readonly string[]): string {
  return names.map((name) => plainText(name, 80)).join(t(', '));
}
