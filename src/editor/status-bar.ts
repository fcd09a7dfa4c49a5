import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { DiagnosisSession } from './diagnosis-session.ts';
import type { GatewayChoice } from './gateway-choice.ts';
import { commands, statusBarItemId } from './ids.ts';
import { markdownText } from './markdown-text.ts';
import { statusFacts } from './status-facts.ts';
import type { StatusText } from './status-text.ts';
import { statusText } from './status-text.ts';

/** How often the age in the item is brought up to date, in ms. Nothing is measured by it. */
const refreshMs = 60_000;

/** Left of the window's own items of the same side, right of the branch. */
const priority = 50;

/** The one item in the status bar: the gateway's state in words, a table on hover, a menu on click. */
export class StatusBar {
  readonly #item: vscode.StatusBarItem;
  readonly #session: DiagnosisSession;
  readonly #choose: () => GatewayChoice;
  readonly #monitoring: () => boolean;
  readonly #subscription: { dispose(): void };
  readonly #timer: NodeJS.Timeout;

  constructor(session: DiagnosisSession, choose: () => GatewayChoice, monitoring: () => boolean) {
    this.#session = session;
    this.#choose = choose;
    this.#monitoring = monitoring;
    this.#item = vscode.window.createStatusBarItem(statusBarItemId, vscode.StatusBarAlignment.Left, priority);
    this.#item.name = t('Gatehouse: gateway health');
    this.#item.command = commands.showMenu;
    this.#subscription = session.onDidChange(() => this.refresh());
    this.#timer = setInterval(() => this.refresh(), refreshMs);
    this.#timer.unref();
    this.refresh();
    this.#item.show();
  }

  /** Writes the item anew from what is known now. */
  refresh(): void {
    const shown = statusText(statusFacts(this.#choose(), this.#session.snapshot(), this.#monitoring(), Date.now()));
    this.#item.text = shown.text;
    this.#item.accessibilityInformation = { label: shown.label, role: 'button' };
    this.#item.tooltip = tooltip(shown);
    this.#item.backgroundColor =
      shown.background === 'none' ? undefined : new vscode.ThemeColor(`statusBarItem.${shown.background}Background`);
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.#subscription.dispose();
    this.#item.dispose();
  }
}

function tooltip(shown: StatusText): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString(undefined, true);
  // Command links work for these two commands and for nothing that text from outside could name.
  markdown.isTrusted = { enabledCommands: [commands.diagnose, commands.showInspector] };
  markdown.appendMarkdown(
    [
      '| | |',
      '| :-- | :-- |',
      ...shown.rows.map(([name, value]) => `| ${markdownText(name).replaceAll(' ', '&nbsp;')} | ${markdownText(value)} |`),
      '',
      `[$(play) ${markdownText(t('Diagnose'))}](command:${commands.diagnose}) &nbsp; ` +
        `[$(list-tree) ${markdownText(t('Show inspector'))}](command:${commands.showInspector})`,
    ].join('\n'),
  );
  return markdown;
}
