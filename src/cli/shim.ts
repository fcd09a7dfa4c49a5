import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { t } from '@vscode/l10n';
import { deepestCode, plainText } from '../path/network-failure.ts';
import { networkVariables } from '../path/sources/variables.ts';
import type { JournalSink } from '../shim/journal/journal.ts';
import { callersWith, isToken } from '../shim/one-token.ts';
import { RuleError } from '../shim/route/decide.ts';
import type { RouteRule, Routing } from '../shim/routing.ts';
import { proxyAddress, startShim, type Shim, type ShimOptions } from '../shim/shim.ts';
import { parseArguments, UsageError, type ParsedArguments } from './arguments.ts';
import { gatewayUrlOption } from './chains-option.ts';
import { exitCodes, type Command } from './command.ts';
import type { Terminal } from './output.ts';
import { endpointByChains } from './shim-endpoint.ts';
import { endedLines } from './shim-ended-lines.ts';

/** Shape of the line that says where it listens; raised when a field changes its meaning or goes. */
const schemaVersion = 1;
/** How long connections may go on after the first Ctrl+C, in ms. */
const drainMs = 5_000;
const tokenVariable = 'GATEHOUSE_SHIM_TOKEN';
/** The name in the proxy address; programs that are given another one show up under it. */
const callerName = 'gatehouse';

/** Runs a forward proxy on loopback in this terminal. */
export const shim: Command = {
  name: 'shim',
  synopsis: [
    'shim [--port N] [--upstream URL | --pac URL] [--rule HOST=UPSTREAM]... [--allow HOST]...',
    '     [--chains FILE [--gateway ID=URL]...] [--token TOKEN | --no-auth] [--journal] [--json]',
    'shim --running [--journal [--follow] | --requests [--follow] | --spend | --stop] [--json]',
  ],
  summary: () => t('Run a forward proxy on this machine that passes every program on by the same settings.'),
  options: {
    port: { type: 'string', value: 'N', about: () => t('Listen on this port of 127.0.0.1 and ::1; any free one without.') },
    upstream: { type: 'string', value: 'URL', about: () => t('Where everything goes that no rule names: a proxy, "direct" or "refuse".') },
    pac: { type: 'string', value: 'URL', about: () => t('Ask this proxy script (PAC) for everything that no rule names.') },
    rule: { type: 'string', value: 'HOST=UPSTREAM', about: () => t('Where one host goes; may be given several times, and the first that matches counts.') },
    allow: { type: 'string', value: 'HOST', about: () => t('Reach this loopback or private host or range through the shim; may be given several times.') },
    chains: { type: 'string', value: 'FILE', about: () => t('Serve these chains of targets at a local endpoint, with keys out of the environment.') },
    gateway: gatewayUrlOption,
    token: { type: 'string', value: 'TOKEN', about: () => t('Let in who has this token; a new one for each run without.') },
    'no-auth': { type: 'boolean', about: () => t('Let in every program on this machine, for those that can send no password to a proxy.') },
    journal: { type: 'boolean', about: () => t('Print a line for each connection that has ended.') },
    running: { type: 'boolean', about: () => t('Ask the shim that runs already for this user, the editor\'s, instead of starting one.') },
    requests: { type: 'boolean', about: () => t('With --running: print the requests to its endpoint.') },
    spend: { type: 'boolean', about: () => t('With --running: print what its endpoint has spent, and how much of its caps is used today.') },
    follow: { type: 'boolean', about: () => t('With --running: go on printing what ends.') },
    stop: { type: 'boolean', about: () => t('With --running: end it, and every connection through it.') },
    json: { type: 'boolean', about: () => t('Print JSON, one document a line: first where it listens, then the journal.') },
  },
  notes: () => [
    t('Without a rule, --upstream and --pac the proxy variables of this terminal decide, as curl reads them. "gatehouse resolve URL --client curl" shows what they say.'),
    t('UPSTREAM is a proxy address (http, https, socks5 or socks5h), "direct" or "refuse". HOST is a name, .name, *.name, an address, a range such as 10.0.0.0/8, or *; a port may stand behind it.'),
    t('Other users of this machine can read the command line of a program. So give a token by the variable {0}, and a proxy that has a password by HTTPS_PROXY and http_proxy.', tokenVariable),
    t('Ctrl+C lets running connections go on for up to {0} s; a second one ends them at once.', drainMs / 1_000),
  ],
  async run(args, terminal) {
    const parsed = parseArguments(args, shim.options);
    const [extra] = parsed.positionals;
    if (extra !== undefined) throw new UsageError(t('"{0}" is not expected here.', plainText(extra, 80)));
    const json = parsed.has('json');
    const [journal, requests, spend, follow, stop] = (['journal', 'requests', 'spend', 'follow', 'stop'] as const).map((name) => parsed.has(name)) as [boolean, boolean, boolean, boolean, boolean];
    if (parsed.has('running')) {
      if ([journal, requests, spend, stop].filter(Boolean).length > 1) throw new UsageError(t('--journal, --requests, --spend and --stop exclude each other.'));
      if (follow && (spend || stop)) throw new UsageError(t('--follow goes with --journal and --requests alone.'));
      if (parsed.has('chains') || parsed.has('gateway')) throw new UsageError(t('--chains and --running exclude each other.'));
      const { runningShim } = await import('./shim-running.ts');
      return await runningShim({ show: stop ? 'stop' : spend ? 'spend' : requests ? 'requests' : journal || follow ? 'journal' : 'state', follow, json }, terminal);
    }
    if (follow || stop || requests || spend) throw new UsageError(t('--follow, --requests, --spend and --stop need --running.'));
    const token = tokenOf(parsed, terminal);
    const endpoint = await endpointByChains(parsed, terminal);
    const running = await open({ port: portOf(parsed), routing: routingOf(parsed, terminal), journal: journalOf(parsed, terminal), ...(endpoint && { endpoint }) }, token);
    try {
      await terminal.print(json ? announceJson(running, token) : announce(running, token, terminal.platform));
      if (!terminal.signal.aborted) await once(terminal.signal, 'abort');
      if (running.open > 0) await terminal.note(`${t('Waiting for {0} connections that are open; Ctrl+C ends them.', running.open)}\n`);
      await running.drain(drainMs);
    } finally {
      await running.stop();
    }
    return exitCodes.success;
  },
};

