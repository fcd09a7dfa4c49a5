import { t } from '@vscode/l10n';
import type { RungSeen } from '../../path/idle-ladder.ts';
import { clockSentence, type ClockFacts } from '../clocks.ts';
import type { IdleEvidence } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import type { Judgement } from '../probe.ts';
import type { SubjectFacts } from '../subject.ts';
import { duration, pathOf } from './wording.ts';

const probes = ['idle'];

/**
 * What the ladder measured. `tunnel`: silence inside TLS that reaches the gateway's own side, so everything on the way
 * counts. `interceptor`: the keep-alive clock of a box that ends TLS. `plain`: the same of whoever speaks plain HTTP.
 */
export type LadderKind = 'tunnel' | 'interceptor' | 'plain';

/** What can be known from who ends TLS. A private root is a gateway's own only where the user defined the gateway. */
export function ladderKind({ tlsEnd }: IdleEvidence, userDefined: boolean): LadderKind {
  if (tlsEnd === 'no-tls' || tlsEnd === undefined) return 'plain';
  return tlsEnd === 'public-root' || (tlsEnd === 'private-root' && userDefined) ? 'tunnel' : 'interceptor';
}

/** How an idle connection fared, in short. */
export interface IdleOutcome {
  /** The longest silence that was survived, in ms; 0 when none was. */
  survivedMs: number;
  /** How the connection ended: noticed at once, or found dead when asked again. Null when it lived on every rung. */
  end: { how: 'fin' | 'reset' | 'silence'; atMs: number; goodbye: boolean | null } | null;
}

/** Reads the ladder: rungs that were not climbed say nothing. Null when nothing could be measured. */
export function idleOutcome({ ladder }: IdleEvidence): IdleOutcome | null {
  const rungs = ladder?.rungs ?? [];
  const survivedMs = Math.max(0, ...rungs.filter(({ outcome }) => outcome === 'answered').map(({ rungMs }) => rungMs));
  const ended = rungs.filter(isEnd).toSorted((a, b) => endAt(a) - endAt(b))[0];
  if (!ended) return survivedMs > 0 ? { survivedMs, end: null } : null;
  const how = ended.outcome as 'fin' | 'reset' | 'silence';
  return { survivedMs, end: { how, atMs: endAt(ended), goodbye: ended.goodbye } };
}

function isEnd({ outcome }: RungSeen): boolean {
  return outcome === 'fin' || outcome === 'reset' || outcome === 'silence';
}

/** Silence is known only to have begun by the rung. */
function endAt({ outcome, atMs, rungMs }: RungSeen): number {
  return outcome === 'silence' ? rungMs : (atMs ?? rungMs);
}

/** The ladder as the clock table takes it; undefined where it did not measure the path itself. */
export function idleOf(evidence: IdleEvidence, userDefined: boolean): ClockFacts['idle'] {
  const outcome = idleOutcome(evidence);
  if (!outcome || ladderKind(evidence, userDefined) !== 'tunnel') return undefined;
  const { end, survivedMs } = outcome;
  return { survivedMs, endedMs: end && !endedByServer(outcome, evidence) ? end.atMs : null };
}

/** A server closes at the time it announced, or within a second or two after it. */
const announcedSlackMs = 2_500;

/** The far end of TLS said goodbye, or had announced the time. */
function endedByServer({ end }: IdleOutcome, { ladder }: IdleEvidence): boolean {
  if (!end || end.how === 'silence') return false;
  if (end.goodbye === true) return true;
  const announcedMs = ladder?.announcedMs ?? null;
  return (
    announcedMs !== null && end.atMs >= announcedMs - announcedSlackMs && end.atMs <= announcedMs + announcedSlackMs
  );
}

/** Judges how long a connection may be silent here. */
export function judgeIdle(evidence: IdleEvidence, facts: SubjectFacts): Judgement {
  if (evidence.notReached || !(evidence.ladder || evidence.unverified)) {
    return { status: 'skip', summary: t('The gateway was not reached.'), findings: [] };
  }
  if (evidence.unverified)
    return { status: 'skip', summary: t('Not run: TLS did not verify, so nothing was sent.'), findings: [] };
  const outcome = idleOutcome(evidence);
  if (!outcome) return { status: 'unknown', summary: nothingMeasured(evidence), findings: [] };
  const kind = ladderKind(evidence, facts.gateway.userDefined);
  const findings = [found(outcome, kind, evidence, facts)];
  return {
    status: findings.some(({ severity }) => severity !== 'info') ? 'warn' : 'pass',
    summary: `${labelOf(kind)}: ${summaryOf(outcome)}`,
    findings,
  };
}

function nothingMeasured({ ladder }: IdleEvidence): string {
  const rungs = ladder?.rungs ?? [];
  if (rungs.some(({ outcome }) => outcome === 'not-kept'))
    return t('The other side closes the connection after each answer, so there is nothing to measure.');
  const failure = rungs.find((rung) => rung.failure)?.failure;
  return t('No connection gave a first answer ({0}).', failure?.code ?? '?');
}

function labelOf(kind: LadderKind): string {
  switch (kind) {
    case 'tunnel':
      return t('tunnel idle');
    case 'interceptor':
      return t('keep-alive of the interceptor');
    case 'plain':
      return t('keep-alive over plain HTTP');
  }
}

