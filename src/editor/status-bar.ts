import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { DiagnosisSession } from './diagnosis-session.ts';
import type { GatewayChoice } from './gateway-choice.ts';
import { commands, statusBarItemId } from './ids.ts';
import type { Monitoring } from './monitor/monitoring.ts';
import type { LastFailedRequest } from './shim/last-failed-request.ts';
import { statusFacts, type MonitoringFacts } from './status-facts.ts';
import { statusText } from './status-text.ts';
import { statusTooltip } from './status-tooltip.ts';

/** How often the age in the item is brought up to date, in ms. Nothing is measured by it. */
const refreshMs = 60_000;

/** Changes within this time in ms are shown together: a diagnosis has dozens in half a second. */
const gatherChangesMs = 100;

/** Left of the window's own items of the same side, right of the branch. */
const priority = 50;

/** The one item in the status bar: the gateway's state in words, a table on hover, a menu on click. */
export class StatusBar {
  readonly #item: vscode.StatusBarItem;
  readonly #session: DiagnosisSession;
  readonly #choose: () => GatewayChoice;
  readonly #monitoring: Pick<Monitoring, 'standings' | 'onDidChange'>;
  readonly #lastFailed: Pick<LastFailedRequest, 'entry' | 'onDidChange'> | undefined;
  readonly #wishes: () => { monitoring: boolean; showLatency: boolean };
  readonly #subscriptions: { dispose(): void }[];
  readonly #timer: NodeJS.Timeout;
  #pending: NodeJS.Timeout | undefined;

  constructor(
    session: DiagnosisSession,
    choose: () => GatewayChoice,
    monitoring: Pick<Monitoring, 'standings' | 'onDidChange'>,
    wishes: () => { monitoring: boolean; showLatency: boolean },
    lastFailed?: Pick<LastFailedRequest, 'entry' | 'onDidChange'>,
  ) {
    this.#lastFailed = lastFailed;
    this.#session = session;
    this.#choose = choose;
    this.#monitoring = monitoring;
    this.#wishes = wishes;
    this.#item = vscode.window.createStatusBarItem(statusBarItemId, vscode.StatusBarAlignment.Left, priority);
    this.#item.name = t('Gatehouse: gateway health');
    this.#item.command = commands.showMenu;
    this.#subscriptions = [session.onDidChange(() => this.#refreshSoon()), monitoring.onDidChange(() => this.refresh())];
    if (lastFailed) this.#subscriptions.push(lastFailed.onDidChange(() => this.refresh()));
    this.#timer = setInterval(() => this.refresh(), refreshMs);
    this.#timer.unref();
    this.refresh();
    this.#item.show();
  }

  /** Writes the item anew from what is known now. */
  refresh(): void {
    const { monitoring: on, showLatency } = this.#wishes();
    const { standings } = this.#monitoring;
    const facts: MonitoringFacts = { on, standings, showLatency };
    const choice = this.#choose();
    const shown = statusText(statusFacts(choice, this.#session.snapshot(), facts, Date.now()));
    const failed = this.#lastFailed?.entry;
    const news = failed ? { failedRequestAtMs: failed.startedAtMs + (failed.endedMs ?? 0) } : {};
    const tooltip = new vscode.MarkdownString(statusTooltip(shown, standings, choice.gateway?.id, Date.now(), commands, news), true);
    // Command links work for these commands and for nothing that text from outside could name.
    tooltip.isTrusted = { enabledCommands: [commands.diagnose, commands.showInspector, commands.showRequests] };
    this.#item.text = shown.text;
    this.#item.accessibilityInformation = { label: shown.label, role: 'button' };
    this.#item.tooltip = tooltip;
    this.#item.backgroundColor =
      shown.background === 'none' ? undefined : new vscode.ThemeColor(`statusBarItem.${shown.background}Background`);
  }

  #refreshSoon(): void {
    this.#pending ??= setTimeout(() => {
      this.#pending = undefined;
      this.refresh();
    }, gatherChangesMs);
  }

  dispose(): void {
    clearInterval(this.#timer);
    clearTimeout(this.#pending);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#item.dispose();
  }
}
