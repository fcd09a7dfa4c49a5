import { open } from 'node:fs/promises';
import { t } from '@vscode/l10n';
import { redactText } from '../diagnosis/redact.ts';
import { dialects } from '../path/dialects/index.ts';
import { deepestMessage, plainText } from '../path/network-failure.ts';
import type { Route, RouteQuestion } from '../path/route.ts';
import { resolveRoutes, UnknownClientError } from '../path/routes.ts';
import { parseArguments, UsageError, type ParsedArguments } from './arguments.ts';
import { wrapText } from '../diagnosis/render/wrap.ts';
import { alignColumns } from './columns.ts';
import { exitCodes, type Command } from './command.ts';
import type { Terminal } from './output.ts';
import { resolveBatch } from './resolve-batch.ts';
import { resolveMeasured } from './resolve-measure.ts';

/** Shape of `resolve --json`; raised when a field changes its meaning or goes. */
const schemaVersion = 1;

/** What each client would do for a URL. Nothing is measured and nothing is sent. */
export const resolve: Command = {
  name: 'resolve',
  synopsis: [
    'resolve URL [--clean-env] [--env KEY=VALUE]... [--setting ID=VALUE]... [--client ID[@VERSION]]... [--json]',
    'resolve URL --measure [--clean-env] [--env KEY=VALUE]... [--client ID]... [--json]',
    'resolve --batch FILE',
  ],
  summary: () => t('Say which proxy each client would use for a URL, and which setting decides it.'),
  options: {
    'clean-env': { type: 'boolean', about: () => t('Start from an empty environment instead of this one.') },
    env: { type: 'string', value: 'KEY=VALUE', about: () => t('Set a variable; may be given several times.') },
    setting: {
      type: 'string',
      value: 'ID=VALUE',
      about: () => t('Set an editor setting such as http.proxy or http.noProxy (JSON or text).'),
    },
    client: {
      type: 'string',
      value: 'ID[@VERSION]',
      about: () => t('Only this client; may be given several times. "all" stands for every client that is known.'),
    },
    measure: {
      type: 'boolean',
      about: () => t('Start the clients that are installed here, and show what each is seen to do beside what is predicted.'),
    },
    batch: {
      type: 'string',
      value: 'FILE',
      about: () =>
        t('Answer a file of questions, or "-" for standard input: one JSON object a line, one route a line.'),
    },
    json: { type: 'boolean', about: () => t('Print one JSON document.') },
  },
  notes: () => [
    t('Exit code 1 means that a client would fail because of a setting.'),
    t(
      'With --measure each client makes one request to a recorder on this machine: no name is looked up and nothing leaves it. A client that differs is marked; the exit code stays 0.',
    ),
    t('Clients: {0}.', dialects.map(({ id }) => id).join(', ')),
    t(
      'A line of a batch is {0}. Only client and url are needed, and nothing but the line is looked at.',
      '{"client": "curl", "clientVersion": "7.88.1", "env": {"HTTPS_PROXY": "…"}, "settings": {"http.proxy": "…"}, "url": "https://…"}',
    ),
  ],
  async run(args, terminal) {
    const parsed = parseArguments(args, resolve.options);
    const batch = parsed.value('batch');
    if (batch !== undefined) return await runBatch(batch, parsed, terminal);
    const question = questionOf(parsed, terminal);
    const named = parsed.values('client');
    if (parsed.has('measure')) return await resolveMeasured(question, named, parsed.has('json'), terminal);
    const clients = named.includes('all') ? [] : named;
    let routes: Route[];
    try {
      routes = resolveRoutes(question, clients.length > 0 ? clients : undefined);
    } catch (error) {
      if (error instanceof UnknownClientError) throw new UsageError(error.message);
      throw error;
    }
    const url = shownUrl(parsed.positionals[0] ?? '', question.url);
    if (parsed.has('json')) await terminal.print(`${JSON.stringify({ schemaVersion, url, routes }, null, 2)}\n`);
    else await terminal.print(renderRoutes(url, routes, terminal.width));
    return routes.some(({ outcome }) => outcome === 'error') ? exitCodes.fault : exitCodes.success;
  },
};

