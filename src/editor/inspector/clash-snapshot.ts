import { t } from '@vscode/l10n';
import { callChanges, type CallChange } from '../../clash/controller/call-changes.ts';
import { nodeRegion } from '../../clash/controller/node-region.ts';
import type { ClashConnectionSeen, ClashCoreSeen, ClashHostSeen, ClashPlace } from '../../diagnosis/clash/evidence.ts';
import { doubleTaken } from '../../diagnosis/rules/clash-layers.ts';
import { missingNames } from '../../diagnosis/rules/clash-rows.ts';
import { chainWords, leafOf, nodeNamed, ruleWords } from '../../diagnosis/rules/clash-words.ts';
import { listed } from '../../diagnosis/rules/wording.ts';
import { sourceWord } from '../../diagnosis/views/clash-tables.ts';
import { durationWords } from '../../path/duration-words.ts';
import { plainText } from '../../path/network-failure.ts';
import { byteWords } from '../../shim/journal/byte-words.ts';
import type { ClashLabels, ClashRow, ShownClash, ShownClashHost } from './protocol.ts';

/** A connection as it is followed: another object whenever it has changed. */
export interface FollowedConnection extends ClashConnectionSeen {
  /** Its number on the page. */
  number: number;
  bytesUp: number;
  bytesDown: number;
  /** Null while it lives. */
  endedAtMs: number | null;
  /** What the core's log said of it, oldest first. */
  log?: readonly string[];
}

/** What is known of the core at a moment. */
export interface ClashStanding {
  state: ShownClash['state'];
  tried: readonly ClashPlace[];
  core: ClashCoreSeen | undefined;
  /** Why it is lost, in a sentence. */
  problem?: string | undefined;
}

/** A connection on which nothing came for this long is marked, in ms. */
const stalledMs = 30_000;

/** The core as the page shows it. Pure. */
export function shownClash({ state, tried, core, problem }: ClashStanding): ShownClash {
  return {
    state,
    sentence: plainText(sentenceOf(state, tried, core, problem), 500),
    tried: state === 'none' ? tried.map(({ place, outcome }) => plainText(`${place}: ${outcomeWord(outcome)}`, 300)) : [],
    hosts: state === 'watching' && core ? core.hosts.map((seen) => shownHost(seen, core)) : [],
    labels: clashLabels(),
  };
}

function sentenceOf(state: ShownClash['state'], tried: readonly ClashPlace[], core: ClashCoreSeen | undefined, problem: string | undefined): string {
  switch (state) {
    case 'looking':
      return t('Looking for a Clash core on this machine.');
    case 'none':
      return t('No Clash core was found. If one runs, switch its external controller on, or name its address in the setting gatehouse.clash.controller.');
    case 'locked': {
      const place = tried.find(({ outcome }) => outcome === 'secret-wanted')?.place ?? '';
      return t('A Clash core answers at {0} and asks for its secret.', place);
    }
    case 'watching':
      return core ? t('{0} at {1}, mode {2}. What it carries to gateways is listed here; nothing is changed.', core.title, core.place.place, core.mode) : '';
    case 'lost':
      return problem ?? t('The Clash core does not answer any more. What is listed is what was known before.');
  }
}

function outcomeWord(outcome: ClashPlace['outcome']): string {
  switch (outcome) {
    case 'nothing':
      return t('nothing there');
    case 'no-controller':
      return t('another program');
    case 'secret-wanted':
      return t('asks for its secret');
    case 'found':
      return t('found');
  }
}

function shownHost({ host, explanation, sources }: ClashHostSeen, core: ClashCoreSeen): ShownClashHost {
  const plain = (text: string): string => plainText(text, 300);
  if (!explanation) return { host: plain(host), row: t('unknown'), way: t('unknown'), health: t('unknown'), healthMark: 'quiet', knownFrom: '', missing: '' };
  const node = nodeNamed(core, leafOf(explanation));
  const tested = node !== undefined && node.alive !== null;
  return {
    host: plain(host),
    row: plain(explanation.rule ? ruleWords(explanation.rule) : explanation.mode === 'rule' ? t('no row') : t('mode {0}', explanation.mode)),
    way: plain(chainWords(explanation)),
    health: !tested ? t('not tested') : node.alive === true ? t('passes its test') : t('failed its test'),
    healthMark: !tested ? 'quiet' : node.alive === true ? 'good' : 'bad',
    knownFrom: listed(sources.map(sourceWord)),
    missing: explanation.complete || explanation.undecided.length === 0 ? '' : plain(t('Not known: {0}.', missingNames(explanation.undecided))),
  };
}

