import { t } from '@vscode/l10n';
import type { FeedReading } from './feed.ts';

/** A document older than this when it was handed out is no news of now. Vendors cache for a minute or a few. */
const maxDocumentAgeMs = 3_600_000;

/** Nothing at all on a page for so long: no API's page in the reference is quiet for more than some weeks. */
const abandonedAfterMs = 180 * 24 * 3_600_000;

/** A page is silent against its own habit after this much, and this many times its longest pause. */
const minSilenceMs = 30 * 24 * 3_600_000;
const pausesOfSilence = 6;
/** A habit needs this many incidents. */
const minIncidents = 5;

/** Own calls that fail for so long, without a word on the page, make its "operational" worthless. */
const contradictedAfterMs = 30 * 60_000;

/** What is known beside the document. */
export interface FreshnessFacts {
  nowMs: number;
  /** Headers of the answer, lower-case names. */
  headers: Readonly<Record<string, string>>;
}

/**
 * Whether what a page says is known to be old, and why. That it has not changed for days is no sign: a page changes when
 * something happens. What counts is the document's own time of making, a cache's `Age`, a silence that does not fit the
 * page's habit, and half a year without any change.
 *
 * Only "operational" is doubted: a page that says that something is wrong has been touched for it.
 *
 * @returns a sentence, or null when nothing speaks against it.
 */
export function whyFrozen(reading: FeedReading, { nowMs, headers }: FreshnessFacts): string | null {
  // By the other side's clock where it gives it, so that a wrong clock here freezes nothing.
  const said = Date.parse(headers['date'] ?? '');
  const thereMs = Number.isFinite(said) ? said : nowMs;
  if (reading.generatedAt !== null && thereMs - Date.parse(reading.generatedAt) > maxDocumentAgeMs) {
    return t('The status page handed out data made at {0}, so that it may be frozen.', minute(reading.generatedAt));
  }
  // RFC 9111, 5.1: seconds in caches.
  const age = /^\d{1,12}$/.test(headers['age'] ?? '') ? Number(headers['age']) * 1000 : 0;
  if (age > maxDocumentAgeMs) {
    return t('A cache handed out the status page as it was at {0}.', minute(new Date(nowMs - age).toISOString()));
  }
  if (reading.state !== 'operational' || reading.updatedAt === null) return null;
  const quietMs = nowMs - Date.parse(reading.updatedAt);
  if (quietMs > abandonedAfterMs) {
    return t('The status page has not changed since {0}, so that it can’t be told from one that was given up.', reading.updatedAt.slice(0, 10));
  }
  const pause = longestPauseMs(reading);
  if (pause !== null && quietMs > minSilenceMs && quietMs > pausesOfSilence * pause) {
    return t('The status page used to report something every few days and has been silent since {0}, so that it may be frozen.', reading.updatedAt.slice(0, 10));
  }
  return null;
}

/** The longest time between two incidents in a row; null where there are too few to speak of a habit. */
function longestPauseMs({ incidents }: FeedReading): number | null {
  const starts = incidents.flatMap(({ startedAt }) => (startedAt === null ? [] : [Date.parse(startedAt)])).sort((a, b) => a - b);
  if (starts.length < minIncidents) return null;
  return Math.max(...starts.slice(1).map((start, index) => start - (starts[index] ?? start)));
}

/**
 * Whether own calls speak against a page that says all is well: they reached the gateway and have failed for half an
 * hour, and the page has not changed since. It is then unknown whether anybody looks after the page.
 *
 * @param failingSinceMs since when calls that reach the gateway fail without one success; null when they don't.
 */
export function whyContradicted(reading: FeedReading, failingSinceMs: number | null, nowMs: number): string | null {
  if (reading.state !== 'operational' || failingSinceMs === null || nowMs - failingSinceMs < contradictedAfterMs) return null;
  if (reading.updatedAt !== null && Date.parse(reading.updatedAt) >= failingSinceMs) return null;
  return t('The status page says all is well and has not changed since your calls began to fail at {0}.', minute(new Date(failingSinceMs).toISOString()));
}

/** `2026-05-08 14:30 UTC`. */
function minute(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}
