import * as z from 'zod/mini';
import type { EndpointConfiguration } from '../endpoint/chains/chain.ts';

const id = z.string().check(z.minLength(1), z.maxLength(200));
const url = z.string().check(z.maxLength(2_000), z.regex(/^https?:\/\/[^\s@]+$/));
const ms = z.int().check(z.nonnegative());
const amount = z.number().check(z.nonnegative());
/** Visible ASCII: what a header can carry (RFC 9110, 5.5). */
const headerText = z.string().check(z.maxLength(8_192), z.regex(/^[\x20-\x7e]*$/));

const price = z.object({ inputUsd: amount, outputUsd: amount });

const clocks = z.object({
  connectMs: z.optional(ms),
  headersMs: z.optional(ms),
  firstContentMs: z.optional(ms),
  silenceMs: z.optional(ms),
  totalMs: z.optional(ms),
});

const gateway = z.object({
  id,
  title: z.string().check(z.maxLength(200)),
  baseUrl: url,
  messagesBaseUrl: z.optional(url),
  speaks: z.array(z.enum(['chat-completions', 'messages', 'responses'])).check(z.minLength(1), z.maxLength(3)),
  auth: z.enum(['bearer', 'x-api-key']),
  headers: z.optional(z.record(z.string().check(z.regex(/^[A-Za-z0-9-]{1,100}$/)), headerText)),
  cancelStopsBilling: z.optional(z.enum(['yes', 'no', 'by-provider'])),
  keyless: z.optional(z.boolean()),
});

const target = z.object({
  gateway: id,
  model: id,
  key: z.optional(id),
  weight: z.optional(amount),
  quality: z.optional(z.number().check(z.gte(0), z.lte(100))),
  price: z.optional(price),
  onlyIfCheaperThan: z.optional(price),
});

const chain = z.object({
  alias: id,
  targets: z.array(target).check(z.minLength(1), z.maxLength(50)),
  order: z.optional(z.enum(['listed', 'quality', 'cheapest', 'weighted'])),
  race: z.optional(z.object({ afterMs: ms })),
  clocks: z.optional(clocks),
  continueTruncated: z.optional(z.boolean()),
});

const shape = z.object({
  gateways: z.array(gateway).check(z.maxLength(100)),
  chains: z.array(chain).check(z.maxLength(200)),
  defaultGateway: z.optional(id),
  keys: z.record(id, z.object({ gateway: id, value: headerText.check(z.minLength(1)) })),
  clocks: z.optional(clocks),
  caps: z.optional(z.array(z.object({ alias: id, usdPerDay: amount })).check(z.maxLength(300))),
  maxPerTarget: z.optional(z.int().check(z.positive(), z.maximum(10_000))),
});

/**
 * An `EndpointConfiguration` as it comes from another process of this user: every gateway that is named is there, and no
 * key is named for another gateway than its own. What is wrong is told by its place alone, as the rest may be a key.
 */
export const endpointShape = shape.check(
  z.refine((value) => holdsTogether(value as EndpointConfiguration), { path: ['chains'], error: 'names a gateway or a key that is not its own' }),
);

function holdsTogether({ gateways, chains, defaultGateway, keys }: EndpointConfiguration): boolean {
  const ids = new Set(gateways.map((one) => one.id));
  if (ids.size !== gateways.length || new Set(chains.map(({ alias }) => alias)).size !== chains.length) return false;
  if (defaultGateway !== undefined && !ids.has(defaultGateway)) return false;
  if (!Object.values(keys).every((key) => ids.has(key.gateway))) return false;
  // A key that is not there is told to whoever asks that target; one of another gateway would leave for it.
  const owned = (name: string, gatewayId: string): boolean => !Object.hasOwn(keys, name) || keys[name]?.gateway === gatewayId;
  if (!gateways.every(({ id: gatewayId }) => owned(gatewayId, gatewayId))) return false;
  return chains.every(({ targets }) => targets.every((one) => ids.has(one.gateway) && owned(one.key ?? one.gateway, one.gateway)));
}
