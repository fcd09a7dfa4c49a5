import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { BoundListener } from '../../diagnosis/clash/compare-policies.ts';
import type { ClashComparison, ClashCoreSeen } from '../../diagnosis/clash/evidence.ts';
import type { FoundCore } from '../../diagnosis/clash/look.ts';
import type { Gateway } from '../../gateways/gateway.ts';
import { deepestMessage } from '../../path/network-failure.ts';
import { errorLine } from '../error-line.ts';
import { commands } from '../ids.ts';
import type { Command, CommandSurroundings } from './command.ts';
import { usableGateway } from './usable-gateway.ts';

/** What is compared, as the user has chosen it. */
type Plan = { listeners: readonly [BoundListener, BoundListener] } | { group: string; policies: readonly [string, string] };

/**
 * Sends the same short request by two policies of the Clash core. Where a group's choice has to be changed for it, that
 * is asked first, and it is put back whatever happens. Resolves with the comparison, or undefined.
 */
export const compareClashPolicies: Command = {
  id: commands.compareClashPolicies,
  async run(around) {
    const gateway = usableGateway(around.choose());
    if (!gateway) return undefined;
    const { access } = around.clashCore;
    try {
      const signal = AbortSignal.timeout(20_000);
      const { found } = await access.find(signal);
      if (!found) {
        void vscode.window.showInformationMessage(t('No Clash core was found, or it asks for its secret. "Show Clash Connections" says where it was looked for.'));
        return undefined;
      }
      const core = await (await access.loadRoom()).seeCore(found, access.request(), signal);
      const plan = await choosePlan(found, core, new URL(gateway.baseUrl).hostname, around);
      return plan && (await carryOut(plan, found, core, gateway, around));
    } catch (error) {
      around.log.error(`clash: comparing policies failed: ${errorLine(error)}`);
      void vscode.window.showErrorMessage(t('The policies could not be compared. {0}', deepestMessage(error)));
      return undefined;
    }
  },
};

async function choosePlan(found: FoundCore, core: ClashCoreSeen, host: string, { clashCore }: CommandSurroundings): Promise<Plan | undefined> {
  const room = await clashCore.access.loadRoom();
  const listeners = core.configuration === 'read' ? room.boundListeners(found.file?.configuration.top?.entries.get('listeners')?.value) : [];
  if (new Set(listeners.map(({ policy }) => policy)).size > 1) {
    const picked = await pickTwo(listeners.map((one) => ({ label: one.policy, description: t('listener at port {0}', String(one.port)), value: one })), t('Compare which two listeners?'));
    return picked && { listeners: picked };
  }
  const groups = (core.hosts.find((one) => one.host === host) ?? core.hosts[0])?.explanation?.chain.filter((name) => core.groups.some((one) => one.name === name)) ?? [];
  const [group, ...others] = groups;
  if (group === undefined) {
    void vscode.window.showInformationMessage(t('The gateway goes through no group of Clash, so there is no choice to compare.'));
    return undefined;
  }
  const chosen = others.length === 0 ? group : await vscode.window.showQuickPick(groups, { title: t('Compare members of which group?') });
  if (chosen === undefined) return undefined;
  const { members = [] } = await found.client.proxy(chosen, AbortSignal.timeout(5_000));
  const picked = await pickTwo(members.map((label) => ({ label, description: '', value: label })), t('Compare which two policies of {0}?', chosen));
  return picked && { group: chosen, policies: picked };
}

async function pickTwo<T>(items: readonly (vscode.QuickPickItem & { value: T })[], title: string): Promise<readonly [T, T] | undefined> {
  if (items.length < 2) {
    void vscode.window.showInformationMessage(t('There are no two policies to compare.'));
    return undefined;
  }
  const picked = await vscode.window.showQuickPick(items, { title, canPickMany: true, placeHolder: t('Choose two') });
  if (!picked) return undefined;
  const [first, second, ...more] = picked;
  if (!first || !second || more.length > 0) {
    void vscode.window.showInformationMessage(t('Choose two policies, no more and no less.'));
    return undefined;
  }
  return [first.value, second.value];
}

async function carryOut(plan: Plan, found: FoundCore, core: ClashCoreSeen, gateway: Gateway, around: CommandSurroundings): Promise<ClashComparison | undefined> {
  const { clashCore, session, inspector } = around;
  const room = await clashCore.access.loadRoom();
  const [port] = core.proxyPorts;
  const host = new URL(gateway.baseUrl).hostname;
  if ('group' in plan && port === undefined) {
    void vscode.window.showInformationMessage(t('The core has no proxy port on this machine by which a request could be sent.'));
    return undefined;
  }
  if (!(await confirmed(plan, host))) return undefined;
  const common = { host, ask: room.askThroughCore(gateway, process.env, process.platform), measuredAt: new Date().toISOString() };
  const options = { location: vscode.ProgressLocation.Notification, title: t('Comparing two policies of Clash'), cancellable: true };
  const comparison = await vscode.window.withProgress(options, async (progress, token) => {
    const stop = new AbortController();
    token.onCancellationRequested(() => stop.abort(new Error(t('Cancelled.'))));
    const onProgress = (policy: string): void => progress.report({ message: policy, increment: 40 });
    try {
      if ('listeners' in plan) return await room.compareByListeners({ ...common, listeners: plan.listeners, onProgress }, stop.signal);
      return await room.compareBySelection(
        {
          ...common,
          controller: found.client,
          address: room.printControllerAddress(found.client.address),
          group: plan.group,
          policies: plan.policies,
          port: port ?? 0,
          remember: (left) => clashCore.left.keep(left),
          onProgress,
        },
        stop.signal,
      );
    } catch (error) {
      if (stop.signal.aborted) return undefined;
      throw error;
    }
  });
  if (!comparison) return undefined;
  clashCore.compared = comparison;
  void vscode.window.showInformationMessage(comparison.policies.map(room.policyWords).join(' '));
  if (comparison.putBack === false) void vscode.window.showWarningMessage(t('The choice in {0} could not be put back. It is offered again at the next start.', comparison.group ?? ''));
  inspector.show();
  // Judged with the rest, where there is a rest.
  void session.run({ spend: false, ...(session.canRerun && { only: ['clash'] }) });
  return comparison;
}

async function confirmed(plan: Plan, host: string): Promise<boolean> {
  const compare = t('Compare');
  const answer = await vscode.window.showInformationMessage(
    t('Send one short request to {0} by each of the two?', host),
    {
      modal: true,
      detail:
        'group' in plan
          ? t('For some seconds the group {0} is switched to {1}, then to {2}, and then back. Other programs that open connections meanwhile take the same way. No key is sent.', plan.group, ...plan.policies)
          : t('Nothing in Clash is changed: each request goes to the listener of its policy. No key is sent.'),
    },
    compare,
  );
  return answer === compare;
}
