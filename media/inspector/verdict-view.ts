import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import type { InspectorSnapshot, ShownVerdict } from '../../src/editor/inspector/protocol.ts';
import { icon } from './icon.ts';
import type { PageActions } from './page-actions.ts';

const stateIcons: Record<ShownVerdict['state'], string> = {
  healthy: 'pass-filled',
  degraded: 'warning',
  down: 'error',
  unknown: 'question',
};

/** The first thing on the page: the verdict, or why there is none yet. */
export function verdictView(snapshot: InspectorSnapshot, actions: PageActions): TemplateResult {
  const { failure, gateway, labels, phase, verdict } = snapshot;
  if (phase === 'running') return runningView(snapshot);
  return html`
    ${'problem' in gateway ? problemView(gateway, labels.openSetting, actions) : nothing}
    ${failure === undefined ? nothing : failureView(failure, snapshot, actions)}
    ${verdict ? knownVerdict(verdict, labels) : failure === undefined && !('problem' in gateway) ? emptyView(snapshot, actions) : nothing}
  `;
}

function knownVerdict(verdict: ShownVerdict, labels: InspectorSnapshot['labels']): TemplateResult {
  return html`
    <section class="verdict state-${verdict.state}" data-state=${verdict.state} aria-labelledby="verdict-heading">
      <h2 id="verdict-heading">
        <span class="visually-hidden">${labels.verdict}: </span>
        ${icon(stateIcons[verdict.state], 'state-icon')}
        <span class="state-word">${verdict.stateWord}</span>
        <span class="meta">${verdict.legAndConfidence}</span>
      </h2>
      <p class="sentence">${verdict.sentence}</p>
      ${verdict.nextStep === ''
        ? nothing
        : html`<p class="next-step">${icon('arrow-right')}<span><strong>${labels.nextStep}:</strong> ${verdict.nextStep}</span></p>`}
      <p class="meta">${verdict.checked}</p>
    </section>
  `;
}

function runningView({ labels, progress }: InspectorSnapshot): TemplateResult {
  return html`
    <section class="verdict state-running" data-state="running" aria-labelledby="verdict-heading">
      <h2 id="verdict-heading">
        ${icon('loading codicon-modifier-spin', 'state-icon')}<span class="state-word">${labels.checking}</span>
      </h2>
      <p class="sentence progress-text">${progress.text}</p>
      <vscode-progress-bar
        aria-label=${labels.checking}
        .value=${progress.done}
        .max=${Math.max(progress.total, 1)}
        ?indeterminate=${progress.total === 0}
      ></vscode-progress-bar>
    </section>
  `;
}

function emptyView({ labels }: InspectorSnapshot, { send }: PageActions): TemplateResult {
  return html`
    <section class="verdict state-idle" data-state="idle" aria-labelledby="verdict-heading">
      <h2 id="verdict-heading">${icon('pulse', 'state-icon')}<span class="state-word">${labels.emptyTitle}</span></h2>
      <p class="sentence">${labels.emptyText}</p>
      <p class="next-step">${icon('shield')}<span>${labels.emptyPrivacy}</span></p>
      <button class="button" id="pick-symptom" @click=${() => send({ type: 'pickSymptom' })}>
        ${icon('search')}<span>${labels.whatDoYouSee}</span>
      </button>
    </section>
  `;
}

function failureView(failure: string, { labels }: InspectorSnapshot, { send }: PageActions): TemplateResult {
  return html`
    <section class="verdict state-unknown" aria-labelledby="failure-heading">
      <h2 id="failure-heading">
        ${icon('question', 'state-icon')}<span class="state-word">${labels.failedTitle}</span>
      </h2>
      <p class="sentence">${failure}</p>
      <p class="next-step">${icon('arrow-right')}<span>${labels.failedText}</span></p>
      <button class="button" @click=${() => send({ type: 'showLog' })}>${icon('output')}<span>${labels.showLog}</span></button>
    </section>
  `;
}

function problemView(
  { problem, settingId }: { problem: string; settingId: string },
  label: string,
  { send }: PageActions,
): TemplateResult {
  return html`
    <section class="verdict state-degraded">
      <p class="sentence">${problem}</p>
      <button class="button" @click=${() => send({ type: 'openSettings', id: settingId })}>
        ${icon('gear')}<span>${label} ${settingId}</span>
      </button>
    </section>
  `;
}
