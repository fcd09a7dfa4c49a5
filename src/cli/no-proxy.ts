import { t } from '@vscode/l10n';
import { redactText } from '../diagnosis/redact.ts';
import { tableText } from '../diagnosis/render/table-text.ts';
import { wrapText } from '../diagnosis/render/wrap.ts';
import { exclusionSnippet } from '../diagnosis/rules/no-proxy-fix.ts';
import { misreadingAdvice, misreadingTitle } from '../diagnosis/rules/no-proxy-words.ts';
import { studiedPlaces } from '../diagnosis/rules/no-proxy.ts';
import { listed } from '../diagnosis/rules/wording.ts';
import { exclusionProof } from '../diagnosis/views/exclusion-proof.ts';
import type { Table } from '../diagnosis/views/table.ts';
import { gateways } from '../gateways/catalogue/index.ts';
import type { ClientInUse } from '../path/clients-in-use.ts';
import { shownEntry } from '../path/dialects/decisions.ts';
import { dialects, findDialect } from '../path/dialects/index.ts';
import { plainText } from '../path/network-failure.ts';
import { atOnce } from '../path/steps.ts';
import { misreadings, type Misreading } from '../path/no-proxy/misreadings.ts';
import { findClient, UnknownClientError } from '../path/routes.ts';
import { findClientsInUse } from '../path/tools-on-path.ts';
import { parseArguments, UsageError, type ParsedArguments } from './arguments.ts';
import { exitCodes, type Command } from './command.ts';
import type { Terminal } from './output.ts';

/** Shape of `no-proxy --json`; raised when a field changes its meaning or goes. */
const schemaVersion = 1;

/** One NO_PROXY that means the same to every client here, and what it would change. Nothing is measured or written. */
export const noProxy: Command = {
  name: 'no-proxy',
  synopsis: ['no-proxy [URL] [--clean-env] [--env KEY=VALUE]... [--client ID[@VERSION]]... [--json]'],
  summary: () => t('Work out a NO_PROXY that means the same to every client here, and show what it changes.'),
  options: {
    'clean-env': { type: 'boolean', about: () => t('Start from an empty environment instead of this one.') },
    env: { type: 'string', value: 'KEY=VALUE', about: () => t('Set a variable; may be given several times.') },
    client: {
      type: 'string',
      value: 'ID[@VERSION]',
      about: () => t('Only this client; may be given several times. "all" stands for every client that is known.'),
    },
    json: { type: 'boolean', about: () => t('Print one JSON document.') },
  },
  notes: () => [
    t('URL is the gateway, which is never sent another way than meant; without it the first known one is taken.'),
    t('Without --client, the clients are those whose programs PATH leads to.'),
    t('Exit code 1 means that a client sends the gateway or this machine itself another way than NO_PROXY means.'),
  ],
  async run(args, terminal) {
    const parsed = parseArguments(args, noProxy.options);
    const gateway = gatewayOf(parsed);
    const environment = environmentOf(parsed, terminal);
    const clients = await clientsOf(parsed, terminal);
    const settings = {
      platform: terminal.platform,
      environments: [{ context: 'this-process' as const, obtained: 'read' as const, variables: defined(environment) }],
      tools: [],
      system: { store: 'none' as const, mode: 'none' as const, bypass: [] },
      unreadable: [],
    };
    const facts = {
      context: 'terminal' as const,
      gateway: { id: 'custom', title: gateway, baseUrl: gateway, userDefined: true },
    };
    const [studied] = atOnce(studiedPlaces(settings, clients, facts));
    const met = studied ? misreadings(studied.study, studied.named.place) : [];
    const value = studied?.words?.some((word) => word.includes('@')) ? undefined : studied?.words?.join(',');
    const table =
      studied && value !== undefined
        ? exclusionProof(studied.study, studied.named.place, value, 'exclusions-terminal', t('terminal'))
        : undefined;
    if (parsed.has('json')) {
      const found = met.map((one) => ({ ...one, entries: one.entries.map(shownEntry) }));
      const document = { schemaVersion, gateway, clients, value: value ?? null, misreadings: found, table: table ?? null };
      await terminal.print(`${redactText(JSON.stringify(document, null, 2))}\n`);
    } else await terminal.print(rendered(clients, met, value, table, terminal.width));
    return met.some((one) => one.gateway || one.loopback) ? exitCodes.fault : exitCodes.success;
  },
};

