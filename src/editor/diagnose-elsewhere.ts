import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Gateway } from '../gateways/gateway.ts';
import { reportFileName } from './commands/report-file-name.ts';
import type { DiagnosisSession } from './diagnosis-session.ts';
import type { DoctorRoom } from './doctor-room.ts';
import type { ReadOnlyDocuments } from './read-only-documents.ts';

/** What it needs of the other rooms. */
export interface DiagnoseElsewhere {
  session: Pick<DiagnosisSession, 'run'>;
  documents: Pick<ReadOnlyDocuments, 'show'>;
  loadDoctor(): Promise<Pick<DoctorRoom, 'renderMarkdown'>>;
}

/**
 * Diagnoses a gateway that is not the chosen one. The inspector shows progress and failure, but no report under another
 * one's name: it is opened as a text beside it.
 */
export async function diagnoseElsewhere({ session, documents, loadDoctor }: DiagnoseElsewhere, gateway: Gateway): Promise<void> {
  const report = await session.run({ spend: false, gateway });
  if (!report) return;
  // One that was under way already is joined, and is about what it was begun for.
  if (report.subject.gateway.baseUrl !== gateway.baseUrl) {
    void vscode.window.showInformationMessage(t('Another diagnosis was under way, so {0} was not diagnosed. Ask again.', gateway.baseUrl));
    return;
  }
  await documents.show(reportFileName(report), (await loadDoctor()).renderMarkdown(report), { beside: true });
}
