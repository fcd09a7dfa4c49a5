import { t } from '@vscode/l10n';
import { proxyAddress } from '../shim/shim-options.ts';
import { wayBack, type EnvironmentChange } from '../shim/environment/change.ts';
import { childChange, reversibleChange, type ChildQuestion } from '../shim/environment/child-environment.ts';
import { UnwritableValue, type EnvironmentFormat } from '../shim/environment/formats/format.ts';
import { environmentFormats, findFormat, formatOfShell } from '../shim/environment/formats/index.ts';
import { recordIn, shimPortIn, valueIn, withoutShim } from '../shim/environment/nested.ts';
import { standingBundle } from '../shim/environment/trust-bundle.ts';
import { formerVariable } from '../shim/environment/variables.ts';
import { parseArguments, UsageError, type ParsedArguments } from './arguments.ts';
import { plainText } from '../path/network-failure.ts';
import { exitCodes, type Command } from './command.ts';
import type { Terminal } from './output.ts';
import { endpointOf, shimAccess, type ShimAccess } from './shim-access.ts';

/** Who a shell's token is minted for. */
const client = 'terminal';
/** And the one that stands where a key goes: requests of this shell are listed under it. */
const endpointClient = 'api';

/**
 * Prints what leads a shell through the running shim, or what takes that back. Where it can't, nothing is on stdout, so
 * that `eval` leaves the shell as it is.
 */
export function envCommand(access: ShimAccess): Command {
  const command: Command = {
    name: 'env',
    synopsis: [`env [--endpoint | --endpoint-only] [--format ${environmentFormats.map(({ names }) => names[0]).join('|')}]`, 'env --off [--format NAME]'],
    summary: () => t('Print what leads this shell through the running shim.'),
    options: {
      format: { type: 'string', value: 'NAME', about: () => t('How it is written; without, as the shell that SHELL names takes it.') },
      endpoint: { type: 'boolean', about: () => t('Also what leads SDKs and agents to the endpoint of the shim: base URLs, and its token in the place of a key.') },
      'endpoint-only': { type: 'boolean', about: () => t('That alone; other calls of this shell stay as they are.') },
      off: { type: 'boolean', about: () => t('Print what takes it back: every variable as it was before.') },
    },
    notes: () => [
      ...environmentFormats.filter(({ shell }) => shell).map(({ names, use }) => `${names.join(', ')}: ${use}`),
      t('The token of the shim is in what is printed. It is good until the shim ends.'),
      t('Exit code 1 means that no shim is running, or that there is nothing to take back; nothing is printed then.'),
    ],
    async run(args, terminal) {
      const parsed = parseArguments(args, command.options);
      const [extra] = parsed.positionals;
      if (extra !== undefined) throw new UsageError(t('"{0}" is not expected here.', plainText(extra, 80)));
      const format = formatFor(parsed, terminal);
      const [endpoint, endpointOnly] = [parsed.has('endpoint'), parsed.has('endpoint-only')];
      if (endpoint && endpointOnly) throw new UsageError(t('Give --endpoint or --endpoint-only, not both.'));
      if (parsed.has('off') && (endpoint || endpointOnly)) throw new UsageError(t('--off takes everything back, and stands alone.'));
      if (parsed.has('off')) return await takeBack(format, terminal);
      const attached = await access.attach('gatehouse env');
      if (!attached) {
        await terminal.note(
          `gatehouse: ${t('No shim is running. Switch it on in the editor, or start one program with it: {0}', 'gatehouse exec -- COMMAND')}\n`,
        );
        return exitCodes.fault;
      }
      try {
        const { environment: base, platform } = terminal;
        const [token, { bundleFile }] = [await attached.mint(client), await attached.state()];
        const question: ChildQuestion = {
          base,
          platform,
          proxy: proxyAddress(attached.port, client, token),
          bundle: bundleFile === null || endpointOnly ? null : await standingBundle(bundleFile, { base: withoutShim(base, platform), platform }),
          ...((endpoint || endpointOnly) && { endpoint: await endpointOf(attached, endpointClient), endpointOnly }),
        };
        return await print(format, format.shell ? reversibleChange(question) : childChange(question), terminal);
      } finally {
        attached.close();
      }
    },
  };
  return command;
}

/** With the shim of this build. */
export const env = envCommand(shimAccess);

async function takeBack(format: EnvironmentFormat, terminal: Terminal): Promise<number> {
  const { environment, platform } = terminal;
  const record = recordIn(environment, platform);
  if (record) {
    const { set, unset } = wayBack(environment, record, platform);
    return await print(format, { set, unset: [...unset, formerVariable] }, terminal);
  }
  const why =
    valueIn(environment, formerVariable, platform) !== undefined
      ? t('{0} can not be read, so what was there before is not known. Open a new shell.', formerVariable)
      : shimPortIn(environment, platform) !== undefined
        ? t('This shell did not get the shim from "gatehouse env", so it can not be taken back here. Open a new shell without it.')
        : t('This shell does not go through a shim.');
  await terminal.note(`gatehouse: ${why}\n`);
  return exitCodes.fault;
}

async function print(format: EnvironmentFormat, change: EnvironmentChange, terminal: Terminal): Promise<number> {
  let text: string;
  try {
    text = format.write(change);
  } catch (error) {
    if (!(error instanceof UnwritableValue)) throw error;
    throw new UsageError(t('The value of {0} can not be written as {1}. Choose another --format.', plainText(error.variable, 80), format.names[0]));
  }
  await terminal.print(text);
  return exitCodes.success;
}

/** @throws UsageError for a name that is none. */
function formatFor(parsed: ParsedArguments, { environment, platform }: Terminal): EnvironmentFormat {
  const name = parsed.value('format');
  if (name === undefined) return formatOfShell(environment['SHELL'], platform);
  const format = findFormat(name);
  if (format) return format;
  const known = environmentFormats.flatMap(({ names }) => names).join(', ');
  throw new UsageError(t('There is no format "{0}". The formats are: {1}.', plainText(name, 40), known));
}
