/**
 * What the inspector's page and the extension say to each other. The page imports the types; the extension also parses
 * what comes from the page, for a message can be posted by anything that got into it.
 */
import * as z from 'zod/mini';
import type { FixOffer, State, Severity } from '../../diagnosis/finding.ts';
import type { CertificateChain, Table } from '../../diagnosis/views/table.ts';
import type { HealthState } from '../../gateways/health/signal.ts';
import type { Leg } from '../../path/leg.ts';
import type { RequestRow } from '../../shim/endpoint/journal/request-row.ts';
import type { ConnectionRow } from '../../shim/journal/connection-row.ts';

/**
 * A probe's status on the page. Spelt out here, for the page is compiled without Node's types, which the probes' own
 * file leads to; the compiler sees in inspector-snapshot.ts that the two agree.
 */
export type PageStatus = 'pass' | 'warn' | 'fail' | 'skip' | 'unknown' | 'waiting' | 'running';

const probeId = z.string().check(z.regex(/^[a-z0-9-]{1,60}$/));

/** A connection, or a request, by the number of its journal entry. */
const entryNumber = z.int().check(z.positive());

const action = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('diagnose') }),
  z.object({ type: z.literal('diagnoseWithStream') }),
  z.object({ type: z.literal('diagnoseInDepth') }),
  z.object({ type: z.literal('cancelDeepDiagnosis') }),
  z.object({ type: z.literal('cancel') }),
  z.object({ type: z.literal('rerunProbe'), probe: probeId }),
  z.object({ type: z.literal('copyReport') }),
  z.object({ type: z.literal('saveReport') }),
  z.object({ type: z.literal('openSettings'), id: z.string().check(z.regex(/^[A-Za-z][\w.]{0,100}$/)) }),
  z.object({
    type: z.literal('applyFix'),
    finding: z.int().check(z.nonnegative(), z.lte(10_000)),
    findingId: probeId,
    fix: probeId,
  }),
  z.object({ type: z.literal('undoFix'), id: z.string().check(z.regex(/^[0-9a-f-]{36}$/)) }),
  z.object({ type: z.literal('selectGateway') }),
  z.object({ type: z.literal('setApiKey') }),
  z.object({ type: z.literal('proveEnvironment') }),
  z.object({ type: z.literal('measureClients') }),
  z.object({ type: z.literal('pickSymptom') }),
  z.object({ type: z.literal('compareReport') }),
  z.object({ type: z.literal('showLog') }),
  z.object({ type: z.literal('startMonitoring') }),
  z.object({ type: z.literal('stopMonitoring') }),
  z.object({ type: z.literal('checkNow') }),
  z.object({ type: z.literal('exportHistory') }),
  z.object({ type: z.literal('showSpan'), span: z.enum(['day', 'week', 'month']) }),
  z.object({ type: z.literal('openStatusPage'), gateway: z.string().check(z.regex(/^[a-z0-9][a-z0-9._-]{0,59}$/)) }),
  z.object({ type: z.literal('copyCertificate'), fingerprint256: z.string().check(z.regex(/^[0-9A-F:]{95}$/)) }),
  z.object({ type: z.literal('copyChain'), path: probeId }),
  z.object({ type: z.literal('saveRoot'), path: probeId }),
  z.object({ type: z.literal('openToolFile'), entry: z.int().check(z.nonnegative(), z.lte(100_000)) }),
  z.object({ type: z.literal('switchShimOn') }),
  z.object({ type: z.literal('showConnection'), entry: z.nullable(entryNumber) }),
  z.object({ type: z.literal('closeConnection'), entry: entryNumber }),
  z.object({ type: z.literal('diagnoseHost'), entry: entryNumber }),
  z.object({ type: z.literal('showRequest'), request: z.nullable(entryNumber) }),
  z.object({ type: z.literal('diagnoseRequest'), request: entryNumber }),
  z.object({ type: z.literal('copyRequest'), request: entryNumber }),
  z.object({ type: z.literal('clearRequests') }),
  z.object({ type: z.literal('lookForClash') }),
  z.object({ type: z.literal('closeClashConnections'), rows: z.array(entryNumber).check(z.minLength(1), z.maxLength(1_000)) }),
  z.object({ type: z.literal('takeOffer'), offer: z.enum(['close-clash-connections', 'generate-clash-rows', 'compare-clash-policies', 'enter-clash-secret']) }),
  z.object({ type: z.literal('copyText'), text: z.string().check(z.maxLength(200_000)) }),
]);

const request = z.object({ requestId: z.int().check(z.nonnegative()), action });

/** Something the page asks the extension to do. */
export type Action = z.infer<typeof action>;

/** An action with the number its reply will carry. */
export type Request = z.infer<typeof request>;

