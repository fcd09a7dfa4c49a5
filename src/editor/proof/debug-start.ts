import { randomBytes } from 'node:crypto';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';

/** Where a debugged program's input and output go, as a launch configuration spells it. */
export type DebugConsole = 'integratedTerminal' | 'internalConsole';

export interface StartedSession {
  /** False when the editor did not start it. It may never settle: the editor answers when the debugger has. */
  started: Promise<boolean>;
  /** Ends the session, also one that begins only then, and the terminal that was opened for it. */
  stop(): void;
}

/** How long after its start a session may still open something, in ms. */
const settlingMs = 2_000;
/** A session that is still there is asked to end again; the editor drops a wish that comes while it starts. */
const againMs = 1_500;
const maxAsked = 8;

/** How many this window has started. */
let startedSessions = 0;

/** Names the session among all others, the user's own too. */
const marker = '__gatehouseProof';

/**
 * Starts a program under the debugger for Node programs that comes with the editor (microsoft/vscode-js-debug), without
 * debugging it: nothing is attached, no view opens, and nothing is saved.
 *
 * @throws Error with a sentence for the user where nothing can be debugged here.
 */
export function startDebugSession(program: { script: string; args: readonly string[]; console: DebugConsole }): StartedSession {
  // The editor would ask whether the folder is to be trusted (microsoft/vscode debugService.ts, startDebugging).
  if (!vscode.workspace.isTrusted) throw new Error(t('Nothing is debugged in a restricted window.'));
  if (!hasNodeDebugger()) throw new Error(t('No debugger for Node programs is installed or switched on.'));
  const electron = process.versions['electron'] !== undefined;
  const id = randomBytes(8).toString('hex');
  // The terminal is known by this name alone, and what closes a proof's late must not close the next one's.
  const name = `${t('Gatehouse: proof of a debug session ({0})', program.console)} ${++startedSessions}`;
  const configuration: vscode.DebugConfiguration = {
    type: 'node',
    request: 'launch',
    name,
    program: program.script,
    args: [...program.args],
    console: program.console,
    runtimeExecutable: process.execPath,
    ...(electron && { env: { ELECTRON_RUN_AS_NODE: '1' } }),
    internalConsoleOptions: 'neverOpen',
    presentation: { hidden: true },
    [marker]: id,
  };
  const sessions = new Set<vscode.DebugSession>();
  let ended = false;
  const end = (session: vscode.DebugSession, asked = 1): void => {
    void vscode.debug.stopDebugging(session).then(undefined, () => undefined);
    setTimeout(() => {
      if (sessions.has(session) && asked < maxAsked) end(session, asked + 1);
    }, againMs);
  };
  const watch = [
    vscode.debug.onDidStartDebugSession((session) => {
      if (session.configuration[marker] !== id) return;
      sessions.add(session);
      if (ended) end(session);
    }),
    vscode.debug.onDidTerminateDebugSession((session) => sessions.delete(session)),
  ];
  const options: vscode.DebugSessionOptions = {
    noDebug: true,
    suppressSaveBeforeStart: true,
    suppressDebugToolbar: true,
    suppressDebugStatusbar: true,
    suppressDebugView: true,
  };
  const started = Promise.resolve(vscode.debug.startDebugging(vscode.workspace.workspaceFolders?.[0], configuration, options));
  const settled = started.then(
    () => undefined,
    () => undefined,
  );
  const stop = (): void => {
    ended = true;
    for (const session of sessions) end(session);
    closeTerminals(name);
    void settled.then(() =>
      setTimeout(() => {
        closeTerminals(name);
        setTimeout(() => {
          closeTerminals(name);
          for (const one of watch) one.dispose();
        }, againMs * maxAsked);
      }, settlingMs),
    );
  };
  return { started, stop };
}

/** The debugger opens a terminal with the configuration's name, and the editor keeps it for the next session. */
function closeTerminals(name: string): void {
  for (const terminal of vscode.window.terminals) if (terminal.creationOptions.name === name) terminal.dispose();
}

function hasNodeDebugger(): boolean {
  return vscode.extensions.all.some(({ packageJSON }) => {
    const { contributes } = packageJSON as { contributes?: { debuggers?: unknown } };
    const debuggers: unknown = contributes?.debuggers;
    return Array.isArray(debuggers) && debuggers.some((one: { type?: unknown } | null) => one?.type === 'node');
  });
}
