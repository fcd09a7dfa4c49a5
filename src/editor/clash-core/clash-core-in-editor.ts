import type * as vscode from 'vscode';
import type { ClashComparison } from '../../diagnosis/clash/evidence.ts';
import { calledHosts } from '../../gateways/called-hosts.ts';
import type { Gateway } from '../../gateways/gateway.ts';
import type { Secret } from '../../path/secret.ts';
import { errorLine } from '../error-line.ts';
import { ClashAccess } from './clash-access.ts';
import { leftSelectionStore, offerToPutBack, type LeftSelectionStore } from './left-selection.ts';
import { loadClashCore } from './load-clash-core.ts';

/** The Clash core as this window knows it. */
export interface ClashCoreInEditor {
  access: ClashAccess;
  left: LeftSelectionStore;
  /** What the last comparison of this window came to, for the next diagnosis of the same gateway. */
  compared: ClashComparison | undefined;
  /** How a diagnosis is to look for the core. */
  wish(): Promise<{ controller?: string; secret?: Secret; compared?: ClashComparison }>;
  dispose(): void;
}

export interface ClashCoreSurroundings {
  memento: Pick<vscode.Memento, 'get' | 'update'>;
  log: vscode.LogOutputChannel;
  controller(): string;
  secrets: { get(address: string): Promise<Secret | undefined> };
  /** The chosen gateway first, then those that are watched. */
  gateways(): readonly Gateway[];
}

/** More hosts than this are not explained. */
const maxHosts = 12;

/** Builds it; nothing is loaded or asked. What a crash has left is offered once the window has begun. */
export function clashCoreInEditor({ memento, log, controller, secrets, gateways }: ClashCoreSurroundings): ClashCoreInEditor {
  const access = new ClashAccess({
    loadRoom: loadClashCore,
    controller,
    secret: (address) => secrets.get(address),
    hosts: () => {
      const all = gateways().filter(({ selfHosted }) => !selfHosted).flatMap(calledHosts);
      const known = new Set<string>();
      return all.filter(({ host }) => !known.has(host) && known.add(host)).slice(0, maxHosts);
    },
  });
  const left = leftSelectionStore(memento);
  const begin = setImmediate(() => {
    if (left.read() === undefined) return;
    void offerToPutBack(left, access, log).catch((error: unknown) => log.error(`clash: ${errorLine(error)}`));
  });
  return {
    access,
    left,
    compared: undefined,
    async wish() {
      const address = controller();
      const secret = await access.secretFor(address);
      return { ...(address !== '' && { controller: address }), ...(secret && { secret }), ...(this.compared && { compared: this.compared }) };
    },
    dispose: () => clearImmediate(begin),
  };
}
