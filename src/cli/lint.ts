import { readFile, stat } from 'node:fs/promises';
import * as path from 'node:path';
import { t } from '@vscode/l10n';
import { readConfiguration } from '../clash/configuration/read.ts';
import { lintConfiguration } from '../clash/lint/lint.ts';
import type { ClashProblem } from '../clash/lint/problem.ts';
import { gatewayIds, gateways } from '../gateways/catalogue/index.ts';
import { deepestCode, plainText } from '../path/network-failure.ts';
import { parseArguments, UsageError } from './arguments.ts';
import { knownHosts } from '../gateways/called-hosts.ts';
import { exitCodes, type Command } from './command.ts';
import { knownGateway } from './gateway-option.ts';
import { checkWithCore, mayDownload } from './lint-core.ts';
import { lintDocument, type LintDocument } from './lint-document.ts';
import { readRuleSets } from '../clash/rule-set-files.ts';
import { problemsText } from './lint-text.ts';
import type { Terminal } from './output.ts';

const mostBytes = 64 * 1_048_576;
const standardInput = '-';

/** Checks files for a Clash core, without a core. Nothing is sent, fetched or written. */
export const lint: Command = {
  name: 'lint',
  synopsis: ['lint FILE... [--gateway ID]... [--check-with-core PATH] [--json]'],
  summary: () => t('Check files for a Clash core: what keeps it from loading, and what calls to a gateway run into.'),
  options: {
    gateway: { type: 'string', value: 'ID', about: () => t('A gateway that is called; may be given several times. The first known one without.') },
    'check-with-core': { type: 'string', value: 'PATH', about: () => t('Also ask this program, your own core, whether it takes the file.') },
    json: { type: 'boolean', about: () => t('Print one JSON document.') },
  },
  notes: () => [
    t('FILE is a configuration, or what an app merges into one; "-" is standard input. Rule sets that lie beside the file are read.'),
    t('A line is passed over with a comment at its end, or above it: {0}.', '# gatehouse-ignore shadowed-row'),
    t('--json prints one object for one file, and an array of them for several. Lines and columns count from 1.'),
    t('{0} names a core too. A core may first fetch databases that GEO rows ask for, into the folder of the file.', 'GATEHOUSE_CLASH_CORE'),
    t('Exit code 1 means that a file has an error, which a core refuses; 3 that a file could not be read.'),
  ],
  async run(args, terminal) {
    const parsed = parseArguments(args, lint.options);
    const files = parsed.positionals;
    if (files.length === 0) throw new UsageError(t('There is no file to check. Give its name, or "-" for standard input.'));
    if (files.filter((file) => file === standardInput).length > 1) throw new UsageError(t('Standard input can be read once.'));
    const ids = parsed.values('gateway').map((id) => knownGateway(id).id);
    const inUse = new Set(ids.length > 0 ? ids : gatewayIds.slice(0, 1));
    const core = parsed.value('check-with-core') ?? (terminal.environment['GATEHOUSE_CLASH_CORE'] || undefined);
    const json = parsed.has('json');
    const documents: LintDocument[] = [];
    let unread = 0;
    let errors = 0;
    for (const file of files) {
      terminal.signal.throwIfAborted();
      const text = await textOf(file, terminal);
      if (text === undefined) {
        unread++;
        continue;
      }
      const problems = await problemsIn(file, text, inUse, core, terminal);
      if (problems.some(({ severity }) => severity === 'error')) errors++;
      if (json) documents.push(lintDocument(file, text, problems));
      else await terminal.print(`${problemsText(file, text, problems, terminal)}\n`);
    }
    if (json) await terminal.print(`${JSON.stringify(files.length === 1 ? (documents[0] ?? null) : documents, null, 2)}\n`);
    if (errors > 0) return exitCodes.fault;
    return unread > 0 ? exitCodes.couldNotTell : exitCodes.success;
  },
};

async function problemsIn(file: string, text: string, inUse: ReadonlySet<string>, core: string | undefined, terminal: Terminal): Promise<ClashProblem[]> {
  const place = file === standardInput ? undefined : path.resolve(file);
  const configuration = readConfiguration(text, place === undefined ? {} : { path: place });
  const ruleSets = place === undefined ? new Map<string, readonly string[]>() : await readRuleSets(configuration, path.dirname(place));
  const problems = lintConfiguration(configuration, { gateways: knownHosts(gateways, inUse), path: place, ruleSets });
  if (core === undefined || configuration.form !== 'configuration') return problems;
  if (mayDownload(text)) await terminal.note(`${t('{0}: the core may fetch databases for GEO rows now.', plainText(file, 400))}\n`);
  const refused = await checkWithCore(core, place, configuration, terminal.signal);
  return [...problems, ...refused].sort((a, b) => a.start - b.start || a.end - b.end);
}

/** What stands in a file; undefined where it can't be read, which is then said. */
async function textOf(file: string, terminal: Terminal): Promise<string | undefined> {
  if (file === standardInput) return await terminal.readInput(mostBytes);
  const shown = plainText(file, 400);
  try {
    const { size } = await stat(file);
    if (size > mostBytes) {
      await terminal.note(`gatehouse: ${t('"{0}" is larger than {1} bytes and was not read.', shown, mostBytes)}\n`);
      return undefined;
    }
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = deepestCode(error);
    const why =
      code === 'ENOENT'
        ? t('There is no file "{0}".', shown)
        : code === 'EISDIR'
          ? t('"{0}" is a directory. Give the name of a file.', shown)
          : t('"{0}" could not be read ({1}).', shown, code);
    await terminal.note(`gatehouse: ${why}\n`);
    return undefined;
  }
}
