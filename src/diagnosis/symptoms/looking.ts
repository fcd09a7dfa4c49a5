import { t } from '@vscode/l10n';
import type { Leg } from '../../path/leg.ts';
import type { HttpEvidence, ProxyEnvironmentEvidence, StreamEvidence } from '../evidence.ts';
import type { SubjectFacts } from '../subject.ts';
import type { Symptom } from './symptom.ts';

/** Where to look for a symptom's cause. */
export interface Looking {
  /** Ids of the probes that tell its causes apart; they run first, also those that a quick diagnosis leaves out. */
  probes: readonly string[];
  /** Beginnings of the ids of findings that are its cause, seen here and now. None where no probe can see it. */
  findings: readonly string[];
  /** Findings that are mere notes for the gateway under test are its cause as well. */
  alsoNotes?: true;
  /**
   * Probes that exclude the symptom when all of them have measured and none found its cause. Absent where it comes and
   * goes, or belongs to a client that is not under test.
   */
  excludedBy?: readonly string[];
  /** Whether what they measured covers it, beyond that they have measured. Evidence by probe id. */
  covers?(evidence: Readonly<Record<string, unknown>>, facts: SubjectFacts): boolean;
  /** What to look at where the run can't decide: one or two sentences. */
  lookAt?(): string;
}

/** What goes for every symptom of a leg that is not named below. */
const byLeg: Readonly<Record<Leg, Looking>> = {
  settings: {
    probes: ['proxy-environment', 'route'],
    findings: ['proxy-contexts-disagree', 'proxy-value', 'routes-disagree', 'route-error'],
  },
  proxy: { probes: ['proxy-environment', 'route', 'connect', 'clash'], findings: ['proxy-', 'socks-', 'clash-'] },
  dns: { probes: ['dns', 'connect', 'clash'], findings: ['dns-', 'name-', 'fake-ip-', 'resolver-', 'clash-fake-address', 'clash-dns-', 'clash-name-'] },
  tcp: {
    probes: ['dns', 'connect'],
    findings: ['connect', 'address-family', 'slow-addresses', 'no-network', 'fake-ip-orphan', 'proxy-missing-here'],
  },
  tls: { probes: ['tls', 'connect'], findings: ['tls-'], excludedBy: ['tls'] },
  http: {
    probes: ['http', 'tls', 'stacks'],
    findings: ['not-an-api', 'no-response', 'connection-cut', 'headers-', 'body-', 'not-http', 'stacks-disagree'],
  },
  stream: { probes: ['stream', 'http'], findings: ['stream-', 'slow-first-content', 'no-content'] },
  gateway: { probes: ['http'], findings: ['gateway-', 'not-an-api'] },
  provider: { probes: ['http', 'stream'], findings: ['provider-'] },
  account: { probes: ['http'], findings: ['bad-key', 'no-credit', 'rate-limited', 'key-', 'cap-', 'balance-', 'management-key'] },
  request: { probes: ['http', 'stream'], findings: ['model-', 'unknown-model', 'bad-request', 'no-endpoints'] },
};

const throughProxy: Looking['covers'] = (_evidence, facts) => facts.paths.some(({ proxied }) => proxied);
const cutStreams = [
  'stream-cut',
  'stream-truncated',
  'stream-replaced',
  'stream-stalled',
  'stream-not-started',
  'stream-fails-over-http',
  'idle-connection-',
];