/** A request as it came from the page, or undefined when it is none. */
export function parseRequest(message: unknown): Request | undefined {
  const parsed = z.safeParse(request, message);
  return parsed.success ? parsed.data : undefined;
}

/** What the extension sends. All text is plain text in the user's language and free of secrets. */
export type HostMessage =
  | { type: 'snapshot'; snapshot: InspectorSnapshot }
  | ConnectionsMessage
  /** What was asked for by `showConnection`, again whenever it changes; null when it is not kept any more. */
  | { type: 'connection'; detail: ShownConnectionDetail | null }
  | RequestsMessage
  /** What was asked for by `showRequest`, likewise. */
  | { type: 'request'; detail: ShownRequestDetail | null }
  /** What the endpoint has spent; null while there is no shim to ask. */
  | { type: 'spend'; spend: ShownSpend | null }
  /** The Clash core on this machine; null where nobody asked for it and none is known. */
  | { type: 'clash'; clash: ShownClash | null }
  | ClashConnectionsMessage
  /** Moves to a section, and opens one request there. */
  | { type: 'reveal'; section: 'connections' | 'requests' | 'spend' | 'clash'; request?: number }
  | {
      type: 'reply';
      requestId: number;
      /** A sentence for the live region, when there is something to say. */
      said?: string;
    };

/** Connections that are new or changed, and numbers of those that are not kept any more; all there are when `whole`. */
export interface ConnectionsMessage {
  type: 'connections';
  whole: boolean;
  rows: readonly ConnectionRow[];
  gone: readonly number[];
}

/** Requests of the endpoint, likewise. */
export interface RequestsMessage {
  type: 'requests';
  whole: boolean;
  rows: readonly RequestRow[];
  gone: readonly number[];
  /** With the whole list alone. */
  labels?: RequestLabels;
}

/** Connections that the Clash core carries to gateways, likewise. */
export interface ClashConnectionsMessage {
  type: 'clash-connections';
  whole: boolean;
  rows: readonly ClashRow[];
  gone: readonly number[];
}

/** Everything the page shows. It holds no state of its own but which rows are open. */
export interface InspectorSnapshot {
  labels: InspectorLabels;
  /** The chosen gateway, or what is wrong with the settings. */
  gateway: { title: string; baseUrl: string } | { problem: string; settingId: string };
  phase: 'idle' | 'running' | 'done' | 'failed';
  progress: { done: number; total: number; text: string };
  /** How many diagnoses have ended in this window: a run may be over before it was ever drawn. */
  ended: number;
  /** A sentence on the deep diagnosis that runs beside; absent unless one does. */
  deepProgress?: string;
  verdict?: ShownVerdict;
  symptom?: ShownSymptom;
  /** The legs in the order a request meets them. */
  path: readonly ShownLeg[];
  findings: readonly ShownFinding[];
  probes: readonly ShownProbe[];
  tables: readonly Table[];
  chains: readonly ShownChain[];
  timeLines: readonly ShownTimeLine[];
  /** Fixes that are in force, newest first. */
  appliedFixes: readonly ShownAppliedFix[];
  health: ShownHealth;
  /** Absent where this window has no shim to offer. */
  shim?: ShownShim;
  /** Sentences above the verdict: a later check, a cancelled run, another gateway's report. */
  notices: readonly string[];
  failure?: string;
  hasReport: boolean;
  /** For the live region; read out when it changes. */
  announcement: string;
}

export interface ShownVerdict {
  state: State;
  stateWord: string;
  sentence: string;
  nextStep: string;
  /** "TLS, high confidence", or empty. */
  legAndConfidence: string;
  /** "Checked 3 min ago in the extension host, took 2.1 s". */
  checked: string;
}

/** What the user said they see, and what the diagnosis says to it. */
export interface ShownSymptom {
  title: string;
  sentence: string;
  cause: string;
  fix: string;
  confirmed: boolean;
}

/** How a leg looks on the path strip; `none` when no probe has looked at it. */
export interface ShownLeg {
  leg: Leg;
  name: string;
  status: PageStatus | 'none';
  statusWord: string;
  /** True for the leg the verdict names. */
  atFault: boolean;
  /** The probe whose evidence tells about the leg, and how long it took, once there is one. */
  probe?: string;
  duration: string;
}

export interface ShownFinding {
  id: string;
  legName: string;
  severity: Severity;
  severityWord: string;
  title: string;
  detail: string;
  probes: readonly { id: string; title: string }[];
  fixes: readonly ShownFix[];
}

export interface ShownFix {
  id: string;
  title: string;
  detail: string;
  snippet?: string;
  /** An editor setting the fix is about. */
  settingId?: string;
  /** What the extension can do about it, having asked first. */
  offer?: { id: FixOffer; label: string };
  /** True when it can be previewed and written from here. */
  canApply: boolean;
}

