import type * as vscode from 'vscode';
import type { DiagnosisSession } from '../diagnosis-session.ts';
import type { DoctorRoom } from '../doctor-room.ts';
import type { GatewayChoice } from '../gateway-choice.ts';
import type { InspectorPanel } from '../inspector/inspector-panel.ts';
import type { Monitoring } from '../monitor/monitoring.ts';
import type { EnvironmentProofs } from '../proof/environment-proofs.ts';
import type { ChainsInEditor } from '../chains/chains-in-editor.ts';
import type { ClashInEditor } from '../clash/clash-in-editor.ts';
import type { ClashCoreInEditor } from '../clash-core/clash-core-in-editor.ts';
import type { AgentShim } from '../agents/load-agents.ts';
import type { FixPreview } from '../fixes/fix-preview.ts';
import type { ReadOnlyDocuments } from '../read-only-documents.ts';
import type { KeyStore } from '../secrets.ts';
import type { ShimInEditor } from '../shim/shim-in-editor.ts';

/** The rooms a command may use. */
export interface CommandSurroundings {
  session: DiagnosisSession;
  inspector: Pick<InspectorPanel, 'show' | 'showSection'>;
  documents: Pick<ReadOnlyDocuments, 'show'>;
  keys: KeyStore;
  proofs: Pick<EnvironmentProofs, 'keep'>;
  /** Where the built programs are. */
  distFolder: string;
  log: vscode.LogOutputChannel;
  choose(): GatewayChoice;
  monitoring(): boolean;
  /** How the watched gateways are, and what is remembered of them. */
  health: Pick<Monitoring, 'standings' | 'history' | 'checkNow' | 'keyChanged'>;
  shim: ShimInEditor;
  chains: Pick<ChainsInEditor, 'workspace' | 'acceptance' | 'wantedKeys'>;
  clashCore: ClashCoreInEditor;
  clash: Pick<ClashInEditor, 'secrets' | 'controller' | 'corePath' | 'formOf' | 'rangeOfRule'>;
  /** What is kept between windows. */
  memento: Pick<vscode.Memento, 'get' | 'update'>;
  /** Shows a difference and asks. */
  preview: FixPreview;
  agentShim: AgentShim;
  loadDoctor(): Promise<DoctorRoom>;
}

/** One palette command. What `run` resolves with goes to whoever executed the command. */
export interface Command {
  id: string;
  run(around: CommandSurroundings, ...args: readonly unknown[]): Promise<unknown>;
}
