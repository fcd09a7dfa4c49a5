import { spawn } from 'node:child_process';
import * as path from 'node:path';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { EnvironmentSnapshot } from '../../path/proxy-settings.ts';
import { plainText } from '../../path/network-failure.ts';
import { errorLine } from '../error-line.ts';
import { startDebugSession, type DebugConsole } from './debug-start.ts';
import { proofCommand } from './proof-command.ts';
import { openProofListener, type ProofListener } from './proof-listener.ts';

/** A shell with slow start files takes its time; after this long, in ms, it is not going to answer. */
const answerLimitMs = 20_000;

type ProvedContext = 'integrated-terminal' | 'task' | 'debug-terminal' | 'debug-console' | 'child-process';

/** Starts something that runs the program, and gives what ends it again. */
type Start = (listener: ProofListener, script: string) => Promise<() => void>;

/**
 * Starts a real terminal, task, child process and two debug sessions, and reads their environments back through loopback.
 * What does not answer comes back as unavailable, with the reason.
 */
export async function proveEnvironments(distFolder: string, signal: AbortSignal): Promise<EnvironmentSnapshot[]> {
  const script = path.join(distFolder, 'tell-environment.js');
  const started = await Promise.all([
    prove('integrated-terminal', startTerminal, script, signal),
    prove('task', startTask, script, signal),
    prove('child-process', startChild, script, signal),
  ]);
  // Afterwards: a debugger that has to be loaded first takes the others' time on a slow machine.
  const debugged = await Promise.all([
    prove('debug-terminal', debugIn('integratedTerminal'), script, signal),
    prove('debug-console', debugIn('internalConsole'), script, signal),
  ]);
  return [...started, ...debugged];
}

async function prove(context: ProvedContext, start: Start, script: string, signal: AbortSignal): Promise<EnvironmentSnapshot> {
  const limit = AbortSignal.timeout(answerLimitMs);
  let listener: ProofListener | undefined;
  let end: (() => void) | undefined;
  try {
    listener = await openProofListener(AbortSignal.any([signal, limit]));
    end = await start(listener, script);
    return { context, obtained: 'proved', variables: await listener.answer };
  } catch (error) {
    signal.throwIfAborted();
    const reason = limit.aborted
      ? t('It did not answer within {0} s.', answerLimitMs / 1_000)
      : t('It could not be started: {0}', plainText(errorLine(error), 200));
    return { context, obtained: 'unavailable', reason, variables: {} };
  } finally {
    listener?.close();
    end?.();
  }
}

const runtime = { runtime: process.execPath, electron: process.versions['electron'] !== undefined };

async function startTerminal({ port, token }: ProofListener, script: string): Promise<() => void> {
  const terminal = vscode.window.createTerminal({ name: t('Gatehouse: proof'), isTransient: true });
  terminal.show(true);
  terminal.sendText(proofCommand(vscode.env.shell, process.platform, { ...runtime, script, port, token }));
  return () => terminal.dispose();
}

async function startTask({ port, token }: ProofListener, script: string): Promise<() => void> {
  const command = proofCommand(vscode.env.shell, process.platform, { ...runtime, script, port, token });
  const scope = vscode.workspace.workspaceFolders?.[0] ?? vscode.TaskScope.Global;
  const task = new vscode.Task({ type: 'shell' }, scope, t('proof'), 'Gatehouse', new vscode.ShellExecution(command));
  task.presentationOptions = { reveal: vscode.TaskRevealKind.Never, close: true, echo: false };
  const execution = await vscode.tasks.executeTask(task);
  return () => execution.terminate();
}

function debugIn(console: DebugConsole): Start {
  return async ({ port, token, answer }, script) => {
    const { started, stop } = startDebugSession({ script, args: [String(port), token], console });
    // The program may have called, or the time be over, before the editor says anything.
    const settled = answer.then(
      () => true,
      () => true,
    );
    const begun = await Promise.race([started, settled]).catch((error: unknown) => {
      stop();
      throw error;
    });
    if (begun) return stop;
    stop();
    throw new Error(t('The editor did not start the debug session.'));
  };
}

/** As extensions start their agents: with the extension host's environment. */
async function startChild({ port, token }: ProofListener, script: string): Promise<() => void> {
  const environment = runtime.electron ? { ...process.env, ELECTRON_RUN_AS_NODE: '1' } : process.env;
  const child = spawn(runtime.runtime, [script, String(port), token], { env: environment, stdio: 'ignore' });
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  return () => void child.kill();
}
