/** What host tests act on: a lab as the chosen gateway, and a user whose answers are given in advance. */
import * as vscode from 'vscode';
import type { Report } from '../../src/diagnosis/report.ts';
import { commands, settings } from '../../src/editor/ids.ts';
import type { Lab } from '../../src/lab/lab.ts';
import { startLab } from '../../src/lab/lab.ts';

export interface LabRequest {
  path: string;
  authorization: 'none' | 'practice-key' | 'other';
}

export interface Stage {
  lab: Lab;
  requests: LabRequest[];
  /** Runs the diagnosis command as another extension would. */
  diagnose(): Promise<Report | undefined>;
  close(): Promise<void>;
}

/** Starts a lab and makes it the chosen gateway, in the user's settings. */
export async function labStage(): Promise<Stage> {
  const requests: LabRequest[] = [];
  const lab = await startLab({ onRequest: ({ path, authorization }) => requests.push({ path, authorization }) });
  await choose('custom', lab.baseUrl);
  return {
    lab,
    requests,
    diagnose: async () => vscode.commands.executeCommand<Report | undefined>(commands.diagnose),
    async close() {
      await vscode.commands.executeCommand(commands.cancelDiagnosis);
      await choose(undefined, undefined);
      await write(settings.monitoringEnabled, undefined);
      await lab.close();
    },
  };
}

/** Sets or resets the chosen gateway. */
export async function choose(gateway: string | undefined, baseUrl: string | undefined): Promise<void> {
  await write(settings.customBaseUrl, baseUrl);
  await write(settings.gateway, gateway);
}

export async function write(id: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration().update(id, value, vscode.ConfigurationTarget.Global);
}

/** Replaces functions of `vscode.window` for the time of `work`; the extension sees the same object. */
export async function answering<T>(answers: Partial<typeof vscode.window>, work: () => Promise<T>): Promise<T> {
  const window = vscode.window as unknown as Record<string, unknown>;
  const before = Object.keys(answers).map((name) => [name, window[name]] as const);
  Object.assign(window, answers);
  try {
    return await work();
  } finally {
    for (const [name, original] of before) window[name] = original;
  }
}

/** Waits until something is so; rejects with what was waited for. */
export async function until(what: string, isSo: () => boolean, limitMs = 20_000): Promise<void> {
  const lateAtMs = Date.now() + limitMs;
  while (!isSo()) {
    if (Date.now() > lateAtMs) throw new Error(`${what}: not so within ${limitMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