/** Connections as rows. Pure; `nowMs` is what a living one lasts until. */
export function clashRows(connections: readonly FollowedConnection[], core: Pick<ClashCoreSeen, 'nodes'>, nowMs: number): ClashRow[] {
  const twice = doubleTaken(connections);
  const inTime = connections.toSorted((a, b) => a.startedAtMs - b.startedAtMs || a.number - b.number);
  // One program at a time: two may rightly have two ways.
  const changes = new Map(callChanges(inTime).map((change) => [change.later.number, change]));
  return inTime
    .map((one) => {
      const onDeadNode = one.left?.why === 'dead' || core.nodes.some(({ name, alive }) => name === one.node && alive === false);
      const left = one.live && !onDeadNode ? one.left : undefined;
      const change = changes.get(one.number);
      const stalled = one.live && one.silentMs !== null && one.silentMs >= stalledMs;
      const changed = change?.changed.some((what) => what !== 'rule') === true;
      const double = twice.some(({ process, host }) => process === one.process && host === one.host);
      return {
        id: one.number,
        startedAtMs: one.startedAtMs,
        host: plainText(one.host, 255),
        policy: plainText(one.policy, 120),
        node: plainText(one.node, 120),
        caller: plainText(one.process === '' ? doorWord(one.door) : t('{0}, {1}', one.process, doorWord(one.door)), 120),
        callerName: plainText(one.process, 60),
        duration: durationWords(Math.max(0, (one.endedAtMs ?? nowMs) - one.startedAtMs)),
        silence: one.silentMs === null ? '' : durationWords(one.silentMs),
        bytes: one.bytesUp + one.bytesDown === 0 ? '' : t('{0} up, {1} down', byteWords(one.bytesUp), byteWords(one.bytesDown)),
        live: one.live,
        failed: (onDeadNode && one.live) || changed || double || one.withoutName,
        onDeadNode,
        marks: [
          ...(onDeadNode ? [{ kind: 'dead-node' as const, text: t('dead node') }] : []),
          ...(left ? [{ kind: 'left' as const, text: left.now === null ? t('node not chosen any more') : t('node not chosen any more, {0} is', plainText(left.now, 60)) }] : []),
          ...(stalled ? [{ kind: 'stalled' as const, text: one.unanswered === true ? t('no answer to what was sent') : t('nothing comes') }] : []),
          ...(change && changed ? [{ kind: 'changed' as const, text: changeWords(change) }] : []),
          ...(double ? [{ kind: 'double' as const, text: t('by proxy and TUN') }] : []),
          ...(one.withoutName ? [{ kind: 'no-name' as const, text: t('address without name') }] : []),
          ...(one.live ? [] : [{ kind: 'ended' as const, text: t('ended') }]),
        ],
        log: (one.log ?? []).map((line) => plainText(line, 400)),
      };
    });
}

/** How a call left otherwise than the one before it. */
function changeWords({ earlier, later, changed }: CallChange<FollowedConnection>): string {
  if (changed.includes('region')) return t('other region than before: {0}, then {1}', nodeRegion(earlier.node) ?? '', nodeRegion(later.node) ?? '');
  return changed.includes('node') ? t('other node than before') : t('other policy than before');
}

function doorWord(door: ClashConnectionSeen['door']): string {
  switch (door) {
    case 'connect':
      return 'CONNECT';
    case 'http':
      return 'HTTP';
    case 'socks':
      return 'SOCKS';
    case 'tun':
      return 'TUN';
    case 'other':
      return t('another door');
  }
}

function clashLabels(): ClashLabels {
  return {
    clash: t('Clash'),
    hosts: t('Clash: the way of each gateway host'),
    hostColumns: [t('Host'), t('Row'), t('Policy and node'), t('Health of the node'), t('Known from')],
    connections: t('Connections that Clash carries to gateways'),
    columns: [t('When'), t('Host'), t('Policy'), t('Node'), t('Remarks'), t('Caller'), t('Duration'), t('Silent for'), t('Bytes'), t('Action')],
    tried: t('Looked for at'),
    lookAgain: t('Look again'),
    enterSecret: t('Enter the secret'),
    compare: t('Compare two policies'),
    closeOnDeadNode: t('Close the {0} on dead nodes', '{0}'),
    close: t('Close connection'),
    log: t('Lines of the core\'s log: {0}', '{0}'),
    none: t('No connection to a gateway at the moment. Call one, and it appears here.'),
    noneLeft: t('No connection passes the filter.'),
    filter: t('Filter'),
    allCallers: t('All callers'),
    caller: t('Caller'),
    onlyFailed: t('Only marked'),
    pause: t('Pause'),
    resume: t('Go on'),
    paused: t('Paused: the list stands still, and connections go on.'),
  };
}
