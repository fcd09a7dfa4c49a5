import { once } from 'node:events';
import { t } from '@vscode/l10n';
import { practiceKey } from '../gateways/practice.ts';
import { scenarios, startLab, switchScenario, type Lab } from '../lab/lab.ts';
import { deepestCode, plainText } from '../path/network-failure.ts';
import { parseArguments, UsageError, type ParsedArguments } from './arguments.ts';
import { alignColumns } from './columns.ts';
import { exitCodes, type Command } from './command.ts';
import type { Terminal } from './output.ts';

/** Runs the practice gateway in this terminal, or talks to a running one. */
export const lab: Command = {
  name: 'lab',
  synopsis: [
    'lab --list [--json]',
    'lab [--scenario NAME] [--port N] [--tls] [--json]',
    'lab --switch NAME --port N [--json]',
  ],
  summary: () => t('Run a practice gateway on this machine that misbehaves on demand.'),
  options: {
    list: { type: 'boolean', about: () => t('List the scenarios.') },
    scenario: { type: 'string', value: 'NAME', about: () => t('Start with this scenario instead of "healthy".') },
    port: { type: 'string', value: 'N', about: () => t('Listen on this port, or the port of the running one.') },
    tls: { type: 'boolean', about: () => t('Show how to reach it over TLS.') },
    switch: { type: 'string', value: 'NAME', about: () => t('Make the practice gateway on --port behave otherwise.') },
    json: { type: 'boolean', about: () => t('Print one JSON document.') },
  },
  notes: () => [t('It listens on this machine only. Its key is public and opens nothing else.')],
  async run(args, terminal) {
    const parsed = parseArguments(args, lab.options);
    const [extra] = parsed.positionals;
    if (extra !== undefined) throw new UsageError(t('"{0}" is not expected here.', plainText(extra, 80)));
    if (parsed.has('list')) return await list(parsed, terminal);
    if (parsed.has('switch')) return await switchRunning(parsed, terminal);
    return await serve(parsed, terminal);
  },
};

async function list(parsed: ParsedArguments, terminal: Terminal): Promise<number> {
  const rows = scenarios.map((one) => ({ name: one.name, title: one.title(), description: one.description() }));
  if (parsed.has('json')) await terminal.print(`${JSON.stringify({ schemaVersion: 1, scenarios: rows }, null, 2)}\n`);
  else await terminal.print(`${alignColumns(rows.map(({ name, description }) => [name, description])).join('\n')}\n`);
  return exitCodes.success;
}

async function switchRunning(parsed: ParsedArguments, terminal: Terminal): Promise<number> {
  const name = knownScenario(parsed.value('switch') ?? '');
  const port = portOf(parsed);
  if (port === undefined || port === 0) {
    throw new UsageError(t('Give the port of the running practice gateway with --port.'));
  }
  const state = await switchScenario(port, name);
  const { scenario } = state;
  if (parsed.has('json')) await terminal.print(`${JSON.stringify({ schemaVersion: 1, port, scenario })}\n`);
  else await terminal.print(`${t('The practice gateway on port {0} now plays "{1}".', port, scenario)}\n`);
  return exitCodes.success;
}

async function serve(parsed: ParsedArguments, terminal: Terminal): Promise<number> {
  const scenario = knownScenario(parsed.value('scenario') ?? 'healthy');
  const port = portOf(parsed) ?? 0;
  const running = await open(port, scenario);
  try {
    await terminal.print(parsed.has('json') ? announceJson(running) : announce(running, parsed.has('tls')));
    if (!terminal.signal.aborted) await once(terminal.signal, 'abort');
  } finally {
    await running.close();
  }
  return exitCodes.success;
}

async function open(port: number, scenario: string): Promise<Lab> {
  try {
    return await startLab({ port, scenario });
  } catch (error) {
    const code = deepestCode(error);
    if (code === 'EADDRINUSE') throw new Error(t('Port {0} is taken. Choose another with --port, or 0 for any.', port));
    if (code === 'EACCES') throw new Error(t('Port {0} may not be used by this user. Choose one above 1023.', port));
    throw error;
  }
}

function announceJson({ baseUrl, tlsBaseUrl, port, caFile, scenario }: Lab): string {
  const { pid } = process;
  const document = { schemaVersion: 1, baseUrl, tlsBaseUrl, port, caFile, scenario, key: practiceKey, pid };
  return `${JSON.stringify(document)}\n`;
}

function announce({ baseUrl, tlsBaseUrl, port, caFile, scenario }: Lab, tls: boolean): string {
  const lines = [
    t('Practice gateway: {0} (scenario "{1}")', baseUrl, scenario),
    t('Over TLS: {0}', tlsBaseUrl),
    t('Its root certificate: {0}', caFile),
    t('Its key: {0}', practiceKey),
    '',
    t('Diagnose it from another terminal:'),
    tls
      ? `  NODE_EXTRA_CA_CERTS=${caFile} GATEHOUSE_API_KEY=${practiceKey} gatehouse doctor --base-url ${tlsBaseUrl}`
      : `  GATEHOUSE_API_KEY=${practiceKey} gatehouse doctor --base-url ${baseUrl}`,
    t('Switch its scenario:'),
    `  gatehouse lab --switch NAME --port ${port}`,
    '',
    t('Ctrl+C ends it.'),
  ];
  return `${lines.join('\n')}\n`;
}

function knownScenario(name: string): string {
  const names = scenarios.map((one) => one.name);
  if (!names.includes(name)) {
    throw new UsageError(
      t('There is no scenario "{0}". The scenarios are: {1}.', plainText(name, 80), names.join(', ')),
    );
  }
  return name;
}

function portOf(parsed: ParsedArguments): number | undefined {
  const text = parsed.value('port');
  if (text === undefined) return undefined;
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) {
    throw new UsageError(t('"{0}" is no port. Give a number from 0 to 65535.', plainText(text, 40)));
  }
  return port;
}
