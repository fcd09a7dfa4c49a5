import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { t } from '@vscode/l10n';
import { redactText } from '../diagnosis/redact.ts';
import { deepestMessage, plainText } from '../path/network-failure.ts';
import { proxyAddress } from '../shim/shim-options.ts';
import { childEnvironment, type RootBundle } from '../shim/environment/child-environment.ts';
import type { Environment } from '../shim/environment/change.ts';
import { shimPortIn, upstreamVariables, withoutShim } from '../shim/environment/nested.ts';
import { composeBundle, standingBundle } from '../shim/environment/trust-bundle.ts';
import { parseArguments, UsageError } from './arguments.ts';
import { StartError, startProgram } from './child-program.ts';
import { exitCodes, type Command } from './command.ts';
import type { Terminal } from './output.ts';
import { endpointOf, shimAccess, type ShimAccess } from './shim-access.ts';

/** How often the running shim is asked whether it is still there, in ms. */
const lookMs = 5_000;
/** A port of this machine answers at once or not at all, in ms. */
const loopbackMs = 500;

/** The shim that a program was given. */
interface Given {
  port: number;
  mint(client: string): Promise<string>;
  /** Calls back once when it is gone though nobody ended it. */
  watch(gone: () => void): void;
  end(): Promise<void>;
  /** Its own file of roots, null where it has none. */
  bundleFile: string | null;
}

/** Runs one program through the shim: the running one, or one of its own for as long as it runs. */
export function execCommand(access: ShimAccess): Command {
  const command: Command = {
    name: 'exec',
    synopsis: ['exec [--client NAME] [--endpoint] -- COMMAND [ARGUMENT]...'],
    summary: () => t('Run one program through the shim.'),
    options: {
      client: { type: 'string', value: 'NAME', about: () => t('What it is called in the journal; without, as the program.') },
      endpoint: { type: 'boolean', about: () => t('Also lead its SDKs to the endpoint of the running shim: base URLs, and a token in the place of a key.') },
    },
    notes: () => [
      t('The running shim is used; without one, a shim is started that ends with the program.'),
      t('The exit code is that of the program; 127 when there is no such program, 126 when it can not be run.'),
    ],
    async run(args, terminal) {
      const end = args.indexOf('--');
      const [name, ...rest] = end === -1 ? [] : args.slice(end + 1);
      const parsed = parseArguments(end === -1 ? args : args.slice(0, end), command.options);
      if (name === undefined || name === '' || parsed.positionals.length > 0) {
        throw new UsageError(t('Write the program and its arguments behind --, as in: {0}', 'gatehouse exec -- curl https://openrouter.ai'));
      }
      const given = { client: clientName(parsed.value('client') ?? path.parse(name).name), endpoint: parsed.has('endpoint') };
      return await run([name, ...rest], given, access, terminal);
    },
  };
  return command;
}

/** With the shim of this build. */
export const exec = execCommand(shimAccess);

async function run(
  program: readonly [string, ...string[]],
  { client, endpoint: wantsEndpoint }: { client: string; endpoint: boolean },
  access: ShimAccess,
  terminal: Terminal,
): Promise<number> {
  const { platform } = terminal;
  const base = await usableBase(terminal);
  const shim = await givenShim(access, base, wantsEndpoint);
  if (!shim) {
    await terminal.note(`gatehouse: ${t('No shim is running, so there is no endpoint. Switch the shim on in the editor, or leave --endpoint out.')}\n`);
    return exitCodes.fault;
  }
  const folder = await mkdtemp(path.join(os.tmpdir(), 'gatehouse-exec-'));
  try {
    const proxy = proxyAddress(shim.port, client, await shim.mint(client));
    const bundle = await bundleOf(shim.bundleFile, base, folder, terminal);
    const endpoint = wantsEndpoint ? await endpointOf(shim, client) : undefined;
    const child = await startProgram(program, childEnvironment({ base, platform, proxy, bundle, ...(endpoint && { endpoint }) }), platform);
    const say = (reason: string): void =>
      void terminal.note(`gatehouse: ${t('The shim is gone ({0}). "{1}" goes on, and its calls are refused from now on.', reason, plainText(program[0], 80))}\n`);
    shim.watch(() => say(t('it does not answer')));
    terminal.takeOver({
      signal: (name) => {
        // From a keyboard it has reached the program already, which is in the same group.
        if (name !== 'SIGINT' || !(terminal.stdinIsTty || terminal.stderrIsTty)) child.signal(name);
      },
      failure: (error) => {
        say(plainText(redactText(deepestMessage(error)), 200));
        void shim.end().catch(() => undefined);
      },
    });
    // Asked to end while all this was being made ready.
    if (terminal.signal.aborted) child.signal('SIGTERM');
    return await child.code;
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    await terminal.note(`gatehouse: ${error.message}\n`);
    return error.exitCode;
  } finally {
    await shim.end().catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
  }
}

/** The environment before a shim came into it; where that is not known, without the address of one that is dead. */
async function usableBase({ environment, platform, note }: Terminal): Promise<Environment> {
  const base = withoutShim(environment, platform);
  const port = shimPortIn(base, platform);
  if (port === undefined || (await listens(port))) return base;
  await note(`gatehouse: ${t('This shell leads to a shim on port {0} that has ended. Its address is left out.', port)}\n`);
  const proxies = upstreamVariables(base, undefined);
  const alive = upstreamVariables(base, port);
  return Object.fromEntries(Object.entries(base).filter(([name]) => !(name in proxies) || name in alive));
}

/** @returns undefined where the endpoint is wanted and no shim runs: one of its own would serve nothing. */
async function givenShim(access: ShimAccess, base: Environment, wantsEndpoint: boolean): Promise<Given | undefined> {
  const attached = await access.attach('gatehouse exec');
  if (!attached) {
    if (wantsEndpoint) return undefined;
    const environment = upstreamVariables(base, undefined);
    const own = await access.start({ rules: [], client: 'curl', environment, allow: [] });
    let stopped: Promise<void> | undefined;
    return { port: own.port, mint: (client) => own.mint(client), watch: () => undefined, end: () => (stopped ??= own.stop()), bundleFile: null };
  }
  let timer: NodeJS.Timeout | undefined;
  return {
    port: attached.port,
    bundleFile: (await attached.state()).bundleFile,
    mint: (client) => attached.mint(client),
    watch(gone) {
      timer = setInterval(() => {
        attached.state().catch(() => {
          clearInterval(timer);
          gone();
        });
      }, lookMs);
      timer.unref();
    },
    async end() {
      clearInterval(timer);
      attached.close();
    },
  };
}

/** The shim's file where it has all that is wanted, as it stays; else one of this run. Without any a program keeps its roots. */
async function bundleOf(file: string | null, base: Environment, folder: string, { platform, note }: Terminal): Promise<RootBundle | null> {
  try {
    const standing = file === null ? undefined : await standingBundle(file, { base, platform });
    if (standing?.whole) return standing;
    return await composeBundle({ base, platform }, folder);
  } catch (error) {
    await note(`gatehouse: ${t('The file of root certificates could not be written ({0}); programs keep the roots they have.', plainText(deepestMessage(error), 200))}\n`);
    return null;
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: loopbackMs });
    const done = (is: boolean) => (): void => {
      socket.destroy();
      resolve(is);
    };
    socket.once('connect', done(true)).once('error', done(false)).once('timeout', done(false));
  });
}

/** Letters, digits and `-`, as the shim takes them. */
function clientName(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 40) || 'exec';
}
