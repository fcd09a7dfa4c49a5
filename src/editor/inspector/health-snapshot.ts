import { t } from '@vscode/l10n';
import type { HistoryEntry } from '../../gateways/health/history.ts';
import {
  availabilityStrip,
  incidentBars,
  latencySeries,
  type AvailabilityBucket,
  type HistorySpan,
  type LatencyBucket,
} from '../../gateways/health/history-views.ts';
import { plainText } from '../../path/network-failure.ts';
import { shownState, wellShare, type ShownFeed, type Standing } from '../../gateways/health/standing.ts';
import { agoWords, durationWords } from '../time-words.ts';
import { feedWord, healthWord, partyWord } from '../../gateways/health/state-words.ts';
import type { ShownGatewayHealth, ShownHealth } from './protocol.ts';

const hourMs = 3_600_000;
const spanMs: Readonly<Record<ShownHealth['span'], number>> = { day: 24 * hourMs, week: 7 * 24 * hourMs, month: 30 * 24 * hourMs };
const buckets: Readonly<Record<ShownHealth['span'], number>> = { day: 96, week: 84, month: 90 };

/** In a day's view an hour: a window that is not looked at checks every 39 minutes at most (check-schedule.ts). */
const joinedBuckets = 4;

/** What the page shows of monitoring is made of. */
export interface HealthFacts {
  monitoring: boolean;
  /** Why the history can't be kept; null when it is. */
  problem: string | null;
  span: ShownHealth['span'];
  standings: readonly Standing[];
  /** By gateway id; what is not there yet is empty. */
  histories: ReadonlyMap<string, readonly HistoryEntry[]>;
}

/** How the watched gateways are and have been, for the page. Pure. */
export function healthSnapshot(facts: HealthFacts, nowMs: number): ShownHealth {
  const { monitoring, span, standings, histories } = facts;
  return {
    monitoring,
    note: plainText(noteOf(facts), 500),
    span,
    spans: [
      { id: 'day', title: t('24 hours') },
      { id: 'week', title: t('7 days') },
      { id: 'month', title: t('30 days') },
    ],
    gateways: standings.map((standing) => shownGateway(standing, histories.get(standing.id) ?? [], span, nowMs)),
  };
}

function noteOf({ monitoring, problem, standings }: HealthFacts): string {
  if (problem !== null) return problem;
  if (!monitoring) return t('Monitoring is off, and nothing is sent. Switched on, it sends each gateway one cheap request about every five minutes, and spends no tokens.');
  return standings.length === 0 ? t('Monitoring is starting.') : '';
}

function shownGateway(standing: Standing, entries: readonly HistoryEntry[], span: ShownHealth['span'], nowMs: number): ShownGatewayHealth {
  const { id, title, health, feed } = standing;
  const stretch: HistorySpan = { fromMs: nowMs - spanMs[span], toMs: nowMs, buckets: buckets[span] };
  const strip = availabilityStrip(entries, stretch);
  const latency = latencyOf(latencySeries(entries, stretch), stretch);
  return {
    id,
    title: plainText(title, 100),
    state: health.state,
    stateWord: healthWord(health.state),
    sentence: plainText(health.sentence, 600),
    nextStep: plainText(health.nextStep, 400),
    facts: factsOf(standing, nowMs),
    strip: strip.map((bucket) => ({ state: shownState(bucket), label: bucketLabel(bucket, nowMs) })),
    stripLabel: stripLabel(strip, span),
    ...(latency && { latency }),
    incidents: incidentBars(feed?.incidents ?? [], stretch).map((bar) => ({
      from: (bar.fromMs - stretch.fromMs) / spanMs[span],
      share: (bar.toMs - bar.fromMs) / spanMs[span],
      title: plainText(bar.title, 200),
      when: agoWords(nowMs - bar.fromMs),
      open: bar.open,
    })),
    since: t('{0} ago', spanWord(span)),
    hasStatusPage: feed !== null,
  };
}

