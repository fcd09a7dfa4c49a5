import { randomBytes } from 'node:crypto';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { DiagnosisSession } from '../diagnosis-session.ts';
import { loadDoctor, type DoctorRoom } from '../doctor-room.ts';
import { errorLine } from '../error-line.ts';
import type { GatewayChoice } from '../gateway-choice.ts';
import { views } from '../ids.ts';
import type { ActionSurroundings } from './inspector-actions.ts';
import { performAction } from './inspector-actions.ts';
import { ClashOnPage } from './clash-on-page.ts';
import { ConnectionsSender } from './connections-sender.ts';
import { healthSnapshot } from './health-snapshot.ts';
import { inspectorSnapshot } from './inspector-snapshot.ts';
import { inspectorPage } from './page.ts';
import type { HostMessage, ShownHealth } from './protocol.ts';
import { RequestsOnPage } from './requests-on-page.ts';
import type { ShimFeed } from './shim-feed.ts';
import { shimSnapshot } from './shim-snapshot.ts';

/** Changes within this time in ms go to the page together. */
const gatherChangesMs = 100;

/** How often the ages on the page are brought up to date, in ms. */
const refreshMs = 60_000;

/**
 * The inspector: one panel for the window. What it shows lives in the session; the page gets a snapshot whenever it says
 * it is ready (first shown, shown again after being hidden, restored after a reload) and after every change.
 */
export class InspectorPanel implements vscode.WebviewPanelSerializer {
  readonly #extensionUri: vscode.Uri;
  readonly #session: DiagnosisSession;
  readonly #choose: () => GatewayChoice;
  readonly #surroundings: ActionSurroundings;
  readonly #shim: ShimFeed | undefined;
  readonly #connections: ConnectionsSender | undefined;
  readonly #requests: RequestsOnPage | undefined;
  readonly #clash: ClashOnPage;
  readonly #subscriptions: { dispose(): void }[];
  #panel: vscode.WebviewPanel | undefined;
  #pending: NodeJS.Timeout | undefined;
  #span: ShownHealth['span'] = 'day';
  /** Where the page is to go as soon as it is ready. */
  #revealing: Extract<HostMessage, { type: 'reveal' }> | undefined;
  #ready = false;

