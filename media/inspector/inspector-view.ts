import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import type { InspectorSnapshot } from '../../src/editor/inspector/protocol.ts';
import { appliedFixesView } from './applied-fixes-view.ts';
import { certificateView } from './certificate-view.ts';
import { clashView } from './clash-view.ts';
import { connectionsView } from './connections-view.ts';
import { findingsView } from './findings-view.ts';
import { healthView } from './health-view.ts';
import { icon } from './icon.ts';
import type { PageActions } from './page-actions.ts';
import { pathView } from './path-view.ts';
import { probesView } from './probes-view.ts';
import { requestsView } from './requests-view.ts';
import { spendView } from './spend-view.ts';
import { symptomView } from './symptom-view.ts';
import { tableView } from './table-view.ts';
import { timeLineView } from './time-line-view.ts';
import { verdictView } from './verdict-view.ts';

/** The whole page: what is diagnosed, the verdict, the path, the findings, every probe. */
export function inspectorView(snapshot: InspectorSnapshot, actions: PageActions): TemplateResult {
  const { labels, notices, path, phase, probes } = snapshot;
  return html`
    ${headerView(snapshot, actions)}
    ${notices.map((notice) => html`<p class="notice">${icon('info')}<span>${notice}</span></p>`)}
    ${snapshot.deepProgress === undefined
      ? nothing
      : html`<p class="notice" id="deep-progress">${icon('sync')}<span>${snapshot.deepProgress}</span></p>`}
    ${verdictView(snapshot, actions)}
    ${symptomView(snapshot)}
    ${probes.length === 0 ? nothing : pathView(path, labels, actions)}
    ${phase === 'running' || !snapshot.verdict ? nothing : findingsView(snapshot, actions)}
    ${snapshot.timeLines.map((line) => timeLineView(line, labels))}
    ${snapshot.tables.map((table) => tableView(table, labels, actions))}
    ${snapshot.chains.map((chain) => certificateView(chain, labels, actions))}
    ${appliedFixesView(snapshot, actions)}
    ${healthView(snapshot, actions)}
    ${actions.clash ? clashView(actions.clash, actions) : nothing}
    ${snapshot.shim ? connectionsView(snapshot.shim, snapshot.labels, actions) : nothing}
    ${snapshot.shim ? requestsView(snapshot.shim.state, actions) : nothing}
    ${snapshot.shim && actions.spend ? spendView(actions.spend) : nothing}
    ${probes.length === 0 ? nothing : probesView(snapshot, actions)}
    <footer>
      ${linkButton('server', labels.selectGateway, () => actions.send({ type: 'selectGateway' }))}
      ${linkButton('key', labels.setApiKey, () => actions.send({ type: 'setApiKey' }))}
      ${linkButton('output', labels.showLog, () => actions.send({ type: 'showLog' }))}
    </footer>
  `;
}

function headerView(snapshot: InspectorSnapshot, { send }: PageActions): TemplateResult {
  const { gateway, hasReport, labels, phase } = snapshot;
  const running = phase === 'running';
  const usable = !('problem' in gateway);
  return html`
    <header data-ended=${snapshot.ended}>
      <div class="identity">
        <p class="kicker">${labels.title}</p>
        <h1>${usable ? gateway.title : labels.settingsTitle}</h1>
        ${usable ? html`<p class="base-url">${gateway.baseUrl}</p>` : nothing}
      </div>
      <div class="actions" role="group" aria-label=${labels.toolbar}>
        <button
          class="button primary"
          id="diagnose"
          ?disabled=${!usable}
          @click=${() => send({ type: running ? 'cancel' : 'diagnose' })}
        >
          ${icon(running ? 'debug-stop' : 'play')}<span>${running ? labels.cancel : labels.diagnose}</span>
        </button>
        ${iconButton('search', labels.whatDoYouSee, running || !usable, () => send({ type: 'pickSymptom' }))}
        ${iconButton('broadcast', labels.diagnoseWithStream, running || !usable, () => send({ type: 'diagnoseWithStream' }))}
        ${snapshot.deepProgress === undefined
          ? iconButton('telescope', labels.diagnoseInDepth, !usable, () => send({ type: 'diagnoseInDepth' }))
          : iconButton('stop-circle', labels.cancelDeepDiagnosis, false, () => send({ type: 'cancelDeepDiagnosis' }))}
        ${iconButton('copy', labels.copyReport, !hasReport, () => send({ type: 'copyReport' }))}
        ${iconButton('diff', labels.compare, !hasReport || running, () => send({ type: 'compareReport' }))}
        ${iconButton('save', labels.saveReport, !hasReport, () => send({ type: 'saveReport' }))}
      </div>
    </header>
  `;
}

function iconButton(name: string, label: string, disabled: boolean, act: () => void): TemplateResult {
  return html`
    <button class="button icon-only" title=${label} aria-label=${label} ?disabled=${disabled} @click=${act}>
      ${icon(name)}
    </button>
  `;
}

function linkButton(name: string, label: string, act: () => void): TemplateResult {
  return html`<button class="button link" @click=${act}>${icon(name)}<span>${label}</span></button>`;
}
