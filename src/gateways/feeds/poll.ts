import { t } from '@vscode/l10n';
import { DeadlineError, withDeadline } from '../../path/deadline.ts';
import { parseRetryAfter } from '../fault-wait.ts';
import type { FeedAnswer } from './adapter.ts';
import { whyDead } from './dead-pages.ts';
import type { FeedReading, FeedStatus, StatusFeed } from './feed.ts';
import { feedStatus, type FeedKnown } from './feed-status.ts';
import { whyFrozen } from './frozen.ts';
import type { FeedFailure, FeedGet } from './get.ts';
import { feedAdapters } from './index.ts';
import { readRecognised, recogniseFeed } from './read-feed.ts';

/** What a poll needs. */
export interface PollNeeds {
  fetch: FeedGet;
  /** Now, in ms since the epoch. */
  nowMs: number;
  signal: AbortSignal;
  /** For one document, redirects included; 8 s without. */
  timeoutMs?: number;
  /** See `feedStatus`. */
  failingSinceMs?: number | null;
}

const defaultTimeoutMs = 8_000;

/** Documents asked for in one poll; a page that moved to another vendor is found within a few polls. */
const maxRequests = 6;

/**
 * Polls one feed: the address that worked last, else the given one, else those that the adapters know, until one can be
 * read. Remembers which. Does not look at the schedule.
 *
 * @returns what it counts for now, and what to keep. Only an abort by `signal` rejects.
 */
export async function pollFeed(feed: StatusFeed, known: FeedKnown, needs: PollNeeds): Promise<{ status: FeedStatus; known: FeedKnown }> {
  const { nowMs } = needs;
  const done = (after: Partial<FeedKnown>): { status: FeedStatus; known: FeedKnown } => {
    const kept: FeedKnown = { ...known, retryAfterMs: null, problem: null, ...after, lastPollAtMs: nowMs };
    return { status: feedStatus(feed, kept, nowMs, needs.failingSinceMs), known: kept };
  };
  const failed = (problem: string, after: Partial<FeedKnown> = {}): ReturnType<typeof done> =>
    done({ problem, failures: known.failures + 1, ...after });

  if (feed.linkOnly === true) return { status: feedStatus(feed, known, nowMs), known };
  const dead = whyDead(feed.dataUrl ?? feed.pageUrl);
  // What was read from it before is no better.
  if (dead !== null) return failed(dead, { reading: null, readAtMs: null, url: null, etag: null, lastModified: null });

  const candidates = candidatesOf(feed, known);
  let firstProblem: string | undefined;
  for (const [count, candidate] of candidates.entries()) {
    if (count >= maxRequests) break;
    const answer = await getOne(candidate, validators(candidate, known), needs);
    if ('reason' in answer) {
      if (answer.reason === 'network') return failed(answer.problem);
      firstProblem ??= answer.problem;
      continue;
    }
    if (answer.status === 304 && candidate === known.url && known.reading) {
      return done({ failures: 0, reading: undoubted(known.reading, answer, nowMs), readAtMs: nowMs });
    }
    if (answer.status === 429 || answer.status >= 500) {
      return failed(t('The status page answered HTTP {0} instead of its data.', answer.status), {
        retryAfterMs: parseRetryAfter(answer.headers['retry-after'], nowMs) ?? null,
      });
    }
    const sentOnto = whyDead(answer.url);
    const read = sentOnto === null ? await readOne(answer, feed, needs) : { problem: sentOnto };
    if ('problem' in read) {
      firstProblem ??= read.problem;
      continue;
    }
    const reading = undoubted(read.reading, answer, nowMs);
    // A second document may have changed where the first has not, and a doubt must not outlast its reason.
    const whole = read.whole && reading === read.reading;
    return done({
      failures: 0,
      url: candidate,
      etag: whole ? short(answer.headers['etag']) : null,
      lastModified: whole ? short(answer.headers['last-modified']) : null,
      reading,
      readAtMs: nowMs,
      nextCandidate: 0,
    });
  }
  const nextCandidate = known.nextCandidate + maxRequests;
  return failed(firstProblem ?? t('There is no address to ask this status page for its data.'), { nextCandidate });
}

/** The address that worked, the one that was given, then the adapters', going on where the last poll ended. */
function candidatesOf(feed: StatusFeed, known: FeedKnown): string[] {
  const expected = feedAdapters.filter(({ id }) => id === feed.format);
  const guessed = [...new Set([...expected, ...feedAdapters].flatMap((adapter) => adapter.paths(feed)))];
  const from = guessed.length === 0 ? 0 : known.nextCandidate % guessed.length;
  const given = [known.url, feed.dataUrl ?? null].flatMap((url) => (url === null ? [] : [url]));
  return [...new Set([...given, ...guessed.slice(from), ...guessed.slice(0, from)])].filter((url) => whyDead(url) === null);
}

function validators(candidate: string, known: FeedKnown): Record<string, string> {
  if (candidate !== known.url || !known.reading) return {};
  return {
    ...(known.etag !== null && { 'if-none-match': known.etag }),
    ...(known.lastModified !== null && { 'if-modified-since': known.lastModified }),
  };
}

async function getOne(url: string, headers: Record<string, string>, { fetch, signal, timeoutMs = defaultTimeoutMs }: PollNeeds): Promise<FeedAnswer | FeedFailure> {
  try {
    return await withDeadline('the status page', timeoutMs, signal, (inner) => fetch({ url, headers }, inner));
  } catch (error) {
    signal.throwIfAborted();
    const problem = error instanceof DeadlineError
      ? t('The status page was not read within {0} s.', timeoutMs / 1000)
      : t('The status page could not be read because of a fault in this program: {0}', error instanceof Error ? error.message : String(error));
    return { problem, reason: 'network' };
  }
}

interface Reading {
  reading: FeedReading;
  /** True when one document was enough. */
  whole: boolean;
}

/** Reads an answer, and gets the second document where the format needs one. */
async function readOne(answer: FeedAnswer, feed: StatusFeed, needs: PollNeeds): Promise<Reading | { problem: string }> {
  const recognised = recogniseFeed(answer, feed);
  if ('problem' in recognised) return recognised;
  const { companion } = recognised;
  const alone = readRecognised(recognised, feed, needs.nowMs);
  const wanted = companion !== null && (companion.when === 'always' || ('state' in alone && alone.state !== 'operational'));
  if (!wanted) return 'state' in alone ? { reading: alone, whole: true } : alone;
  const other = await getOne(companion.url, {}, needs);
  const read = 'reason' in other ? alone : readRecognised(recognised, feed, needs.nowMs, other);
  return 'state' in read ? { reading: read, whole: false } : read;
}

/** The reading, or the same as unknown where something shows that it is old. */
function undoubted(reading: FeedReading, answer: FeedAnswer, nowMs: number): FeedReading {
  const problem = whyFrozen(reading, { nowMs, headers: answer.headers });
  return problem === null ? reading : { ...reading, state: 'unknown', problem };
}

/** A validator as it can be sent back; one that was cut can't. */
function short(value: string | undefined): string | null {
  return value !== undefined && value.length < 300 && !value.endsWith('…') ? value : null;
}
