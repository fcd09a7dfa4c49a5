/**
 * The inspector's page: shows the snapshots the extension sends, and sends back what the user asks for. Everything is
 * written as text, nothing as HTML.
 */
import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';
import { render } from 'lit';
import type { Action, HostMessage, InspectorSnapshot, Request, ShownClash, ShownSpend } from '../src/editor/inspector/protocol.ts';
import { announcer } from './inspector/announcer.ts';
import { ClashList } from './inspector/clash-list.ts';
import { ConnectionList } from './inspector/connection-list.ts';
import { inspectorView } from './inspector/inspector-view.ts';
import { RequestList } from './inspector/request-list.ts';

/** What the page keeps itself: ids of the probes whose evidence is open. */
interface PageState {
  open: readonly string[];
}

const editor = acquireVsCodeApi<PageState>();
const root = document.getElementById('inspector');
const say = announcer(document.body);
const open = new Set(editor.getState()?.open ?? []);
const filters = new Map<string, string>();
const connections = new ConnectionList();
const requests = new RequestList();
const clashConnections = new ClashList();
let clash: ShownClash | undefined;
let spend: ShownSpend | undefined;
let shown: InspectorSnapshot | undefined;
let lastRequestId = 0;

function send(action: Action): void {
  const request: Request = { requestId: ++lastRequestId, action };
  editor.postMessage(request);
}

function toggle(probe: string, isOpen: boolean): void {
  if (isOpen) open.add(probe);
  else open.delete(probe);
  editor.setState({ open: [...open] });
}

function filter(table: string, text: string): void {
  filters.set(table, text);
  draw();
}

/** Opens a probe's evidence and moves there. */
function reveal(probe: string): void {
  toggle(probe, true);
  draw();
  const summary = document.getElementById(`probe-${probe}`);
  summary?.focus();
  summary?.scrollIntoView({ block: 'center' });
}

/** Moves to a section, or to a request in it; what is moved to takes the focus, so that a screen reader follows. */
function revealSection({ section, request }: Extract<HostMessage, { type: 'reveal' }>): void {
  if (request !== undefined) openRequest(request);
  const row = request === undefined ? null : document.querySelector<HTMLElement>(`[data-request="${request}"] button`);
  const place = row ?? document.getElementById(`${section}-heading`);
  place?.focus();
  place?.scrollIntoView({ block: 'start' });
}

function openRequest(request: number): void {
  requests.filter = { text: '', caller: '', onlyFailed: false };
  requests.pause(false);
  requests.open = request;
  requests.detail = undefined;
  send({ type: 'showRequest', request });
  draw();
}

function draw(): void {
  if (!root || !shown) return;
  const isOpen = (id: string): boolean => open.has(id);
  const filterOf = (table: string): string => filters.get(table) ?? '';
  render(inspectorView(shown, { send, toggle, reveal, isOpen, filterOf, filter, connections, requests, spend, clash, clashConnections, draw }), root);
}

function show(snapshot: InspectorSnapshot): void {
  // Only what happens while the page is open is news.
  if (shown && shown.announcement !== snapshot.announcement) say(snapshot.announcement);
  shown = snapshot;
  draw();
}

window.addEventListener('message', ({ data }: MessageEvent<HostMessage>) => {
  if (data.type === 'snapshot') show(data.snapshot);
  else if (data.type === 'connections') {
    if (connections.take(data)) draw();
  } else if (data.type === 'connection') {
    connections.detail = data.detail ?? undefined;
    draw();
  } else if (data.type === 'requests') {
    if (requests.take(data)) draw();
  } else if (data.type === 'request') {
    requests.detail = data.detail ?? undefined;
    draw();
  } else if (data.type === 'spend') {
    spend = data.spend ?? spend;
    draw();
  } else if (data.type === 'clash') {
    clash = data.clash ?? undefined;
    draw();
  } else if (data.type === 'clash-connections') {
    if (clashConnections.take(data)) draw();
  } else if (data.type === 'reveal') revealSection(data);
  else if (data.said !== undefined) say(data.said);
});

send({ type: 'ready' });
