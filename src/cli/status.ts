import { setTimeout as pause } from 'node:timers/promises';
import { t } from '@vscode/l10n';
import { buildSubject, checkGateway, feedGetOf, gatherProxySettings, reachOther } from '../diagnosis/doctor.ts';
import { wrapText } from '../diagnosis/render/wrap.ts';
import type { Subject } from '../diagnosis/subject.ts';
import { gatewayIds } from '../gateways/catalogue/index.ts';
import { nothingKnown } from '../gateways/feeds/feed-status.ts';
import { pollFeed } from '../gateways/feeds/poll.ts';
import type { Gateway } from '../gateways/gateway.ts';
import { lookOnce } from '../gateways/health/look-once.ts';
import { HealthMonitor } from '../gateways/health/monitor.ts';
import type { HealthState } from '../gateways/health/signal.ts';
import { standingOf, type Standing } from '../gateways/health/standing.ts';
import { feedWord, healthWord, partyWord } from '../gateways/health/state-words.ts';
import { networkMark } from '../path/network-mark.ts';
import { plainText } from '../path/network-failure.ts';
import { Secret } from '../path/secret.ts';
import { parseArguments, UsageError, type ParsedArguments } from './arguments.ts';
import { alignColumns } from './columns.ts';
import { exitCodes, type Command } from './command.ts';
import { gatewayAt, knownGateway } from './gateway-option.ts';
import type { Terminal } from './output.ts';
import { statusDocument } from './status-document.ts';

/** Longest time one settings command may take, in ms. */
const settingsLimitMs = 5_000;

/** How often this machine's network is looked at while watching, in ms. Nothing is sent by it. */
const lookAroundMs = 20_000;

/** Says how gateways are, once or as long as somebody watches. */
export const status: Command = {
  name: 'status',
  synopsis: [
    'status [--gateway ID]... [--base-url URL] [--watch] [--interval SECONDS]',
    '       [--no-status-pages] [--third-party] [--json]',
  ],
  summary: () => t('Say how gateways are, and whose fault it is when one is not well.'),
  options: {
    gateway: { type: 'string', value: 'ID', about: () => t('A known gateway; may be given several times. "doctor --gateway list" lists them.') },
    'base-url': { type: 'string', value: 'URL', about: () => t('A gateway by its base URL, such as https://host/v1.') },
    watch: { type: 'boolean', about: () => t('Go on looking, and print each change until it is ended.') },
    interval: { type: 'string', value: 'SECONDS', about: () => t('Time between two looks while watching: at least 60, 300 without.') },
    'no-status-pages': { type: 'boolean', about: () => t('Leave official status pages alone.') },
    'third-party': { type: 'boolean', about: () => t('Also ask status pages that somebody else runs; they learn that this machine asks.') },
    json: { type: 'boolean', about: () => t('Print one JSON document; while watching, one a line.') },
  },
  notes: () => [
    t('Each gateway gets one cheap request, two with a key, and two more when the first fails. No tokens are spent.'),
    t('Keys are taken from the environment, each for its own gateway only; with --base-url from GATEHOUSE_API_KEY.'),
    t('Exit code 0: all are healthy. 1: one is degraded, down or refused. 3: of one nothing can be said.'),
  ],
  async run(args, terminal) {
    const parsed = parseArguments(args, status.options);
    const [extra] = parsed.positionals;
    if (extra !== undefined) throw new UsageError(t('"{0}" is not expected here.', plainText(extra, 80)));
    const gateways = chosenGateways(parsed);
    const intervalMs = chosenInterval(parsed);
    const subjects = await subjectsOf(terminal);
    return parsed.has('watch') ? await watch(gateways, intervalMs, subjects, parsed, terminal) : await look(gateways, subjects, parsed, terminal);
  },
};

/** @throws UsageError */
function chosenGateways(parsed: ParsedArguments): Gateway[] {
  const baseUrl = parsed.value('base-url');
  const named = [...new Set(parsed.values('gateway'))].map(knownGateway);
  const all = baseUrl === undefined ? named : [...named, gatewayAt(baseUrl)];
  return all.length > 0 ? all : [knownGateway(gatewayIds[0] ?? '')];
}

/** @throws UsageError */
function chosenInterval(parsed: ParsedArguments): number {
  const text = parsed.value('interval');
  if (text === undefined) return 300_000;
  if (!parsed.has('watch')) throw new UsageError(t('--interval goes with --watch.'));
  const seconds = Number(text);
  if (!(seconds >= 60 && seconds <= 86_400)) throw new UsageError(t('--interval needs a number of seconds from 60 to 86400.'));
  return seconds * 1_000;
}

/** Without status pages there are none of third parties either. */
function chosenPages(parsed: ParsedArguments): { official: boolean; thirdParties: boolean } {
  const official = !parsed.has('no-status-pages');
  return { official, thirdParties: official && parsed.has('third-party') };
}

type SubjectOf = (gateway: Gateway) => Subject;

async function subjectsOf({ environment, platform, homeDirectory, signal }: Terminal): Promise<SubjectOf> {
  const settings = await gatherProxySettings({ environment, platform, homeDirectory, signal, timeoutMs: settingsLimitMs });
  return (gateway) => {
    const key = environment[gateway.keyVariable]?.trim();
    return buildSubject({
      gateway,
      ...(key ? { key: new Secret(key) } : {}),
      context: 'terminal',
      contextLabel: t('terminal'),
      settings,
      spend: false,
    });
  };
}