function factsOf({ health, feed }: Standing, nowMs: number): ShownGatewayHealth['facts'] {
  const { fault, latencyMs, lastGoodAtMs, checkedAtMs, sinceMs } = health;
  return [
    ...(sinceMs === null ? [] : [{ label: t('Since'), value: agoWords(nowMs - sinceMs) }]),
    ...(fault === null ? [] : [{ label: t('Whose fault'), value: partyWord(fault) }]),
    { label: t('Latency'), value: latencyMs === null ? t('none') : durationWords(latencyMs) },
    { label: t('Last good answer'), value: lastGoodAtMs === null ? t('none') : agoWords(nowMs - lastGoodAtMs) },
    { label: t('Checked'), value: checkedAtMs === null ? t('not yet') : agoWords(nowMs - checkedAtMs) },
    ...(feed === null ? [] : [{ label: t('Official status page'), value: plainText(feedWords(feed, nowMs), 400) }]),
  ];
}

function feedWords({ state, readAtMs, problem, thirdParty }: ShownFeed, nowMs: number): string {
  const word = thirdParty ? t('{0} (third party)', feedWord(state)) : feedWord(state);
  const read = readAtMs === null ? word : t('{0}, read {1}', word, agoWords(nowMs - readAtMs));
  return problem === null ? read : `${read}. ${problem}`;
}

function bucketLabel(bucket: AvailabilityBucket, nowMs: number): string {
  const state = shownState(bucket);
  const word = state === 'none' ? t('nobody looked') : healthWord(state);
  return `${agoWords(nowMs - bucket.fromMs)}: ${word}`;
}

/** The strip in one sentence; rounding never calls trouble a hundred percent. */
function stripLabel(strip: readonly AvailabilityBucket[], span: ShownHealth['span']): string {
  const share = wellShare(strip);
  if (share === null) return t('Nothing is known of the last {0}.', spanWord(span));
  const percent = share === 1 ? '100' : (Math.floor(share * 1_000) / 10).toFixed(1);
  const watched = strip.reduce((sum, { noData }) => sum + 1 - noData, 0) / strip.length;
  return t('Well for {0} % of the time that was watched, which is {1} % of the last {2}.', percent, Math.round(watched * 100), spanWord(span));
}

function spanWord(span: ShownHealth['span']): string {
  return span === 'day' ? t('24 hours') : span === 'week' ? t('7 days') : t('30 days');
}

function latencyOf(series: readonly LatencyBucket[], { fromMs, toMs }: HistorySpan): ShownGatewayHealth['latency'] {
  const known = series.flatMap(({ fromMs: from, toMs: to, p50Ms, p90Ms }, index) =>
    p50Ms === null ? [] : [{ index, at: ((from + to) / 2 - fromMs) / (toMs - fromMs), usualMs: p50Ms, highMs: p90Ms ?? p50Ms }],
  );
  if (known.length === 0) return undefined;
  const topMs = Math.max(1, ...known.map(({ highMs }) => highMs));
  const middle = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;
  return {
    runs: runsOf(known).map((run) => run.map(({ at, usualMs, highMs }) => ({ at, usual: usualMs / topMs, high: highMs / topMs }))),
    label: t(
      'Usually {0}; the slow tenth takes {1}, at most {2}.',
      durationWords(middle(known.map(({ usualMs }) => usualMs))),
      durationWords(middle(known.map(({ highMs }) => highMs))),
      durationWords(topMs),
    ),
    top: t('up to {0}', durationWords(topMs)),
  };
}

/** Points further apart stand in runs of their own: a line across that time would show what nobody measured. */
function runsOf<Point extends { index: number }>(points: readonly Point[]): Point[][] {
  const runs: Point[][] = [];
  for (const point of points) {
    const run = runs.at(-1);
    const before = run?.at(-1);
    if (run && before && point.index - before.index <= joinedBuckets) run.push(point);
    else runs.push([point]);
  }
  return runs;
}
