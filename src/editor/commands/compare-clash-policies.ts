import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { BoundListener, ClashComparison, ClashCoreSeen } from '../../diagnosis/clash/evidence.ts';
import type { FoundCore } from '../../diagnosis/clash/look.ts';
import type { Gateway } from '../../gateways/gateway.ts';
import { deepestMessage } from '../../path/network-failure.ts';
import { offerToPutBack } from '../clash-core/left-selection.ts';
import { errorLine } from '../error-line.ts';
import { commands } from '../ids.ts';
import type { Command, CommandSurroundings } from './command.ts';
import { usableGateway } from './usable-gateway.ts';

/** What is compared, as the user has chosen it. */
type Plan = { listeners: readonly [BoundListener, BoundListener] } | { group: string; policies: readonly [string, string]; before: string; free: boolean; port: number };

/** Groups in which nobody can choose, whatever the core. */
const withoutChoice = ['load-balance', 'relay'];

/**
 * Sends the same short request by two policies of the Clash core. Where a group's choice has to be changed for it, that
 * is asked first, and it is put back whatever happens. Resolves with the comparison, or undefined.
 */
export const compareClashPolicies: Command = {
  id: commands.compareClashPolicies,
  async run(around) {
    const gateway = usableGateway(around.choose());
    if (!gateway) return undefined;
    const { access, left } = around.clashCore;
    try {
      // What an earlier comparison has left comes first: it would be taken for the user's own choice.
      if (left.read() !== undefined) await offerToPutBack(left, access, around.log);
      if (left.read() !== undefined) return undefined;
      const signal = AbortSignal.timeout(20_000);
      const { found } = await access.find(signal);
      if (!found) {
        void vscode.window.showInformationMessage(t('No Clash core was found, or it asks for its secret. "Show Clash Connections" says where it was looked for.'));
        return undefined;
      }
      const core = await (await access.loadRoom()).seeCore(found, access.request(), signal);
      const plan = await choosePlan(found, core, new URL(gateway.baseUrl).hostname);
      return plan && (await carryOut(plan, found, gateway, around));
    } catch (error) {
      around.log.error(`clash: comparing policies failed: ${errorLine(error)}`);
      void vscode.window.showErrorMessage(t('The policies could not be compared. {0}', deepestMessage(error)));
      return undefined;
    }
  },
};