/** One look at each gateway, all at the same time. */
async function look(gateways: readonly Gateway[], subjectOf: SubjectOf, parsed: ParsedArguments, terminal: Terminal): Promise<number> {
  const pages = chosenPages(parsed);
  const looked = await Promise.all(
    gateways.map(async (gateway) => {
      const subject = subjectOf(gateway);
      const fetch = feedGetOf(async () => subject);
      const feeds = (gateway.statusFeeds ?? []).filter(({ thirdParty }) => (thirdParty === true ? pages.thirdParties : pages.official));
      const found = await lookOnce(
        gateway,
        {
          check: async (signal) => (await checkGateway(subject, { keyed: subject.key !== undefined, signal, nowMs: Date.now })).signal,
          // The other host is the status page's.
          reachOther: async (signal) => (pages.official ? reachOther(subject, signal) : null),
          feeds: async (signal) =>
            (await Promise.all(feeds.map((feed) => pollFeed(feed, nothingKnown, { fetch, nowMs: Date.now(), signal })))).map((polled) => polled.status),
          online: () => networkMark().online,
          now: Date.now,
          pause: (ms, signal) => pause(ms, undefined, { signal }),
        },
        terminal.signal,
      );
      const seen = { health: found.health, history: [], requests: found.signals.length, dueAtMs: null };
      return { standing: standingOf(gateway, seen, found.feeds, Date.now()), signals: found.signals };
    }),
  );
  const standings = looked.map(({ standing }) => standing);
  if (parsed.has('json')) await terminal.print(`${JSON.stringify(statusDocument(looked), null, 2)}\n`);
  else await terminal.print(renderStandings(standings, terminal.width));
  return exitCodeOf(standings.map(({ health }) => health.state));
}

/** Looks until it is ended, and prints what changes. Resolves when the terminal's signal is aborted. */
async function watch(
  gateways: readonly Gateway[],
  intervalMs: number,
  subjectOf: SubjectOf,
  parsed: ParsedArguments,
  terminal: Terminal,
): Promise<number> {
  const statusPages = chosenPages(parsed);
  const [first] = gateways;
  if (!first) return exitCodes.usage;
  let printed = '';
  let last: readonly Standing[] = [];
  const monitor = new HealthMonitor({
    choices: () => ({ intervalMs, gateways, statusPages }),
    focused: () => true,
    online: () => networkMark().online,
    onBatterySaver: () => false,
    check: async (gateway, keyed, signal) => (await checkGateway(subjectOf(gateway), { keyed, signal, nowMs: Date.now })).signal,
    reachOther: (gateway, signal) => reachOther(subjectOf(gateway), signal),
    getFeed: feedGetOf(async () => subjectOf(first)),
    now: Date.now,
    random: Math.random,
    after: (delayMs, callback) => {
      const timer = setTimeout(callback, delayMs);
      return { dispose: () => clearTimeout(timer) };
    },
    onChange: () => {
      last = monitor.standings;
      // Nothing is known before the first answer.
      if (last.length === 0 || last.some(({ health }) => health.checkedAtMs === null && health.state === 'unknown')) return;
      const mark = JSON.stringify(last.map(({ health, feed }) => [health.state, health.fault, health.leg, health.kind, feed?.state]));
      if (mark === printed) return;
      printed = mark;
      const text = parsed.has('json')
        ? `${JSON.stringify(statusDocument(last.map((standing) => ({ standing, signals: [] }))))}\n`
        : `${new Date().toISOString()}\n${renderStandings(last, terminal.width)}`;
      void terminal.print(text);
    },
    onProblem: () => undefined,
  });
  await monitor.chosen();
  let { mark } = networkMark();
  const lookingAround = setInterval(() => {
    const now = networkMark().mark;
    if (now !== mark) monitor.networkChanged();
    mark = now;
  }, lookAroundMs);
  await new Promise<void>((resolve) => {
    if (terminal.signal.aborted) resolve();
    else terminal.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  clearInterval(lookingAround);
  await monitor.dispose();
  return exitCodeOf(last.map(({ health }) => health.state));
}

/** A row a gateway, and below it what there is to say of those that are not well. */
function renderStandings(standings: readonly Standing[], width: number): string {
  const head = [t('GATEWAY'), t('STATE'), t('WHOSE FAULT'), t('LATENCY'), t('STATUS PAGE')];
  const rows = standings.map(({ title, health, feed }) => [
    title,
    healthWord(health.state),
    health.fault === null ? '-' : partyWord(health.fault),
    health.latencyMs === null ? '-' : t('{0} ms', Math.round(health.latencyMs)),
    feed === null ? '-' : feedWord(feed.state),
  ]);
  const said = standings.flatMap(({ title, health, feed }) => {
    const open = (feed?.incidents ?? []).filter(({ resolvedAt }) => resolvedAt === null).slice(0, 3);
    const incidents = open.map((incident) => t('Open incident: {0}', incident.title));
    const problem = feed?.problem === undefined || feed.problem === null ? [] : [t('Status page: {0}', feed.problem)];
    if (health.state === 'healthy' && incidents.length === 0) return [];
    return ['', `${title}: ${health.sentence}`, ...(health.nextStep === '' ? [] : [health.nextStep]), ...incidents, ...problem];
  });
  return `${[...alignColumns([head, ...rows]), ...said.flatMap((line) => (line === '' ? [''] : wrapText(line, width, '')))].join('\n')}\n`;
}

/** The worst of all decides; what can't be told is neither well nor at fault. */
function exitCodeOf(states: readonly HealthState[]): number {
  if (states.some((state) => state !== 'healthy' && state !== 'unknown' && state !== 'paused')) return exitCodes.fault;
  return states.length > 0 && states.every((state) => state === 'healthy') ? exitCodes.success : exitCodes.couldNotTell;
}
