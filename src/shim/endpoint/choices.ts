import type { SpokenProtocol } from '../../gateways/gateway.ts';
import type { Chain, Target } from './chains/chain.ts';
import { endpointProtocol } from './protocols/index.ts';
import { withModel } from './protocols/body-model.ts';
import type { EndpointProtocol } from './protocols/protocol.ts';
import type { EndpointRefusal } from './refusals.ts';
import { orderTargets } from './resilience/order.ts';
import type { Served } from './served.ts';
import { targetUrl } from './target-url.ts';
import { translation, withoutForeignThoughts } from './translate/index.ts';
import { TranslatedAnswer } from './translate/translated-answer.ts';
import type { TargetGateway } from './chains/chain.ts';

/** One target of a request, with all that is needed to ask it. */
export interface Choice {
  target: Target;
  gateway: TargetGateway;
  /** Its key; a gateway without one is asked without, as a server on this machine wants it. */
  key: string | undefined;
  url: URL;
  /** The protocol it is asked in. */
  protocol: EndpointProtocol;
  /** The bytes that ask it; made when they are first wanted. */
  body(): Buffer;
  /** Where it speaks another protocol than the caller. */
  translated?(): TranslatedAnswer;
}

/** What a request in one protocol asks for. */
export interface Asked {
  model: string;
  protocol: EndpointProtocol;
  body: Buffer;
  /** With its `?`, or empty. */
  query: string;
  /** Seconds since the epoch: the time of an answer whose own protocol has none. */
  createdS: number;
}

/**
 * The targets of one request in the order in which they are asked. Those that can't be asked are left out; only where
 * none is left, the first reason is what the caller is told. Pure.
 *
 * @param random in [0, 1).
 */
export function choicesFor(served: Served, asked: Asked, random: () => number): { chain: Chain; choices: readonly Choice[] } | EndpointRefusal {
  const chain = served.chain(asked.model);
  if (!chain) return { code: 'no-target', asked: asked.model, aliases: served.aliases };
  const { order, leftOut } = orderTargets({ chain, random });
  const choices: Choice[] = [];
  let problem: EndpointRefusal | undefined;
  for (const index of order) {
    const read = choiceOf(served, chain.targets[index] as Target, asked);
    if ('code' in read) problem ??= read;
    else choices.push(read);
  }
  if (choices.length > 0) return { chain, choices };
  return problem ?? { code: 'no-target-allowed', alias: chain.alias, why: leftOut[0]?.why ?? '' };
}

function choiceOf(served: Served, target: Target, asked: Asked): Choice | EndpointRefusal {
  const { protocol: spoken, query } = asked;
  const known = served.gateway(target.gateway);
  if (!known) return { code: 'no-target', asked: target.gateway, aliases: served.aliases };
  const key = served.key(target);
  if (key === undefined && known.keyless !== true) return { code: 'no-key', gateway: known.title };
  const speaks = spokenTo(known, spoken.id);
  // Its API refuses a request without one; what the caller says itself goes over it.
  const gateway: TargetGateway = speaks === 'messages' ? { ...known, headers: { 'anthropic-version': '2023-06-01', ...known.headers } } : known;
  const protocol = endpointProtocol(speaks);
  if (speaks === spoken.id) {
    let bytes: Buffer | undefined;
    return { target, gateway, key, url: targetUrl(gateway, protocol, query), protocol, body: () => (bytes ??= bodyFor(asked, target.model)) };
  }
  const between = translation(spoken.id, speaks, asked.createdS);
  // Its facts were read from it, so that it is JSON.
  const request: unknown = JSON.parse(asked.body.toString('utf8'));
  const translated = between.request(request, target.model);
  if ('impossible' in translated) return { code: 'untranslatable', what: translated.impossible };
  let bytes: Buffer | undefined;
  return {
    target,
    gateway,
    key,
    url: targetUrl(gateway, protocol),
    protocol,
    body: () => (bytes ??= Buffer.from(JSON.stringify(translated.body), 'utf8')),
    translated: () => new TranslatedAnswer(between, spoken, request),
  };
}

/** The caller's bytes with the target's model, and without thoughts that a translated answer brought in. */
function bodyFor({ protocol, body, model: asked }: Asked, model: string): Buffer {
  const clean = mayHoldThoughts[protocol.id].some((mark) => body.includes(mark)) ? withoutThoughts(protocol.id, body) : body;
  return model === asked ? clean : withModel(clean, model);
}

/** Without any of these there is nothing to take out, and the body needs no parsing. */
const mayHoldThoughts: Readonly<Record<SpokenProtocol, readonly string[]>> = { 'chat-completions': [], messages: ['"thinking"'], responses: ['"reasoning"'] };

function withoutThoughts(protocol: SpokenProtocol, body: Buffer): Buffer {
  const request = JSON.parse(body.toString('utf8')) as Record<string, unknown>;
  const clean = withoutForeignThoughts(protocol, request);
  return clean === request ? body : Buffer.from(JSON.stringify(clean), 'utf8');
}

/** Which protocol a target is asked in: the caller's own where it speaks it. Pure. */
export function spokenTo(gateway: TargetGateway, caller: SpokenProtocol): SpokenProtocol {
  return gateway.speaks.includes(caller) ? caller : (gateway.speaks[0] as SpokenProtocol);
}
