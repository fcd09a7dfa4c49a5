import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { InspectorSnapshot, ShownFinding, ShownFix } from '../../src/editor/inspector/protocol.ts';
import { icon } from './icon.ts';
import type { PageActions } from './page-actions.ts';

const severityIcons: Record<ShownFinding['severity'], string> = { error: 'error', warning: 'warning', info: 'info' };

/** Every finding with the probes that saw it and what to do about it. */
export function findingsView({ findings, labels }: InspectorSnapshot, actions: PageActions): TemplateResult {
  return html`
    <section aria-labelledby="findings-heading">
      <h2 id="findings-heading">${labels.findings} <span class="count">${findings.length}</span></h2>
      ${findings.length === 0
        ? html`<p class="quiet">${labels.noFindings}</p>`
        : repeat(
            findings,
            (finding, index) => `${finding.id} ${index}`,
            (finding, index) => findingView(finding, index, labels, actions),
          )}
    </section>
  `;
}

function findingView(
  finding: ShownFinding,
  index: number,
  labels: InspectorSnapshot['labels'],
  actions: PageActions,
): TemplateResult {
  return html`
    <article
      class="finding severity-${finding.severity}"
      data-finding=${finding.id}
      aria-labelledby="finding-${index}"
    >
      <p class="finding-kind">
        ${icon(severityIcons[finding.severity], 'severity-icon')}<span>${finding.severityWord}</span>
        <span class="meta">${finding.legName}</span>
      </p>
      <h3 id="finding-${index}">${finding.title}</h3>
      <p class="detail">${finding.detail}</p>
      ${finding.fixes.length === 0
        ? nothing
        : html`
            <h4>${labels.fixes}</h4>
            <ul class="fixes">
              ${finding.fixes.map((fix) => html`<li>${fixView(fix, { finding, index }, labels, actions)}</li>`)}
            </ul>
          `}
      ${finding.probes.length === 0
        ? nothing
        : html`
            <p class="seen-by">
              <span class="meta">${labels.seenBy}</span>
              ${finding.probes.map(
                ({ id, title }) => html`<button class="button link" @click=${() => actions.reveal(id)}>${title}</button>`,
              )}
            </p>
          `}
    </article>
  `;
}

function fixView(
  fix: ShownFix,
  { finding, index }: { finding: ShownFinding; index: number },
  labels: InspectorSnapshot['labels'],
  { send }: PageActions,
): TemplateResult {
  const { offer, settingId, snippet } = fix;
  const apply = (): void => send({ type: 'applyFix', finding: index, findingId: finding.id, fix: fix.id });
  return html`
    <p class="fix-title">${fix.title}</p>
    <p class="detail">${fix.detail}</p>
    ${snippet === undefined
      ? nothing
      : html`
          <div class="snippet">
            <pre tabindex="0" role="region" aria-label=${fix.title}><code>${snippet}</code></pre>
            <button
              class="button icon-only"
              title=${labels.copy}
              aria-label="${labels.copy}: ${fix.title}"
              @click=${() => send({ type: 'copyText', text: snippet })}
            >
              ${icon('copy')}
            </button>
          </div>
        `}
    ${fix.canApply
      ? html`
          <button class="button secondary apply-fix" aria-label="${labels.applyFix}: ${fix.title}" @click=${apply}>
            ${icon('wand')}<span>${labels.applyFix}</span>
          </button>
        `
      : nothing}
    ${offer === undefined
      ? nothing
      : html`
          <button class="button secondary take-offer" aria-label="${offer.label}: ${fix.title}" @click=${() => send({ type: 'takeOffer', offer: offer.id })}>
            ${icon('wand')}<span>${offer.label}</span>
          </button>
        `}
    ${settingId === undefined
      ? nothing
      : html`
          <button class="button link" @click=${() => send({ type: 'openSettings', id: settingId })}>
            ${icon('gear')}<span>${labels.openSetting} ${settingId}</span>
          </button>
        `}
  `;
}