function rendered(
  clients: readonly ClientInUse[],
  met: readonly Misreading[],
  value: string | undefined,
  table: Table | undefined,
  width: number,
): string {
  const lines: string[] = [];
  const say = (text: string, indent = 0): void => {
    lines.push(...wrapText(plainText(text, 4_000), width, ' '.repeat(indent)));
  };
  say(t('For these clients: {0}.', listed(clients.map(clientWords))));
  lines.push('');
  if (value === undefined || !table) {
    say(
      t('No proxy is set that they would use, or the list holds what looks like a password: there is nothing to work out.'),
    );
    return `${lines.join('\n')}\n`;
  }
  for (const one of met) {
    say(misreadingTitle(one, 'NO_PROXY'));
    if (one.entries.length > 0) say(t('Entries: {0}.', listed(one.entries.map(shownEntry))), 2);
    say(misreadingAdvice(one.kind), 2);
  }
  if (met.length === 0) say(t('Every one of them does what the list means.'));
  // Not wrapped: it is there to be copied.
  lines.push('', ...exclusionSnippet(value).split('\n'), '');
  for (const { indent, text } of tableText(table)) say(text, indent);
  return `${lines.join('\n')}\n`;
}

function clientWords({ client, found }: ClientInUse): string {
  const title = findDialect(client.split('@')[0] ?? '')?.title ?? client;
  return found === undefined || found === client ? title : `${title} (${found})`;
}

function gatewayOf({ positionals }: ParsedArguments): string {
  const [text, ...more] = positionals;
  if (more.length > 0) throw new UsageError(t('Give one URL, not {0}.', positionals.length));
  if (text === undefined) return gateways[0]?.baseUrl ?? '';
  const shown = plainText(redactText(text), 200);
  try {
    const url = new URL(text);
    if (url.protocol === 'http:' || url.protocol === 'https:') return `${url.origin}${url.pathname}`;
  } catch {
    // Said below.
  }
  throw new UsageError(t('"{0}" is no web address: only https:// and http:// can be resolved.', shown));
}

function environmentOf(parsed: ParsedArguments, terminal: Terminal): Record<string, string | undefined> {
  const environment: Record<string, string | undefined> = parsed.has('clean-env') ? {} : { ...terminal.environment };
  for (const assignment of parsed.values('env')) {
    const equals = assignment.indexOf('=');
    if (equals < 1) throw new UsageError(t('The option {0} needs the form {1}.', '--env', 'KEY=VALUE'));
    const name = assignment.slice(0, equals);
    if (terminal.platform === 'win32') {
      for (const key of Object.keys(environment)) if (key.toLowerCase() === name.toLowerCase()) delete environment[key];
    }
    environment[name] = assignment.slice(equals + 1);
  }
  return environment;
}

function defined(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const entries = Object.entries(environment);
  return Object.fromEntries(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** @throws UsageError for a client nobody knows. */
async function clientsOf(parsed: ParsedArguments, { environment, platform }: Terminal): Promise<ClientInUse[]> {
  const named = parsed.values('client');
  if (named.length === 0) return await findClientsInUse({ environment, platform, inEditor: false, extensions: [] });
  const specs = named.includes('all') ? dialects.map(({ id }) => id) : named;
  try {
    for (const spec of specs) findClient(spec);
  } catch (error) {
    if (error instanceof UnknownClientError) throw new UsageError(error.message);
    throw error;
  }
  return specs.map((client) => ({ client, why: 'usual', runs: 'terminal' }));
}
