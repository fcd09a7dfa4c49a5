import { t } from '@vscode/l10n';
import type { ProxyReply } from '../../path/http-connect.ts';
import { proxyAuthorization } from '../../path/http-connect.ts';
import { verifiedTls } from '../../path/http.ts';
import { verifyWith } from '../../path/secure-context.ts';
import { climbIdleLadder, type IdleConnection, type LadderSeen } from '../../path/idle-ladder.ts';
import { namedInterceptor } from '../../path/interceptors.ts';
import type { NetworkPath } from '../../path/network-path.ts';
import { clockRows } from '../clocks.ts';
import type { IdleEvidence } from '../evidence.ts';
import type { Measurements } from '../measurements.ts';
import { dialPath, httpAccessOnce, target, tlsOnce } from '../path-measurements.ts';
import type { Probe } from '../probe.ts';
import { idleOf, judgeIdle } from '../rules/idle.ts';
import type { TlsEnd } from '../stream-evidence.ts';
import type { Subject } from '../subject.ts';

/** Rungs in ms. The lowest below every default, the highest at the idle limit of load balancers (AWS NLB: 350 s). */
const quickRungsMs = [15_000, 30_000, 60_000];
const deepRungsMs = [15_000, 30_000, 60_000, 90_000, 120_000, 180_000, 240_000, 300_000, 350_000];
/** One connection a rung, and no more than this. */
const maxRungs = 10;

/**
 * How long a connection through the path may be silent before somebody ends it. One connection a rung to the gateway
 * itself, a tiny request without a key on each, then silence, then the same request again.
 */
export const idleProbe: Probe<IdleEvidence> = {
  id: 'idle',
  leg: 'stream',
  title: () => t('Idle connections'),
  deep: true,
  deadlineMs: (subject) => {
    const { dnsMs, tcpMs, proxyMs, tlsMs, headersMs } = subject.limits;
    return (rungsOf(subject).at(-1) ?? 0) + dnsMs + tcpMs + proxyMs + 4 * tlsMs + 2 * headersMs + 2_000;
  },
  async measure(subject, measurements, signal) {
    const [path] = subject.paths;
    if (!path) return {};
    const access = await httpAccessOnce(subject, path, measurements);
    if (!access.ready) return access.notReached ? { notReached: access.notReached } : { unverified: true };
    const url = new URL(`${subject.gateway.baseUrl}${subject.gateway.modelsPath}`);
    let proxyReply: ProxyReply | undefined;
    const end = await tlsEnd(subject, path, measurements);
    const evidenceOf = (ladder: LadderSeen): IdleEvidence => {
      const evidence: IdleEvidence = {
        path: path.id,
        request: `HEAD ${url.pathname}`,
        tlsEnd: end,
        ...(proxyReply && { proxyReply }),
        ladder,
      };
      const idle = idleOf(evidence, subject.gateway.userDefined);
      const proxyHeaders = proxyReply?.headers;
      evidence.clocks = clockRows({
        headers: ladder.headers,
        ...(proxyHeaders && { proxyHeaders }),
        context: subject.context,
        ...(idle && { idle }),
      });
      return evidence;
    };
    const ladder = await climbIdleLadder(
      {
        rungsMs: rungsOf(subject),
        host: url.host,
        path: path.mode === 'absolute' ? url.href : `${url.pathname}${url.search}`,
        answerMs: subject.limits.headersMs,
        headers: { ...subject.gateway.headers, ...credentials(path) },
        open: async (inner) => {
          const opened = await openConnection(subject, path, access.roots, measurements, inner);
          proxyReply ??= opened.proxyReply;
          return opened;
        },
        onProgress: ({ elapsedMs, totalMs }) => subject.onProgress?.('idle', { elapsedMs, totalMs }),
        onRung: (seen) => measurements.keepSoFar('idle', evidenceOf(seen)),
      },
      signal,
    );
    return evidenceOf(ladder);
  },
  judge: judgeIdle,
};

function rungsOf({ limits, depth }: Subject): readonly number[] {
  const usual = limits.idleRungsMs ?? (depth === 'deep' ? deepRungsMs : quickRungsMs);
  const highest = limits.idleRungMs ?? Infinity;
  const chosen = usual.filter((rungMs) => rungMs <= highest).slice(0, maxRungs);
  return chosen.length > 0 ? chosen : usual.slice(0, 1);
}

/** A proxy that takes requests whole wants its own credentials with each. */
function credentials({ mode, proxyUrl }: NetworkPath): Record<string, string> {
  const value = mode === 'absolute' && proxyUrl ? proxyAuthorization(proxyUrl) : undefined;
  return value ? { 'proxy-authorization': value } : {};
}

/** A connection that is ready for HTTP/1.1, by the path. @throws what dialling or TLS ended with. */
export async function openConnection(
  subject: Subject,
  path: NetworkPath,
  roots: readonly string[] | undefined,
  measurements: Measurements,
  signal: AbortSignal,
): Promise<IdleConnection & { proxyReply?: ProxyReply }> {
  const { host, secure } = target(subject);
  const verifying = secure && roots ? await verifyWith(roots) : undefined;
  const dialled = await dialPath(subject, path, measurements);
  if (!dialled.ok) throw Object.assign(new Error(dialled.failure.message), { code: dialled.failure.code });
  const { proxyReply, socket: tunnel } = dialled;
  const reply = proxyReply && { proxyReply };
  if (!secure) return { socket: tunnel, wireBytesRead: () => null, ...reply };
  try {
    const socket = await verifiedTls(tunnel, host, verifying, ['http/1.1'], subject.limits.tlsMs, signal);
    // The TCP socket below goes on counting what it reads: a TLS goodbye is bytes there and no data here.
    return { socket, wireBytesRead: () => (tunnel.bytesRead > 0 ? tunnel.bytesRead : null), ...reply };
  } catch (error) {
    tunnel.destroy();
    throw error;
  }
}

/** Who ends TLS on the path, as far as its certificate says. */
export async function tlsEnd(subject: Subject, path: NetworkPath, measurements: Measurements): Promise<TlsEnd> {
  if (!target(subject).secure) return 'no-tls';
  const seen = await tlsOnce(subject, path, measurements);
  if ('notReached' in seen) return 'no-tls';
  const { observation } = seen;
  if (observation.trust.bundled) return 'public-root';
  return namedInterceptor(observation.chain) || observation.mintedForInventedName === true
    ? 'interceptor'
    : 'private-root';
}