async function choosePlan(found: FoundCore, core: ClashCoreSeen, host: string): Promise<Plan | undefined> {
  const listeners = core.listeners ?? [];
  if (new Set(listeners.map(({ policy }) => policy)).size > 1) {
    const picked = await pickTwo(listeners.map((one) => ({ label: one.policy, description: t('listener at port {0}', String(one.port)), value: one })), t('Compare which two listeners?'));
    return picked && { listeners: picked };
  }
  const chain = core.hosts.find((one) => one.host === host)?.explanation?.chain ?? [];
  if (chain.length === 0) {
    void vscode.window.showInformationMessage(t('Which policy of Clash carries {0} is not known, so there is nothing to compare. "Show Clash Connections" says what is missing.', host));
    return undefined;
  }
  const passed = chain.flatMap((name) => core.groups.filter((one) => one.name === name));
  const groups = passed.filter(({ type }) => !withoutChoice.includes(type)).map(({ name }) => name);
  const [group, ...others] = groups;
  if (group === undefined) {
    const [alone] = passed;
    void vscode.window.showInformationMessage(
      alone
        ? t('The group {0} shares connections out by itself; nobody can choose in it, so its members can not be compared.', alone.name)
        : t('The gateway goes through no group of Clash, so there is no choice to compare.'),
    );
    return undefined;
  }
  const [port] = core.proxyPorts;
  if (port === undefined) {
    void vscode.window.showInformationMessage(t('The core has no proxy port on this machine by which a request could be sent.'));
    return undefined;
  }
  const chosen = others.length === 0 ? group : await vscode.window.showQuickPick(groups, { title: t('Compare members of which group?') });
  if (chosen === undefined) return undefined;
  const { members = [], now = '', pinned = '', type } = await found.client.proxy(chosen, AbortSignal.timeout(5_000));
  const picked = await pickTwo(members.map((label) => ({ label, description: label === now ? t('chosen now') : '', value: label })), t('Compare which two policies of {0}?', chosen));
  return picked && { group: chosen, policies: picked, before: pinned === '' ? now : pinned, free: type !== 'Selector' && pinned === '', port };
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

async function carryOut(plan: Plan, found: FoundCore, gateway: Gateway, around: CommandSurroundings): Promise<ClashComparison | undefined> {
  const { clashCore, session, inspector, log } = around;
  const room = await clashCore.access.loadRoom();
  const host = new URL(gateway.baseUrl).hostname;
  if (!(await confirmed(plan, host))) return undefined;
  const common = { host, ask: room.askThroughCore(gateway, process.env, process.platform), measuredAt: new Date().toISOString() };
  const options = { location: vscode.ProgressLocation.Notification, title: t('Comparing two policies of Clash'), cancellable: true };
  const stop = new AbortController();
  const outcome = await vscode.window.withProgress(options, async (progress, token) => {
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
          port: plan.port,
          remember: (left) => clashCore.left.keep(left),
          onProgress,
        },
        stop.signal,
      );
    } catch (error) {
      return { error };
    }
  });
  if ('error' in outcome) {
    const { error } = outcome;
    if (error instanceof room.SelectionLeftError) {
      log.error(`clash: comparing policies was cut short: ${errorLine(error)}`);
      if ('group' in plan) await offerToPutBack(clashCore.left, clashCore.access, log, leftWords(plan));
      return undefined;
    }
    if (error instanceof room.SelectionRefusedError) {
      void vscode.window.showErrorMessage(t('The core lets nobody choose in the group {0}, so its members can not be compared. Nothing was changed. {1}', error.group, deepestMessage(error.cause)));
      return undefined;
    }
    if (!stop.signal.aborted) throw error;
    void vscode.window.showInformationMessage('group' in plan ? t('Comparing was cancelled. {0}', asBefore(plan)) : t('Cancelled.'));
    return undefined;
  }
  clashCore.compared = outcome;
  const [verdict] = room.clashEgressFindings(outcome);
  void vscode.window.showInformationMessage([...(verdict ? [verdict.title] : []), ...('group' in plan && outcome.putBack === true ? [asBefore(plan)] : [])].join(' '));
  inspector.show();
  // Judged with the rest, where there is a rest.
  void session.run({ spend: false, ...(session.canRerun && { only: ['clash'] }) });
  if ('group' in plan && outcome.putBack === false) await offerToPutBack(clashCore.left, clashCore.access, log, leftWords(plan));
  return outcome;
}

type GroupPlan = Extract<Plan, { group: string }>;

/** How the group is again. */
function asBefore({ group, before, free }: GroupPlan): string {
  return free ? t('{0} chooses by itself again.', group) : t('{0} is at {1} again.', group, before);
}

/** How the group may have been left. */
function leftWords({ group, policies, before, free }: GroupPlan): string {
  return free
    ? t('The core does not answer any more. The Clash group {0} may still be held to {1} or {2}; before, it chose by itself.', group, ...policies)
    : t('The core does not answer any more. The Clash group {0} may still be at {1} or {2}; before, it was at {3}.', group, ...policies, before);
}

async function confirmed(plan: Plan, host: string): Promise<boolean> {
  const compare = t('Compare');
  const answer = await vscode.window.showInformationMessage(t('Send one short request to {0} by each of the two?', host), { modal: true, detail: consequences(plan) }, compare);
  return answer === compare;
}

function consequences(plan: Plan): string {
  if ('listeners' in plan) return t('Nothing in Clash is changed: each request goes to the listener of its policy. No key is sent.');
  const { group, policies, before, free } = plan;
  return free
    ? t('For some seconds the group {0} is held to {1}, then to {2}; then it chooses by itself again. Other programs that open connections meanwhile take the same way. No key is sent.', group, ...policies)
    : t('For some seconds the group {0} is switched to {1}, then to {2}, and then back to {3}. Other programs that open connections meanwhile take the same way. No key is sent.', group, ...policies, before);
}