export interface ShownAppliedFix {
  id: string;
  title: string;
  findingTitle: string;
  outcome: 'checking' | 'cured' | 'not-cured' | 'unchecked';
  outcomeWord: string;
  /** "Applied 3 min ago: http.proxy in your user settings". */
  what: string;
  undoLabel: string;
}

/** The certificates of one path, and which of them are at hand themselves: reports leave private ones out. */
export interface ShownChain extends CertificateChain {
  pems: { chain: boolean; root: boolean; fingerprints: readonly string[] };
}

/** The steps of one connection; shares are of the whole width, from 0 to 1. */
export interface ShownTimeLine {
  title: string;
  bars: readonly { label: string; start: number; share: number; duration: string; ok: boolean }[];
}

/** How the watched gateways are and have been. */
export interface ShownHealth {
  monitoring: boolean;
  /** What monitoring is and costs, or why it rests. */
  note: string;
  span: 'day' | 'week' | 'month';
  spans: readonly { id: ShownHealth['span']; title: string }[];
  /** Empty while monitoring is off and nothing is remembered. */
  gateways: readonly ShownGatewayHealth[];
}

/** One gateway's state and history. Positions and shares are of the whole width or height, from 0 to 1. */
export interface ShownGatewayHealth {
  id: string;
  title: string;
  state: HealthState;
  stateWord: string;
  sentence: string;
  nextStep: string;
  /** Whose fault, latency, last good answer, official page with its age ... */
  facts: readonly { label: string; value: string }[];
  /** Oldest first; each with its time and its state in words, for those who do not see it. */
  strip: readonly { state: HealthState | 'none'; label: string }[];
  /** "98.2 % well in the last 24 hours; down twice, 14 min in all". */
  stripLabel: string;
  /** Absent while nothing answered. `high` is the slow tenth. */
  latency?: {
    /** Runs of points; between two runs nothing is known, so nothing is drawn. */
    runs: readonly (readonly { at: number; usual: number; high: number }[])[];
    /** "Median 240 ms, the slowest tenth from 610 ms; highest 1.2 s". */
    label: string;
    top: string;
  };
  incidents: readonly { from: number; share: number; title: string; when: string; open: boolean }[];
  /** "24 hours ago". */
  since: string;
  hasStatusPage: boolean;
}

/** Whether connections can be shown, and the fixed texts of their section. */
export interface ShownShim {
  state: 'off' | 'starting' | 'on' | 'lost' | 'failed';
  /** What there is to say; empty while it is on. */
  sentence: string;
  labels: ConnectionLabels;
}

/** Texts of the section of connections, `columns` in the order of the rows' cells: when, caller, host ... */
export interface ConnectionLabels extends ListLabels {
  connections: string;
  columns: readonly string[];
  switchOn: string;
  none: string;
  noneLeft: string;
  paused: string;
  detail: string;
  closeConnection: string;
  diagnoseHost: string;
}

/** One connection, closely. */
export interface ShownConnectionDetail {
  id: number;
  live: boolean;
  /** Route, reason, who ended it ... */
  facts: readonly { label: string; value: string }[];
  timeLine: ShownTimeLine;
}

/** Texts of the section of requests, `columns` in the order of the rows' cells. */
export interface RequestLabels extends ListLabels {
  requests: string;
  columns: readonly string[];
  off: string;
  none: string;
  noneLeft: string;
  paused: string;
  clear: string;
  detail: string;
  copyJson: string;
  diagnoseGateway: string;
  attempt: string;
  took: string;
  end: string;
}

/** The Clash core as the page shows it: what was found, and the way of each gateway host. */
export interface ShownClash {
  state: 'looking' | 'none' | 'locked' | 'watching' | 'lost';
  /** What there is to say: what was found and how, or what is wrong. */
  sentence: string;
  /** Where it was looked for and what was there, a line each; only where none was found. */
  tried: readonly string[];
  hosts: readonly ShownClashHost[];
  labels: ClashLabels;
}

/** Which way the core sends one gateway host. */
export interface ShownClashHost {
  host: string;
  row: string;
  way: string;
  health: string;
  healthMark: 'good' | 'bad' | 'quiet';
  knownFrom: string;
  /** What could not be told, a sentence; empty where nothing is missing. */
  missing: string;
}

/** A connection that the core carries, as people read it. */
export interface ClashRow {
  id: number;
  startedAtMs: number;
  host: string;
  policy: string;
  node: string;
  /** The program, with the door it came by. */
  caller: string;
  /** What the filter by caller compares. */
  callerName: string;
  duration: string;
  silence: string;
  bytes: string;
  live: boolean;
  /** True where a mark says that something is wrong. */
  failed: boolean;
  onDeadNode: boolean;
  marks: readonly { kind: ClashMark; text: string }[];
  /** What the core's own log said of it, oldest first. */
  log: readonly string[];
}

