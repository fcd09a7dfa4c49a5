import * as vscode from 'vscode';

/**
 * The extension's log. Only ids, states, durations and error codes are written to it: no request, no answer, no header,
 * no key. It is not localised, so that a log reads the same in every bug report.
 */
export function createLog(): vscode.LogOutputChannel {
  return vscode.window.createOutputChannel('Gatehouse', { log: true });
}
