import { t } from '@vscode/l10n';
import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { TlsEvidence } from '../../diagnosis/evidence.ts';
import { asTlsEvidence, chainPem, pemsIn, rootPem } from '../../diagnosis/views/chain-pems.ts';
import { plainText } from '../../path/network-failure.ts';
import { errorLine } from '../error-line.ts';
import type { Action } from './protocol.ts';

/** What the page asks for about certificates. */
export type CertificateAction = Extract<Action, { type: 'copyCertificate' | 'copyChain' | 'saveRoot' }>;

/** Copies or saves certificates; resolves with a sentence for the page's live region. */
export async function performCertificateAction(action: CertificateAction, evidence: unknown): Promise<string | undefined> {
  const seen = asTlsEvidence(evidence);
  const pem = seen && pemFor(action, seen);
  if (pem === undefined) return t('That certificate is not in memory any more. Diagnose again.');
  if (action.type === 'saveRoot') return saveRoot(pem);
  await vscode.env.clipboard.writeText(pem);
  return t('Copied.');
}

function pemFor(action: CertificateAction, evidence: TlsEvidence): string | undefined {
  if (action.type === 'copyCertificate') return pemsIn(evidence).get(action.fingerprint256);
  return action.type === 'copyChain' ? chainPem(evidence, action.path) : rootPem(evidence, action.path);
}

async function saveRoot(pem: string): Promise<string | undefined> {
  const target = await vscode.window.showSaveDialog({
    title: t('Save Root as PEM'),
    defaultUri: vscode.Uri.joinPath(vscode.Uri.file(os.homedir()), 'root.pem'),
    filters: { PEM: ['pem'] },
  });
  if (!target) return undefined;
  try {
    await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(pem));
    return t('The root certificate was saved as {0}.', path.basename(target.fsPath));
  } catch (error) {
    const reason = plainText(errorLine(error), 200);
    return t('The root certificate could not be written to {0}: {1}. Choose another place.', plainText(target.fsPath, 200), reason);
  }
}
