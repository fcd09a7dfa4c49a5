import * as vscode from 'vscode';
import type { SessionSnapshot } from './diagnosis-session.ts';
import { contextKeys } from './ids.ts';

/** Keeps the context keys, which enable commands, equal to what is so; writes only changes. */
export class ContextKeys {
  readonly #written = new Map<string, boolean>();

  update(session: SessionSnapshot, monitoring: boolean): void {
    this.#write(contextKeys.diagnosisRunning, session.phase === 'running');
    this.#write(contextKeys.deepDiagnosisRunning, session.deep !== undefined);
    this.#write(contextKeys.hasReport, session.stored !== undefined);
    this.#write(contextKeys.monitoring, monitoring);
  }

  #write(key: string, value: boolean): void {
    if (this.#written.get(key) === value) return;
    this.#written.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  }
}