function summaryOf({ survivedMs, end }: IdleOutcome): string {
  if (!end) return t('answers after {0} of silence', duration(survivedMs));
  switch (end.how) {
    case 'fin':
      return t('closed after {0}', duration(end.atMs));
    case 'reset':
      return t('reset after {0}', duration(end.atMs));
    case 'silence':
      return t('dead without a word by {0}', duration(end.atMs));
  }
}

/** Gives up after this long and nobody suffers: most clients have gone by then. */
const harmlessMs = 300_000;

function found(outcome: IdleOutcome, kind: LadderKind, evidence: IdleEvidence, facts: SubjectFacts): Finding {
  const { end, survivedMs } = outcome;
  const clocks = clockSentence(evidence.clocks ?? []);
  const base = { leg: 'stream' as const, probes };
  if (!end) {
    return {
      ...base,
      id: 'idle-survives',
      severity: 'info',
      title: t('A connection that is silent for {0} still answers.', duration(survivedMs)),
      detail: `${blindSpot(kind)} ${clocks}`,
      fixes: [],
    };
  }
  if (end.how === 'silence') return forgotten(outcome, kind);
  if (kind !== 'tunnel' || endedByServer(outcome, evidence)) {
    return {
      ...base,
      id: 'idle-keep-alive-ends',
      severity: 'info',
      title:
        kind === 'tunnel'
          ? t('The gateway itself ends a connection that is idle for {0}.', duration(end.atMs))
          : t('Whoever answers first ends a connection that is idle for {0}.', duration(end.atMs)),
      detail: `${t('That is a keep-alive clock for connections between requests. Clients open a new one.')} ${blindSpot(kind)} ${clocks}`,
      fixes: [],
    };
  }
  return cutByPath(outcome, evidence, facts, clocks);
}

/** Nobody said goodbye inside TLS, so it was somebody outside of it. */
function cutByPath(
  { end, survivedMs }: IdleOutcome,
  evidence: IdleEvidence,
  facts: SubjectFacts,
  clocks: string,
): Finding {
  const path = pathOf(evidence.path ?? '', facts);
  const atMs = end?.atMs ?? 0;
  const proxied = path?.proxied === true;
  // Straight to a server of the user's own it may be the server that leaves without a word.
  const certain = proxied && end?.goodbye === false;
  const doubtful = !proxied && facts.gateway.userDefined;
  const by =
    evidence.proxyReply?.headers['proxy-agent'] ??
    evidence.proxyReply?.headers['via'] ??
    evidence.proxyReply?.headers['server'];
  return {
    id: 'idle-connection-cut',
    leg: proxied ? 'proxy' : 'stream',
    severity: atMs >= harmlessMs || doubtful ? 'info' : 'warning',
    title: t('A connection that is silent for {0} is cut on the way.', duration(atMs)),
    detail: [
      end?.how === 'reset'
        ? t('It was reset, and the gateway did not say goodbye.')
        : t('It was closed, and the gateway did not say goodbye.'),
      survivedMs > 0 ? t('After {0} of silence it still answered.', duration(survivedMs)) : '',
      by ? t('The proxy calls itself "{0}".', by) : '',
      t('An answer that is not streamed, or a model that thinks for longer than that, is lost here.'),
      clocks,
    ]
      .filter(Boolean)
      .join(' '),
    probes,
    fixes: [
      {
        id: 'raise-idle-timeout',
        title: t('Raise the idle timeout on the way'),
        detail: t('Have the idle timeout of the proxy or firewall set above 300 s for the host of the gateway.'),
      },
      {
        id: 'keep-bytes-moving',
        title: t('Stream answers'),
        detail: t('Ask with streaming on: the keep-alive comments of the gateway then hold such clocks back.'),
      },
    ],
    ...(!certain && { confidence: 'medium' as const }),
  };
}

function forgotten({ end, survivedMs }: IdleOutcome, kind: LadderKind): Finding {
  const atMs = end?.atMs ?? 0;
  return {
    id: 'idle-connection-forgotten',
    leg: 'stream',
    severity: 'warning',
    title: t('A connection that is silent for {0} is dead, and nobody says so.', duration(atMs)),
    detail: `${t('The same request on the same connection got no answer, no close and no reset. The longest silence it survived was {0}. A client that reuses it hangs until its own clock ends that.', duration(survivedMs))} ${blindSpot(kind)}`,
    probes,
    fixes: [
      {
        id: 'keep-alive-below',
        title: t('Keep connections warm, or short-lived'),
        detail: t(
          'Switch TCP keep-alive on in the client with an interval below {0}, or have it drop idle connections sooner. Load balancers and NATs forget connections like this.',
          duration(Math.max(survivedMs, 1_000)),
        ),
      },
      {
        id: 'keep-bytes-moving',
        title: t('Stream answers'),
        detail: t('Ask with streaming on: the keep-alive comments of the gateway then hold such clocks back.'),
      },
    ],
    confidence: 'medium',
  };
}

/** What the ladder can't see. */
function blindSpot(kind: LadderKind): string {
  switch (kind) {
    case 'tunnel':
      return t(
        'Measured between requests, through everything that does not read TLS. A box in front of the gateway can have another clock for answers in progress.',
      );
    case 'interceptor':
      return t(
        'A box on the way reads TLS, so this is its keep-alive clock between requests. Its clock for answers in progress, and everything behind it, is not seen.',
      );
    case 'plain':
      return t(
        'Over plain HTTP this is the clock of whoever answers first. Clocks for answers in progress, and those behind a proxy, are not seen.',
      );
  }
}
