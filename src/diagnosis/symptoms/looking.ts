import type { Leg } from '../../path/leg.ts';
import type { Symptom } from './symptom.ts';

/** Where to look for a symptom's cause. */
export interface Looking {
  /** Ids of the probes that tell its causes apart; they run first, also those that a quick diagnosis leaves out. */
  probes: readonly string[];
  /** Beginnings of the ids of findings that are its cause, seen here and now. */
  findings: readonly string[];
}

/** What goes for every symptom of a leg that is not named below. */
const byLeg: Readonly<Record<Leg, Looking>> = {
  settings: { probes: ['proxy-environment', 'route'], findings: ['proxy-contexts-disagree', 'proxy-value', 'routes-disagree', 'route-error'] },
  proxy: { probes: ['proxy-environment', 'route', 'connect'], findings: ['proxy-', 'socks-'] },
  dns: { probes: ['dns', 'connect'], findings: ['dns-', 'name-', 'fake-ip-', 'resolver-'] },
  tcp: { probes: ['dns', 'connect'], findings: ['connect', 'address-family', 'slow-addresses', 'no-network', 'fake-ip-orphan', 'proxy-missing-here'] },
  tls: { probes: ['tls', 'connect'], findings: ['tls-'] },
  http: { probes: ['http', 'tls'], findings: ['not-an-api', 'no-response', 'connection-cut', 'headers-', 'body-', 'not-http', 'stacks-disagree'] },
  stream: { probes: ['stream', 'http'], findings: ['stream-', 'slow-first-content', 'no-content'] },
  gateway: { probes: ['http'], findings: ['gateway-', 'not-an-api'] },
  provider: { probes: ['http', 'stream'], findings: ['provider-'] },
  account: { probes: ['http'], findings: ['bad-key', 'no-credit', 'rate-limited', 'key-', 'account-'] },
  request: { probes: ['http', 'stream'], findings: ['model-', 'unknown-model', 'bad-request', 'no-endpoints'] },
};

/** Symptoms whose causes lie elsewhere than their leg says, or in more places. */
const byId: Readonly<Record<string, Looking>> = {
  'wrong-host': { probes: ['route', 'dns'], findings: ['wrong-host', 'dns-'] },
  'editor-environment': { probes: ['proxy-environment', 'route', 'http'], findings: ['proxy-contexts-disagree', 'routes-disagree', 'stacks-disagree', 'proxy-missing-here', 'no-proxy-setting-hides-variable'] },
  'repeated-requests': { probes: ['http', 'stream'], findings: ['slow-first-content', 'stream-', 'no-response'] },
  'loopback-through-proxy': { probes: ['loopback', 'route', 'http'], findings: ['loopback-proxied', 'not-an-api', 'proxy-is-gateway'] },
  'socks-unsupported': { probes: ['proxy-environment', 'route'], findings: ['route-error', 'routes-disagree', 'proxy-protocol', 'proxy-value'] },
  'connection-reset': { probes: ['connect', 'tls', 'http', 'upload'], findings: ['connect', 'tls-refused', 'tls-name', 'connection-cut', 'address-family', 'upload-'] },
  'connect-budget': { probes: ['connect', 'dns'], findings: ['slow-addresses', 'address-family'] },
  'stall-then-success': { probes: ['dns', 'connect'], findings: ['dns-', 'slow-addresses', 'address-family'] },
  'long-prompts-fail': { probes: ['upload', 'http', 'stream'], findings: ['upload-', 'no-response', 'whole-answer-fails'] },
  'body-timeout': { probes: ['stream', 'idle', 'http'], findings: ['stream-', 'idle-'] },
  'headers-timeout': { probes: ['stream', 'http'], findings: ['no-response', 'slow-first-content', 'idle-', 'whole-answer-fails'] },
  'client-timeout': { probes: ['stream', 'http'], findings: ['no-response', 'slow-first-content', 'stream-'] },
  'stream-idle-timeout': { probes: ['stream', 'idle'], findings: ['stream-', 'idle-'] },
  'stalled-stream': { probes: ['stream'], findings: ['stream-', 'idle-', 'no-content'] },
  'premature-close': { probes: ['stream', 'connect'], findings: ['stream-', 'idle-', 'body-cut', 'connection-cut'] },
  'http2-trouble': { probes: ['stream', 'http'], findings: ['stream-fails-over-http', 'stream-'] },
  'empty-answer': { probes: ['stream'], findings: ['stream-', 'provider-'] },
};

/** Where to look for the cause of a symptom. */
export function lookingFor({ id, leg }: Pick<Symptom, 'id' | 'leg'>): Looking {
  return byId[id] ?? byLeg[leg];
}

/** Ids of `byId`, for the test that holds them to known symptoms. */
export const symptomsLookedForElsewhere: readonly string[] = Object.keys(byId);