export type ClashMark = 'dead-node' | 'left' | 'stalled' | 'changed' | 'double' | 'no-name' | 'ended';

/** Texts of the section of Clash. */
export interface ClashLabels extends ListLabels {
  clash: string;
  hosts: string;
  hostColumns: readonly string[];
  connections: string;
  columns: readonly string[];
  tried: string;
  lookAgain: string;
  enterSecret: string;
  compare: string;
  /** `{0}` stands for how many. */
  closeOnDeadNode: string;
  close: string;
  /** `{0}` stands for how many lines. */
  log: string;
  none: string;
  noneLeft: string;
  paused: string;
}

/** Texts of what chooses among rows. */
export interface ListLabels {
  filter: string;
  allCallers: string;
  caller: string;
  onlyFailed: string;
  pause: string;
  resume: string;
}

/** One request, closely. */
export interface ShownRequestDetail {
  id: number;
  live: boolean;
  facts: readonly { label: string; value: string }[];
  /** Absent for one that did not fail. */
  failure?: { leg: string; title: string; cause: string; nextStep: string };
  /** Sentences on targets that were not asked. */
  leftOut: readonly string[];
  attempts: ShownAttempts;
  /** Whether there is a gateway to diagnose. */
  hasGateway: boolean;
}

/** All attempts of a request on one axis; shares are of its whole width, from 0 to 1. */
export interface ShownAttempts {
  title: string;
  /** "2.3 s": where the axis ends. */
  total: string;
  /** When the first content was sent on, and that in words. */
  committed?: { at: number; label: string };
  /** Titles of the steps, in the order of each attempt's `steps`. */
  steps: readonly { kind: AttemptStep; title: string }[];
  rows: readonly {
    target: string;
    why: string;
    state: 'answered' | 'failed' | 'lost' | 'running';
    spans: readonly { kind: AttemptStep; start: number; share: number }[];
    /** How long each step took, in words; empty where there was none. */
    steps: readonly string[];
    took: string;
    end: string;
  }[];
}

/** A step of an attempt: as `AttemptSpan` of the endpoint's journal has them. */
export type AttemptStep = 'wait' | 'connect' | 'head' | 'thought' | 'content';

/** What the endpoint has spent. */
export interface ShownSpend {
  title: string;
  /** A sentence instead of all that is below. */
  empty?: string;
  facts: readonly { label: string; value: string }[];
  caps: readonly { label: string; share: number; reached: boolean }[];
  capsTitle: string;
  /** Oldest first; `share` of the day that cost most, or had the most requests where none cost anything. */
  days: { title: string; rows: readonly { day: string; share: number; cells: readonly string[] }[] };
  tables: readonly { title: string; rows: readonly { name: string; cells: readonly string[] }[] }[];
  columns: { day: string; name: string; cells: readonly string[] };
}

export interface ShownProbe {
  id: string;
  legName: string;
  title: string;
  status: PageStatus;
  statusWord: string;
  summary: string;
  /** Empty until known. */
  duration: string;
  /** Pretty-printed JSON, bounded; absent until the report is made. */
  evidence?: string;
  /** Accessible name of its re-run button. */
  rerunLabel: string;
}

/** The page's fixed texts. */
export interface InspectorLabels {
  title: string;
  diagnose: string;
  diagnoseWithStream: string;
  diagnoseInDepth: string;
  cancelDeepDiagnosis: string;
  cancel: string;
  copyReport: string;
  saveReport: string;
  showLog: string;
  selectGateway: string;
  setApiKey: string;
  openSetting: string;
  toolbar: string;
  verdict: string;
  checking: string;
  nextStep: string;
  path: string;
  findings: string;
  noFindings: string;
  probes: string;
  seenBy: string;
  fixes: string;
  copy: string;
  evidence: string;
  rerun: string;
  emptyTitle: string;
  emptyText: string;
  emptyPrivacy: string;
  failedTitle: string;
  failedText: string;
  settingsTitle: string;
  applyFix: string;
  undo: string;
  appliedFixes: string;
  filter: string;
  whatDoYouSee: string;
  youSee: string;
  compare: string;
  proveIt: string;
  measureThem: string;
  copyTable: string;
  copyPem: string;
  copyChain: string;
  saveRoot: string;
  notServed: string;
  certificatesLeftOut: string;
  noRows: string;
  step: string;
  duration: string;
  failed: string;
  differs: string;
  health: string;
  startMonitoring: string;
  stopMonitoring: string;
  checkNow: string;
  exportHistory: string;
  statusPage: string;
  availability: string;
  latency: string;
  incidents: string;
  openIncident: string;
  now: string;
  span: string;
}