  /** @param shim without one the page has no section of connections. */
  constructor(
    extensionUri: vscode.Uri,
    session: DiagnosisSession,
    choose: () => GatewayChoice,
    surroundings: ActionSurroundings,
    shim?: ShimFeed,
  ) {
    this.#extensionUri = extensionUri;
    this.#session = session;
    this.#choose = choose;
    this.#surroundings = surroundings;
    this.#shim = shim;
    this.#connections =
      shim && new ConnectionsSender({ feed: shim, post: (message) => this.#post(message), onState: () => this.refresh(), now: Date.now });
    this.#requests =
      shim && new RequestsOnPage(shim, (message) => this.#post(message), (error) => surroundings.log.error(`the requests could not be shown: ${errorLine(error)}`));
    this.#clash = new ClashOnPage(surroundings.clashCore.access, (message) => this.#post(message), (error) => surroundings.log.error(`clash could not be shown: ${errorLine(error)}`));
    this.#subscriptions = [
      session.onDidChange(() => {
        this.#wantClash();
        this.refresh();
      }),
      surroundings.fixer.onDidChange(() => this.refresh()),
      surroundings.health.onDidChange(() => this.refresh()),
    ];
    const timer = setInterval(() => this.refresh(), refreshMs);
    timer.unref();
    this.#subscriptions.push({ dispose: () => clearInterval(timer) });
  }

  /** Opens the panel, or brings it to the front where it is. */
  show(): void {
    if (this.#panel) {
      // Revealing a panel that has the focus would take the focus from the button that was pressed in it.
      if (!this.#panel.active) this.#panel.reveal(undefined, false);
      return;
    }
    const column = vscode.window.activeTextEditor ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
    this.#adopt(vscode.window.createWebviewPanel(views.inspector, t('Gateway inspector'), column, this.#options()));
  }

  /** The same, at one of the sections of the shim, with one request open. */
  showSection(section: 'connections' | 'requests' | 'spend' | 'clash', request?: number): void {
    if (section === 'clash') this.#clash.want();
    this.show();
    this.#revealing = { type: 'reveal', section, ...(request !== undefined && { request }) };
    if (this.#ready) this.#reveal();
  }

  /** Takes over the panel the editor kept over a window reload. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    if (this.#panel) {
      panel.dispose();
      return;
    }
    panel.webview.options = this.#options();
    this.#adopt(panel);
  }

  /** Sends the page what is known now, soon. */
  refresh(): void {
    if (!this.#panel?.visible || this.#pending) return;
    this.#pending = setTimeout(() => {
      this.#pending = undefined;
      void this.#sendSnapshot();
    }, gatherChangesMs);
  }

  dispose(): void {
    clearTimeout(this.#pending);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#nobodyLooks();
    this.#panel?.dispose();
  }

  #options(): vscode.WebviewOptions & vscode.WebviewPanelOptions {
    return {
      enableScripts: true,
      enableForms: false,
      enableFindWidget: true,
      localResourceRoots: [vscode.Uri.joinPath(this.#extensionUri, 'dist')],
    };
  }

  #adopt(panel: vscode.WebviewPanel): void {
    this.#panel = panel;
    const { webview } = panel;
    const resource = (name: string): string =>
      webview.asWebviewUri(vscode.Uri.joinPath(this.#extensionUri, 'dist', name)).toString();
    const icon = (theme: string): vscode.Uri => vscode.Uri.joinPath(this.#extensionUri, 'media', 'icons', `pulse-${theme}.svg`);
    panel.iconPath = { light: icon('light'), dark: icon('dark') };
    panel.onDidDispose(() => {
      if (this.#panel !== panel) return;
      this.#panel = undefined;
      this.#nobodyLooks();
    });
    // A page that is shown again is a new one, and says that it is ready.
    panel.onDidChangeViewState(() => {
      if (panel.visible) return;
      this.#nobodyLooks();
    });
    webview.onDidReceiveMessage((message: unknown) => this.#receive(message));
    webview.html = inspectorPage({
      scriptUri: resource('inspector.js'),
      styleUri: resource('inspector-style.css'),
      cspSource: webview.cspSource,
      nonce: randomBytes(18).toString('base64url'),
      language: vscode.env.language,
      title: t('Gateway inspector'),
    });
  }

  async #receive(message: unknown): Promise<void> {
    // Loaded on first use, with the schema library it needs.
    const { parseRequest } = await import('./protocol.ts');
    const request = parseRequest(message);
    if (!request) {
      this.#surroundings.log.warn('the inspector sent a message that is no request; it was ignored');
      return;
    }
    if (request.action.type === 'showSpan') this.#span = request.action.span;
    if (request.action.type === 'ready' || request.action.type === 'showSpan') await this.#sendSnapshot();
    if (request.action.type === 'ready') {
      this.#connections?.start();
      this.#wantClash();
      this.#clash.start();
      await this.#requests?.start();
      this.#ready = true;
      this.#reveal();
    }
    if (request.action.type === 'showConnection') this.#connections?.show(request.action.entry);
    if (request.action.type === 'showRequest') this.#requests?.show(request.action.request);
    if (request.action.type === 'lookForClash') this.#clash.again();
    const said = await performAction(request.action, { ...this.#surroundings, clashLive: this.#clash.live }, this.#shim);
    if (request.action.type === 'takeOffer' && request.action.offer === 'enter-clash-secret') this.#clash.again();
    this.#post({ type: 'reply', requestId: request.requestId, ...(said === undefined ? {} : { said }) });
  }

  #nobodyLooks(): void {
    this.#ready = false;
    this.#connections?.stop();
    this.#requests?.stop();
    this.#clash.stop();
  }

  /** A core that a diagnosis has found, or found locked, is worth its section. */
  #wantClash(): void {
    const evidence = this.#session.evidence('clash') as { core?: unknown; tried?: readonly { outcome?: unknown }[] } | null | undefined;
    if (evidence?.core || evidence?.tried?.some(({ outcome }) => outcome === 'secret-wanted')) this.#clash.want();
  }

  #reveal(): void {
    if (this.#revealing) this.#post(this.#revealing);
    this.#revealing = undefined;
  }

  async #sendSnapshot(): Promise<void> {
    const viewsOf = this.#session.snapshot().stored && (await this.#viewsOf());
    const health = await this.#health();
    // Read after the waiting, so that what is sent last is the newest.
    const snapshot = inspectorSnapshot(this.#choose(), this.#session.snapshot(), Date.now(), {
      appliedFixes: this.#surroundings.fixer.applied,
      tlsEvidence: this.#session.evidence('tls'),
      viewsOf,
      health,
      shim: this.#shim && shimSnapshot(this.#shim),
    });
    this.#post({ type: 'snapshot', snapshot });
  }

  async #health(): Promise<ShownHealth> {
    const { health, monitoring } = this.#surroundings;
    const { standings, problem } = health;
    const histories = await Promise.all(standings.map(async (standing) => [standing.id, await health.history(standing)] as const));
    const facts = { monitoring: monitoring(), problem, span: this.#span, standings, histories: new Map(histories) };
    return healthSnapshot(facts, Date.now());
  }

  /** Tables are drawn by the diagnosis's own room, so that activation does not pay for them. */
  async #viewsOf(): Promise<DoctorRoom['viewsOf'] | undefined> {
    try {
      return (await loadDoctor()).viewsOf;
    } catch (error) {
      this.#surroundings.log.error(`the tables could not be drawn: ${errorLine(error)}`);
      return undefined;
    }
  }

  #post(message: HostMessage): void {
    // Resolves with false when the page is hidden; it will say it is ready when it is shown again.
    void this.#panel?.webview.postMessage(message);
  }
}
