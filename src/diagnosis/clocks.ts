/**
 * The clocks between a client and a model: which apply on a path, and which ends a call first. Pure. Values are
 * defaults as published; what was measured on the path wins over them.
 */
import { t } from '@vscode/l10n';

/**
 * What a clock waits for. `headers`: the beginning of a response. `silence`: the next byte, whatever it is. `total`:
 * the end of the response.
 */
export type ClockWhat = 'headers' | 'silence' | 'total';

/** A kind of call, by what keeps clocks from running out. */
export type CallKind = 'stream-with-comments' | 'whole-long-answer' | 'stream-gone-silent';

/** Who owns a clock. `path`: somebody on the way, not known by name, seen by measuring. */
export type ClockOwner = 'client' | 'proxy' | 'edge' | 'path';

/** One clock that applies. */
export interface ClockRow {
  owner: ClockOwner;
  /** The program, by its own name. */
  who: string;
  what: ClockWhat;
  /** When it fires, in ms; null for a program that has no such clock. */
  atMs: number | null;
  measured: boolean;
  /** Where the value is published, or which probe measured it. */
  source: string;
}

/** What is known of a path. */
export interface ClockFacts {
  /** Headers of the gateway's answers and of whoever answered in its place; lower-case names. */
  headers: Readonly<Record<string, string>>;
  /** Headers of the proxy's answer to CONNECT. */
  proxyHeaders?: Readonly<Record<string, string>>;
  context: 'extension-host' | 'terminal';
  /** What the idle ladder showed of a silent connection through the whole path. */
  idle?: {
    /** When the connection was ended or found dead, in ms; null when it answered on every rung. */
    endedMs: number | null;
    /** The longest silence after which an answer still came. */
    survivedMs: number;
  };
}

interface Entry {
  who: string;
  what: ClockWhat;
  seconds: number | null;
  source: string;
}

/** Clients by their defaults. Those of one context stand first in its list. */
const clients: readonly (Entry & { contexts: readonly ClockFacts['context'][] })[] = [
  {
    who: 'Node fetch (undici)',
    what: 'headers',
    seconds: 300,
    source: 'nodejs/undici, docs/docs/api/Client.md, headersTimeout',
    contexts: ['extension-host', 'terminal'],
  },
  {
    who: 'Node fetch (undici)',
    what: 'silence',
    seconds: 300,
    source: 'nodejs/undici, docs/docs/api/Client.md, bodyTimeout',
    contexts: ['extension-host', 'terminal'],
  },
  {
    who: 'OpenAI and Anthropic SDKs',
    what: 'headers',
    seconds: 600,
    source: 'openai/openai-node, README.md, Timeouts',
    contexts: ['extension-host', 'terminal'],
  },
  {
    who: 'Node http, https',
    what: 'silence',
    seconds: null,
    source: 'nodejs/node, doc/api/http.md, request.setTimeout',
    contexts: ['extension-host', 'terminal'],
  },
  {
    who: 'axios',
    what: 'total',
    seconds: null,
    source: 'axios/axios, README.md, timeout',
    contexts: ['extension-host', 'terminal'],
  },
  { who: 'curl', what: 'total', seconds: null, source: 'curl(1), --max-time', contexts: ['terminal'] },
  {
    who: 'httpx',
    what: 'silence',
    seconds: 5,
    source: 'encode/httpx, docs/advanced/timeouts.md',
    contexts: ['terminal'],
  },
  {
    who: 'aiohttp',
    what: 'total',
    seconds: 300,
    source: 'aio-libs/aiohttp, aiohttp/client.py, DEFAULT_TIMEOUT',
    contexts: ['terminal'],
  },
  {
    who: 'requests',
    what: 'silence',
    seconds: null,
    source: 'psf/requests, docs/user/quickstart.rst, Timeouts',
    contexts: ['terminal'],
  },
  {
    who: 'Go net/http',
    what: 'total',
    seconds: null,
    source: 'golang/go, src/net/http/client.go, Client.Timeout',
    contexts: ['terminal'],
  },
];

/** Programs on the way that name themselves in Via, Server or Proxy-Agent. `edge` stands before a gateway. */
const boxes: readonly { owner: 'proxy' | 'edge'; named: RegExp; entries: readonly Entry[] }[] = [
  {
    owner: 'proxy',
    named: /\bsquid\b/i,
    entries: [{ who: 'squid', what: 'silence', seconds: 900, source: 'squid.conf.documented, read_timeout' }],
  },
  {
    owner: 'proxy',
    named: /\btinyproxy\b/i,
    entries: [{ who: 'tinyproxy', what: 'silence', seconds: 600, source: 'tinyproxy.conf(5), Timeout' }],
  },
  {
    owner: 'proxy',
    named: /\bprivoxy\b/i,
    entries: [{ who: 'Privoxy', what: 'silence', seconds: 300, source: 'Privoxy user manual, socket-timeout' }],
  },
  {
    owner: 'proxy',
    named: /\bmitmproxy\b/i,
    entries: [
      {
        who: 'mitmproxy',
        what: 'silence',
        seconds: 600,
        source: 'mitmproxy/mitmproxy, mitmproxy/proxy/server.py, TimeoutWatchdog',
      },
    ],
  },
  {
    owner: 'edge',
    named: /\bnginx\b|\bopenresty\b/i,
    entries: [
      { who: 'nginx', what: 'headers', seconds: 60, source: 'nginx.org, ngx_http_proxy_module, proxy_read_timeout' },
      { who: 'nginx', what: 'silence', seconds: 60, source: 'nginx.org, ngx_http_proxy_module, proxy_read_timeout' },
    ],
  },
  {
    owner: 'edge',
    named: /\bhaproxy\b/i,
    entries: [
      { who: 'HAProxy', what: 'headers', seconds: 50, source: 'haproxy.cfg as Debian packages it, timeout server' },
      {
        who: 'HAProxy',
        what: 'silence',
        seconds: 50,
        source: 'haproxy.cfg as Debian packages it, timeout client and server',
      },
    ],
  },
  {
    owner: 'edge',
    named: /\bcloudflare\b/i,
    entries: [
      {
        who: 'Cloudflare',
        what: 'headers',
        seconds: 120,
        source: 'developers.cloudflare.com, Connection limits, Proxy Read Timeout (524)',
      },
      {
        who: 'Cloudflare',
        what: 'silence',
        seconds: 120,
        source: 'developers.cloudflare.com, Connection limits, Proxy Read Timeout',
      },
      {
        who: 'Cloudflare (client side)',
        what: 'silence',
        seconds: 400,
        source: 'developers.cloudflare.com, Connection limits, Idle Timeout',
      },
    ],
  },
];