/** Exit code 2 when a line was no question; each of those has its answer, with outcome `unknown`. */
async function runBatch(file: string, parsed: ParsedArguments, terminal: Terminal): Promise<number> {
  const others = ['clean-env', 'env', 'setting', 'client', 'measure'].filter((name) => parsed.has(name));
  if (others.length > 0 || parsed.positionals.length > 0) {
    throw new UsageError(t('With --batch the questions come from the file alone; leave out everything else.'));
  }
  const lines = file === '-' ? terminal.readLines() : await linesOf(file);
  const { refused } = await resolveBatch(lines, terminal.print, terminal.platform);
  if (refused === 0) return exitCodes.success;
  await terminal.note(`${t('{0} lines could not be understood; their answers say why.', refused)}\n`);
  return exitCodes.usage;
}

async function linesOf(file: string): Promise<AsyncIterable<string>> {
  try {
    return (await open(file)).readLines();
  } catch (error) {
    throw new UsageError(t('{0} could not be read: {1}', plainText(redactText(file), 200), deepestMessage(error)));
  }
}

function questionOf(parsed: ParsedArguments, terminal: Terminal): RouteQuestion {
  const [text, ...more] = parsed.positionals;
  if (text === undefined) throw new UsageError(t('Give the URL to resolve, such as https://openrouter.ai/api/v1.'));
  if (more.length > 0) throw new UsageError(t('Give one URL, not {0}.', parsed.positionals.length));
  const environment: Record<string, string | undefined> = parsed.has('clean-env') ? {} : { ...terminal.environment };
  for (const assignment of parsed.values('env')) {
    const [name, value] = splitAssignment(assignment, '--env', 'KEY=VALUE');
    if (terminal.platform === 'win32') {
      for (const key of Object.keys(environment)) if (key.toLowerCase() === name.toLowerCase()) delete environment[key];
    }
    environment[name] = value;
  }
  const editorSettings = Object.fromEntries(
    parsed.values('setting').map((assignment) => {
      const [id, value] = splitAssignment(assignment, '--setting', 'ID=VALUE');
      return [id, settingValue(id, value)];
    }),
  );
  return { url: parseUrl(text), urlText: text, environment, editorSettings, platform: terminal.platform };
}

function splitAssignment(text: string, option: string, form: string): [name: string, value: string] {
  const equals = text.indexOf('=');
  if (equals < 1) throw new UsageError(t('The option {0} needs the form {1}.', option, form));
  return [text.slice(0, equals), text.slice(equals + 1)];
}

/** JSON where it is JSON; `http.noProxy` is a list, so text there is split at commas. */
function settingValue(id: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return id === 'http.noProxy' ? text.split(',') : text;
  }
}

function parseUrl(text: string): URL {
  const shown = plainText(redactText(text), 200);
  if (text.trim() === '') throw new UsageError(t('The URL is empty. Give one such as https://openrouter.ai/api/v1.'));
  if (!/^\s*[a-z][a-z0-9+.-]*:\/\//i.test(text)) {
    throw new UsageError(t('"{0}" is no URL: it needs https:// or http:// in front.', shown));
  }
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new UsageError(t('"{0}" is no valid URL.', shown));
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new UsageError(t('"{0}" is no web address: only https:// and http:// can be resolved.', shown));
  }
  return url;
}

/** The URL as typed; without credentials and secret parameters when it has some. */
function shownUrl(typed: string, url: URL): string {
  if (url.username === '' && url.password === '') return redactText(typed.trim());
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  return redactText(bare.href);
}

function renderRoutes(url: string, routes: readonly Route[], width: number): string {
  const words: Readonly<Record<Route['outcome'], () => string>> = {
    direct: () => t('direct'),
    proxy: () => t('proxy'),
    error: () => t('error'),
    unknown: () => t('unknown'),
  };
  const rows = alignColumns([
    [t('CLIENT'), t('OUTCOME'), t('PROXY'), t('DECIDED BY')],
    ...routes.map((route) => [
      `${route.client} ${route.clientVersion}`,
      words[route.outcome](),
      route.proxy === null ? '' : `${route.proxy}${route.mode ? ` (${route.mode})` : ''}`,
      route.decidedBy,
    ]),
  ]);
  const lines = [plainText(url, 2_000), '', rows[0] ?? ''];
  routes.forEach((route, index) => lines.push(rows[index + 1] ?? '', ...wrapText(route.reason, width, '    ')));
  return `${lines.join('\n')}\n`;
}