/** Symptoms whose causes lie elsewhere than their leg says, or in more places. */
const byId: Readonly<Record<string, Looking>> = {
  'wrong-host': { probes: ['route', 'dns'], findings: ['wrong-host'], excludedBy: ['route'] },
  'editor-environment': {
    probes: ['proxy-environment', 'route', 'stacks', 'http'],
    findings: [
      'proxy-contexts-disagree',
      'routes-disagree',
      'stacks-disagree',
      'proxy-missing-here',
      'no-proxy-setting-hides-variable',
    ],
    alsoNotes: true,
    excludedBy: ['proxy-environment', 'route'],
    // One environment alone can't disagree with another.
    covers: (evidence) => {
      const seen = evidence['proxy-environment'] as ProxyEnvironmentEvidence | undefined;
      return (seen?.settings.environments.filter(({ obtained }) => obtained !== 'unavailable').length ?? 0) > 1;
    },
    lookAt: () =>
      t('Diagnose once inside the editor and once in the terminal where it works, and compare the two reports.'),
  },
  'repeated-requests': {
    probes: ['http', 'stream'],
    findings: [],
    lookAt: () =>
      t('Look at the log of the gateway or of the relay for one body that comes several times, at the header X-Stainless-Retry-Count, and at the timeouts and retries of every layer.'),
  },
  'proxy-auth': {
    probes: ['connect', 'proxy-environment', 'route'],
    findings: ['proxy-auth-required'],
    excludedBy: ['connect'],
    covers: throughProxy,
    lookAt: () =>
      t('Look at which proxy the failing client uses, and whether its address there holds the credentials; none was asked in this run.'),
  },
  'socks-unsupported': {
    probes: ['proxy-environment', 'route'],
    findings: ['route-error', 'routes-disagree', 'proxy-protocol', 'proxy-value', 'socks-'],
    excludedBy: ['proxy-environment', 'route'],
  },
  'loopback-through-proxy': {
    probes: ['loopback', 'route', 'http'],
    findings: ['loopback-proxied', 'proxy-is-gateway'],
    alsoNotes: true,
    excludedBy: ['loopback'],
  },
  'tls-untrusted': {
    probes: ['tls', 'connect'],
    findings: [
      'tls-intercepted',
      'tls-untrusted',
      'tls-private',
      'tls-broken-chain',
      'tls-unknown-public-root',
      'tls-runtime-refuses',
      'tls-trust',
    ],
    excludedBy: ['tls'],
    lookAt: () =>
      t('Look at the issuer of the certificate the failing client is served, and compare it with another network.'),
  },
  'tls-to-plain-port': {
    probes: ['tls', 'connect', 'proxy-environment'],
    findings: ['tls-not-tls', 'proxy-protocol', 'proxy-certificate', 'proxy-value', 'not-http'],
    excludedBy: ['tls', 'connect'],
    lookAt: () =>
      t('Look at the scheme of every address the failing client has: its base URL and its proxy variables. Try each with http://.'),
  },
  'sse-comment-misread': {
    probes: ['stream'],
    findings: [],
    lookAt: () =>
      t('Look at the version of the client that fails and at the text it could not read: a fault of the client begins with a colon there.'),
  },
  'connection-reset': {
    probes: ['connect', 'tls', 'http', 'upload', 'clash'],
    findings: ['clash-only-policy-fails', 'clash-node-dead', 'clash-connections-on-dead-node', 'connect', 'tls-refused', 'tls-closed', 'tls-name', 'connection-cut', 'address-family', 'upload-'],
    lookAt: () =>
      t('It comes and goes. Restart the client: if that helps, its old connections were dead. Then compare a long prompt direct and through the proxy.'),
  },
  'connect-budget': {
    probes: ['connect', 'dns'],
    findings: ['slow-addresses', 'address-family'],
    alsoNotes: true,
    excludedBy: ['connect'],
  },
  'stall-then-success': { probes: ['dns', 'connect', 'clash'], findings: ['dns-', 'slow-addresses', 'address-family', 'clash-resolving-row-above', 'clash-connections-on-dead-node'] },
  'long-prompts-fail': {
    probes: ['upload', 'http', 'stream'],
    findings: ['upload-', 'no-response', 'whole-answer-fails'],
    excludedBy: ['upload'],
  },
  'not-an-api': {
    probes: ['http', 'stream'],
    findings: ['not-an-api', 'no-models-list', 'not-http', 'not-a-stream', 'stream-replaced'],
    excludedBy: ['http'],
  },
  'body-timeout': {
    probes: ['stream', 'idle', 'http'],
    findings: ['stream-stalled', 'stream-gap', 'stream-cut', 'idle-connection-'],
    lookAt: () =>
      t('Look at the time between the last byte and the error: 300 s, give or take two, is the clock of the client itself.'),
  },
  'headers-timeout': {
    probes: ['stream', 'http'],
    findings: ['no-response', 'slow-first-content', 'whole-answer-fails', 'idle-connection-'],
    lookAt: () =>
      t('Look at the time between the request and the error: 300 s, give or take two, is the clock of the client. Ask the same with streaming on.'),
  },
  'client-timeout': {
    probes: ['stream', 'http'],
    findings: ['no-response', 'slow-first-content', 'stream-stalled', 'stream-gap'],
  },
  'stream-idle-timeout': {
    probes: ['stream', 'idle'],
    findings: [...cutStreams, 'stream-gap'],
    excludedBy: ['stream', 'idle'],
    lookAt: () =>
      t('Look at how long the silence before the cut was. The same each time: a clock on the path. Never the same: the model, so look at the status page of the gateway.'),
  },
  'stalled-stream': {
    probes: ['stream'],
    findings: ['stream-stalled', 'stream-gap', 'stream-endless', 'idle-connection-', 'no-content'],
    lookAt: () =>
      t('It comes and goes with the model. While it hangs, look whether bytes still flow without an event of data, and at the status page of the gateway.'),
  },
  'responses-stream-closed': {
    probes: ['stream', 'idle', 'http'],
    findings: [...cutStreams, 'stream-error-event'],
    lookAt: () =>
      t('Look at the last events of a stream of /v1/responses from that gateway: without response.completed and without an error event it does not serve this API fully.'),
  },
  'premature-close': {
    probes: ['stream', 'connect', 'idle'],
    findings: [...cutStreams, 'body-cut', 'connection-cut'],
    excludedBy: ['stream', 'idle'],
    lookAt: () =>
      t('Ask for a long answer twice, direct and through the proxy, and look which of them is cut and after how long.'),
  },
  'answer-in-one-lump': {
    probes: ['stream'],
    findings: ['stream-buffered', 'stream-partly-buffered', 'stream-compressed'],
    alsoNotes: true,
    excludedBy: ['stream'],
    lookAt: () =>
      t('Look at the time of the first and of the last event with curl -N; run the diagnosis with a short stream.'),
  },
  'http2-trouble': {
    probes: ['stream', 'http'],
    findings: ['stream-fails-over-http'],
    excludedBy: ['stream'],
    // Only a deep run asks over both versions.
    covers: (evidence) => (evidence['stream'] as StreamEvidence | undefined)?.otherProtocol !== undefined,
    lookAt: () =>
      t('Compare curl --http2 with curl --http1.1, or run a deep diagnosis with a short stream: it asks over both versions.'),
  },
  'empty-answer': {
    probes: ['stream'],
    findings: ['stream-empty', 'stream-error-event', 'provider-', 'moderation'],
    excludedBy: ['stream'],
    lookAt: () =>
      t('Look at finish_reason, native_finish_reason and an error object in the last events of the answer that was empty.'),
  },
  'plain-to-tls-port': {
    probes: ['stacks', 'proxy-environment', 'http'],
    findings: ['library-proxies-itself', 'not-http'],
    alsoNotes: true,
    lookAt: () => t('Look at the base URL of the client that fails: with http:// it has to be https://. Then start it once without proxy variables.'),
  },
  'free-model-limits': {
    probes: ['http', 'stream'],
    findings: ['rate-limited', 'no-credit', 'cap-', 'free-', 'balance-'],
    lookAt: () =>
      t('Look at the X-RateLimit headers of the refusal and at the balance of the account. Give the key and the free model to the diagnosis: it says how many free requests are left today.'),
  },
  'no-endpoints': {
    probes: ['http', 'stream'],
    findings: ['no-endpoints', 'model-not-listed', 'model-not-found', 'model-expired', 'provider-none'],
    lookAt: () =>
      t('Look at what the error names as missing, at availability.code and excluded_by in it, and at the privacy settings of the account. Give the model of the failing client to the diagnosis.'),
  },
  'bad-key': {
    probes: ['http'],
    findings: ['bad-key', 'key-expired', 'key-not-sendable', 'key-withheld', 'key-form', 'key-of-other-gateway', 'management-key'],
    excludedBy: ['http'],
    covers: (evidence) => (evidence['http'] as HttpEvidence | undefined)?.keyUsed === 'user',
    lookAt: () =>
      t('No key of yours was tried. Give it to the diagnosis, and compare which header and which variable the failing client sends it in.'),
  },
};

/** Where to look for the cause of a symptom. */
export function lookingFor({ id, leg }: Pick<Symptom, 'id' | 'leg'>): Looking {
  return byId[id] ?? byLeg[leg];
}

/** Ids of `byId`, for the test that holds them to known symptoms. */
export const symptomsLookedForElsewhere: readonly string[] = Object.keys(byId);