/** The clocks known to apply on a path, soonest first; those that never fire come last. */
export function clockRows(facts: ClockFacts): ClockRow[] {
  const rows: ClockRow[] = [
    ...clients.filter(({ contexts }) => contexts.includes(facts.context)).map((entry) => documented('client', entry)),
    ...boxesOn(facts),
  ];
  const { idle } = facts;
  if (idle && idle.endedMs !== null) {
    rows.push({
      owner: 'path',
      who: t('this path'),
      what: 'silence',
      atMs: idle.endedMs,
      measured: true,
      source: 'idle',
    });
  }
  return rows.sort((a, b) => (a.atMs ?? Infinity) - (b.atMs ?? Infinity) || (a.who < b.who ? -1 : 1));
}

function boxesOn({ headers, proxyHeaders = {}, idle }: ClockFacts): ClockRow[] {
  const names = (of: Readonly<Record<string, string>>): string =>
    ['via', 'server', 'proxy-agent', 'x-squid-error', 'x-cache'].map((name) => of[name] ?? '').join(' ');
  const said = `${names(headers)} ${names(proxyHeaders)} ${'cf-ray' in headers ? 'cloudflare' : ''}`;
  return boxes
    .filter(({ named }) => named.test(said))
    .flatMap(({ owner, entries }) => entries.map((entry) => documented(owner, entry)))
    .filter(({ owner, what, atMs }) => {
      if (!idle || owner !== 'proxy' || what !== 'silence' || atMs === null) return true;
      // A tunnel that outlived the published value has another one; one that died sooner never gets to it.
      return idle.endedMs === null ? atMs > idle.survivedMs : false;
    });
}

function documented(owner: ClockOwner, { who, what, seconds, source }: Entry): ClockRow {
  return { owner, who, what, atMs: seconds === null ? null : seconds * 1_000, measured: false, source };
}

/** What each kind of call leaves running: any byte resets a clock of silence, and comments are bytes. */
const runsOut: Readonly<Record<CallKind, readonly ClockWhat[]>> = {
  'stream-with-comments': ['total'],
  'whole-long-answer': ['headers', 'silence', 'total'],
  'stream-gone-silent': ['silence', 'total'],
};

/**
 * The clock that ends a kind of call first.
 *
 * @param client the client's `who`, since each has its own clocks; without it only the path's count.
 * @returns undefined when nothing known ends it.
 */
export function firstToFire(rows: readonly ClockRow[], kind: CallKind, client?: string): ClockRow | undefined {
  return rows
    .filter(
      ({ owner, who, what, atMs }) =>
        atMs !== null && runsOut[kind].includes(what) && (owner !== 'client' || who === client),
    )
    .reduce<ClockRow | undefined>(
      (soonest, row) => ((row.atMs ?? 0) < (soonest?.atMs ?? Infinity) ? row : soonest),
      undefined,
    );
}

/** The client that an editor's extensions and most terminal tools are. */
export const usualClient = 'Node fetch (undici)';

/** One sentence: what ends a call that is silent for long, on this path and in the usual client. */
export function clockSentence(rows: readonly ClockRow[]): string {
  const onPath = firstToFire(rows, 'stream-gone-silent');
  const whole = firstToFire(rows, 'whole-long-answer');
  const own = firstToFire(rows, 'stream-gone-silent', usualClient);
  const client = t(
    '{0} gives up after {1} s without a byte.',
    usualClient,
    seconds(rows.find(({ who, what }) => who === usualClient && what === 'silence')),
  );
  const comments = t('Keep-alive comments in a stream hold all of these back.');
  const first = soonest(onPath, whole);
  if (!first) return [t('Nothing on this path is known to end a silent call.'), client, comments].join(' ');
  const where = first.measured
    ? t('This path ends a silent connection after {0} s (measured).', seconds(first))
    : t('{0} on this path ends a silent call after {1} s unless set otherwise.', first.who, seconds(first));
  return [where, ...(own && own.owner === 'client' ? [client] : []), comments].join(' ');
}

function soonest(a: ClockRow | undefined, b: ClockRow | undefined): ClockRow | undefined {
  if (!a || !b) return a ?? b;
  return (a.atMs ?? Infinity) <= (b.atMs ?? Infinity) ? a : b;
}

function seconds(row: ClockRow | undefined): string {
  return row?.atMs === null || row?.atMs === undefined ? '?' : String(Math.round(row.atMs / 100) / 10);
}
