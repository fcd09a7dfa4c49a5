import * as z from 'zod/mini';

const text = z.string().check(z.maxLength(8_192));
const texts = z.array(text).check(z.maxLength(2_000));
const variables = z.record(z.string().check(z.maxLength(200)), text);

const system = z.looseObject({
  store: z.enum(['gnome', 'kde', 'macos', 'windows', 'none']),
  mode: z.enum(['none', 'manual', 'automatic', 'unknown']),
  http: z.optional(text),
  https: z.optional(text),
  socks: z.optional(text),
  pacUrl: z.optional(text),
  autoDetect: z.optional(z.literal(true)),
  bypass: texts,
  bypassReversed: z.optional(z.literal(true)),
});

/** A `Routing` as it comes from another process of this user. What its texts mean is judged by the router. */
export const routingShape = z.object({
  rules: z.array(z.object({ host: text, upstream: text })).check(z.maxLength(2_000)),
  client: z.string().check(z.maxLength(100)),
  environment: variables,
  editorSettings: z.optional(z.record(z.string().check(z.maxLength(200)), z.unknown())),
  editorHost: z.optional(z.enum(['local', 'remote', 'browser'])),
  system: z.optional(system),
  allow: texts,
  keepAliveMs: z.optional(z.number().check(z.positive())),
});

