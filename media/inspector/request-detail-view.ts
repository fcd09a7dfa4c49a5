import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import type { RequestLabels, ShownRequestDetail } from '../../src/editor/inspector/protocol.ts';
import type { RequestRow } from '../../src/shim/endpoint/journal/request-row.ts';
import { attemptsView } from './attempts-view.ts';
import { icon } from './icon.ts';
import type { PageActions } from './page-actions.ts';

/** One request, closely: why it failed, where its time went, what is known of it. */
export function requestDetailView(row: RequestRow, labels: RequestLabels, { requests, send }: PageActions): TemplateResult {
  const { detail } = requests;
  const known = detail?.id === row.id ? detail : undefined;
  return html`
    ${known ? knownView(known, labels) : nothing}
    <div class="actions" role="group" aria-label="${labels.detail}: ${row.asked}">
      ${known?.hasGateway
        ? html`<button class="button diagnose-request" @click=${() => send({ type: 'diagnoseRequest', request: row.id })}>${icon('pulse')}<span>${labels.diagnoseGateway}</span></button>`
        : nothing}
      <button class="button copy-request" @click=${() => send({ type: 'copyRequest', request: row.id })}>${icon('copy')}<span>${labels.copyJson}</span></button>
    </div>
  `;
}

function knownView({ facts, failure, leftOut, attempts }: ShownRequestDetail, labels: RequestLabels): TemplateResult {
  return html`
    ${failure
      ? html`
          <div class="request-failure">
            <p class="request-failure-title">${icon('error')}<span><span class="meta">${failure.leg}</span> ${failure.title}</span></p>
            <p>${failure.cause}</p>
            <p>${icon('lightbulb')}<span>${failure.nextStep}</span></p>
          </div>
        `
      : nothing}
    ${attempts.rows.length === 0 ? nothing : attemptsView(attempts, labels)}
    ${leftOut.length === 0 ? nothing : html`<ul class="remarks">${leftOut.map((sentence) => html`<li>${sentence}</li>`)}</ul>`}
    <dl class="facts">${facts.map(({ label, value }) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>
  `;
}
