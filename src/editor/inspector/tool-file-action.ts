import * as os from 'node:os';
import * as path from 'node:path';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ProxyEnvironmentEvidence } from '../../diagnosis/evidence.ts';
import { toolFileEntries } from '../../diagnosis/views/tool-files.ts';
import { plainText } from '../../path/network-failure.ts';
import { errorLine } from '../error-line.ts';

/**
 * Opens the file of an entry of the tool files' table at its line. The page gives a number only: what may be opened is
 * what the diagnosis read. Resolves with a sentence when that can't be done.
 */
export async function openToolFile(entry: number, evidence: unknown): Promise<string | undefined> {
  const { settings } = (evidence ?? {}) as Partial<ProxyEnvironmentEvidence>;
  const wanted = settings && Array.isArray(settings.tools) ? toolFileEntries(settings)[entry] : undefined;
  if (typeof wanted?.file !== 'string') return t('That entry is not in memory any more. Diagnose again.');
  // A stored report shows the home folder as ~.
  const file = wanted.file.replace(/^~(?=[\\/])/, () => os.homedir());
  if (!path.isAbsolute(file)) return t('{0} is not a file that can be opened.', plainText(wanted.file, 200));
  try {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
    const line = Math.min(Math.max((wanted.line ?? 1) - 1, 0), document.lineCount - 1);
    const place = new vscode.Range(line, 0, line, 0);
    await vscode.window.showTextDocument(document, { selection: place, viewColumn: vscode.ViewColumn.Beside });
    return undefined;
  } catch (error) {
    return t('{0} could not be opened: {1}.', plainText(file, 200), plainText(errorLine(error), 200));
  }
}
