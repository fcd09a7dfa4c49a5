#!/usr/bin/env node
/** Front door of the terminal: finds the subcommand, runs it, turns its end into an exit code. */
import { readFile } from 'node:fs/promises';
import * as os from 'node:os';
import { t } from '@vscode/l10n';
import { nearest, UsageError } from './cli/arguments.ts';
import { exitCodes, type Command } from './cli/command.ts';
import { chosenLocale, useLanguage } from './cli/language.ts';
import { leave } from './cli/leave.ts';
import { openTerminal, type ProcessHandlers, type Terminal } from './cli/output.ts';
import { deepestMessage, plainText } from './path/network-failure.ts';

/** One line a subcommand; each is loaded only when it is used. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  doctor: async () => (await import('./cli/doctor.ts')).doctor,
  resolve: async () => (await import('./cli/resolve.ts')).resolve,
  'no-proxy': async () => (await import('./cli/no-proxy.ts')).noProxy,
  explain: async () => (await import('./cli/explain.ts')).explain,
  lint: async () => (await import('./cli/lint.ts')).lint,
  certificates: async () => (await import('./cli/certificates.ts')).certificates,
  status: async () => (await import('./cli/status.ts')).status,
  env: async () => (await import('./cli/env.ts')).env,
  exec: async () => (await import('./cli/exec.ts')).exec,
  shim: async () => (await import('./cli/shim.ts')).shim,
  chains: async () => (await import('./cli/chains.ts')).chains,
  export: async () => (await import('./cli/export.ts')).exportChains,
  agents: async () => (await import('./cli/agents.ts')).agentsOfMachine,
  clash: async () => (await import('./cli/clash.ts')).clash,
  lab: async () => (await import('./cli/lab.ts')).lab,
};

async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  const [first, ...rest] = args;
  if (first === '--version' || first === '-V') {
    await terminal.print(`${await ownVersion()}\n`);
    return exitCodes.success;
  }
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
    const { renderCommandHelp, renderOverview } = await import('./cli/help.ts');
    const [named, ...below] = first === 'help' ? rest.filter((one) => !one.startsWith('-')) : [];
    if (named !== undefined) {
      const { command } = await commandBelow(await findCommand(named), below);
      await terminal.print(renderCommandHelp(command, terminal.width));
      return exitCodes.success;
    }
    const overview = renderOverview(await Promise.all(Object.values(commands).map((load) => load())), terminal.width);
    await (first === undefined ? terminal.note(overview) : terminal.print(overview));
    return first === undefined ? exitCodes.usage : exitCodes.success;
  }
  if (first.startsWith('-')) {
    throw new UsageError(t('There is no option {0} here. Start with a command.', plainText(first, 60)));
  }
  const { command, left } = await commandBelow(await findCommand(first), rest);
  const end = left.indexOf('--');
  const ownArguments = end === -1 ? left : left.slice(0, end);
  if (ownArguments.includes('--help') || ownArguments.includes('-h')) {
    const { renderCommandHelp } = await import('./cli/help.ts');
    await terminal.print(renderCommandHelp(command, terminal.width));
    return exitCodes.success;
  }
  return await command.run(left, terminal);
}

/** @throws UsageError */
async function findCommand(name: string): Promise<Command> {
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load) return await load();
  const near = nearest(name, Object.keys(commands));
  const shown = plainText(name, 60);
  throw new UsageError(
    near === undefined
      ? t('There is no command "{0}".', shown)
      : t('There is no command "{0}". Did you mean "{1}"?', shown, near),
  );
}

/** The command that the next argument names, where there is one below the command; and what is left. */
async function commandBelow(command: Command, args: readonly string[]): Promise<{ command: Command; left: readonly string[] }> {
  const [name = '', ...left] = args;
  const load = command.subcommands && Object.hasOwn(command.subcommands, name) ? command.subcommands[name] : undefined;
  return load ? { command: await load(), left } : { command, left: args };
}

async function ownVersion(): Promise<string> {
  const manifest = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}

/** Exit codes after a signal: 128 and the signal's number, as shells count. */
const signalCodes = { SIGINT: 130, SIGTERM: 143 } as const;

async function start(): Promise<void> {
  const args = process.argv.slice(2);
  const stop = new AbortController();
  let stoppedBy: keyof typeof signalCodes | undefined;
  let taken: ProcessHandlers | undefined;
  for (const name of Object.keys(signalCodes) as (keyof typeof signalCodes)[]) {
    process.on(name, () => {
      if (taken) return taken.signal(name);
      // Whoever asks twice does not want to wait for an orderly end.
      if (stoppedBy) process.exit(signalCodes[name]);
      stoppedBy = name;
      stop.abort(new Error(t('Cancelled.')));
    });
  }
  const terminal = openTerminal({
    environment: process.env,
    platform: process.platform,
    homeDirectory: os.homedir(),
    signal: stop.signal,
    takeOver(handlers) {
      taken = handlers;
      process.on('SIGHUP', () => handlers.signal('SIGHUP'));
    },
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
  });
  const fail = async (error: unknown): Promise<number> => {
    if (error instanceof UsageError) {
      const command = args[0] !== undefined && Object.hasOwn(commands, args[0]) ? ` ${args[0]}` : '';
      await terminal.note(
        `gatehouse: ${error.message}\n${t('Run "{0}" to see how it is used.', `gatehouse help${command}`)}\n`,
      );
      return exitCodes.usage;
    }
    const { redactText } = await import('./diagnosis/redact.ts');
    await terminal.note(`gatehouse: ${redactText(deepestMessage(error))}\n`);
    if (process.env['GATEHOUSE_DEBUG'] === '1' && error instanceof Error) await terminal.note(`${error.stack ?? ''}\n`);
    return exitCodes.couldNotTell;
  };
  const end = (code: number): never => leave(stoppedBy ? signalCodes[stoppedBy] : code);
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      if (taken) taken.failure(error);
      else void fail(error).then(end);
    });
  }

  // Programs read --json; they get one language.
  await useLanguage(
    args.includes('--json') || args.includes('--batch') ? undefined : chosenLocale(process.env),
    new URL('../l10n/', import.meta.url),
  );
  let code: number;
  try {
    code = await main(args, terminal);
  } catch (error) {
    code = await fail(error);
  }
  end(code);
}

await start();
