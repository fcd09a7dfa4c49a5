import * as vscode from 'vscode';
import type { SessionSnapshot } from './diagnosis-session.ts';
import { contextKeys } from './ids.ts';
import type { ShimStanding } from './shim/shim-standing.ts';

/** Keeps the context keys, which enable commands, equal to what is so; writes only changes. */
export class ContextKeys {
  readonly #written = new Map<string, unknown>([[contextKeys.shim, 'off']]);

  /** @param shim the state of the shim; while it is off from the start, clauses see it as not set. */
  update(session: SessionSnapshot, monitoring: boolean, shim: ShimStanding['state']): void {
    this.#write(contextKeys.diagnosisRunning, session.phase === 'running');
    this.#write(contextKeys.deepDiagnosisRunning, session.deep !== undefined);
    this.#write(contextKeys.hasReport, session.stored !== undefined);
    this.#write(contextKeys.monitoring, monitoring);
    this.#write(contextKeys.shim, shim);
  }

  #write(key: string, value: unknown): void {
    if (this.#written.get(key) === value) return;
    this.#written.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  }
}