/** The one place where a journal is chosen. */
function journalOf(parsed: ParsedArguments, terminal: Terminal): JournalSink {
  const shown = parsed.has('journal');
  return endedLines(parsed.has('json'), (line) => void (shown && terminal.print(`${line}\n`)), Date.now);
}

/** @throws UsageError */
function tokenOf(parsed: ParsedArguments, { environment }: Terminal): string | undefined {
  const typed = parsed.value('token');
  if (parsed.has('no-auth')) {
    if (typed !== undefined) throw new UsageError(t('--no-auth and --token exclude each other.'));
    return undefined;
  }
  const given = typed ?? environment[tokenVariable];
  if (given === undefined || (given === '' && typed === undefined)) return randomBytes(24).toString('base64url');
  // The token itself is shown to nobody.
  if (!isToken(given)) throw new UsageError(t('A token has 16 to 200 letters, digits and the characters . _ ~ -; the one in {0} does not.', typed === undefined ? tokenVariable : '--token'));
  return given;
}

/** @throws UsageError */
function portOf(parsed: ParsedArguments): number {
  const text = parsed.value('port') ?? '0';
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new UsageError(t('"{0}" is no port. Give a number from 0 to 65535.', plainText(text, 40)));
  return port;
}

/** @throws UsageError */
function routingOf(parsed: ParsedArguments, { environment }: Terminal): Routing {
  const upstream = parsed.value('upstream');
  const pacUrl = parsed.value('pac');
  if (upstream !== undefined && pacUrl !== undefined) throw new UsageError(t('--upstream and --pac exclude each other.'));
  const rules: RouteRule[] = [
    ...parsed.values('rule').map(readRule),
    ...(upstream === undefined ? [] : [{ host: '*', upstream }]),
  ];
  const base = { rules, environment: networkVariables(environment), allow: parsed.values('allow') };
  if (pacUrl === undefined) return { ...base, client: 'curl' };
  if (!/^(?:https?|data):/i.test(pacUrl) || !URL.canParse(pacUrl)) {
    throw new UsageError(t('"{0}" is no address of a proxy script. Give an http:, https: or data: URL.', plainText(pacUrl, 80)));
  }
  // Chromium asks a script that it was given and looks at no variable. The store is the one that no desktop reverses.
  return { ...base, client: 'chromium', system: { store: 'gnome', mode: 'automatic', pacUrl, bypass: [] } };
}

/** @throws UsageError */
function readRule(text: string): RouteRule {
  const equals = text.indexOf('=');
  // The whole rule is not repeated: a proxy address in it may hold a password.
  if (equals < 1 || equals === text.length - 1) throw new UsageError(t('A rule is HOST=UPSTREAM, such as *.example.com=direct.'));
  return { host: text.slice(0, equals), upstream: text.slice(equals + 1) };
}

async function open(options: ShimOptions, token: string | undefined): Promise<Shim> {
  const { port } = options;
  try {
    return await startShim({ ...options, ...(token !== undefined && { callers: callersWith(token) }) });
  } catch (error) {
    if (error instanceof RuleError) throw new UsageError(error.message);
    const code = deepestCode(error);
    if (code === 'EADDRINUSE') throw new Error(t('Port {0} is taken. Choose another with --port, or 0 for any.', port));
    if (code === 'EACCES') throw new Error(t('Port {0} may not be used by this user. Choose one above 1023.', port));
    throw error;
  }
}

function announceJson({ port }: Shim, token: string | undefined): string {
  return `${JSON.stringify({ schemaVersion, address: proxyAddress(port, callerName, token), host: '127.0.0.1', port, pid: process.pid })}\n`;
}

function announce({ port }: Shim, token: string | undefined, platform: NodeJS.Platform): string {
  const address = proxyAddress(port, callerName, token);
  const set = platform === 'win32' ? `  $env:HTTP_PROXY = $env:HTTPS_PROXY = '${address}'` : `  export HTTP_PROXY=${address} http_proxy=${address} HTTPS_PROXY=${address}`;
  const lines = [
    t('Forward proxy: {0}', address),
    token === undefined
      ? t('Every program and every user of this machine may use it.')
      : t('Whoever has this address may use it, so treat it like a password.'),
    '',
    t('Send the programs of another terminal through it:'),
    set,
    '',
    t('Ctrl+C ends it.'),
  ];
  return `${lines.join('\n')}\n`;
}
