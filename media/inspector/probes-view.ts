import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { InspectorSnapshot, ShownProbe } from '../../src/editor/inspector/protocol.ts';
import { icon, statusIcon } from './icon.ts';
import type { PageActions } from './page-actions.ts';

/** Every probe: its status in words, how long it took, its evidence, and a button to run it again. */
export function probesView({ labels, phase, probes }: InspectorSnapshot, actions: PageActions): TemplateResult {
  return html`
    <section aria-labelledby="probes-heading">
      <h2 id="probes-heading">${labels.probes} <span class="count">${probes.length}</span></h2>
      <ul class="probes">
        ${repeat(
          probes,
          (probe) => probe.id,
          (probe) => html`
            <li class="probe status-${probe.status}">
              ${probeView(probe, labels, actions)}
              <button
                class="button icon-only rerun"
                title=${labels.rerun}
                aria-label=${probe.rerunLabel}
                aria-disabled=${phase === 'running'}
                @click=${() => phase !== 'running' && actions.send({ type: 'rerunProbe', probe: probe.id })}
              >
                ${icon('refresh')}
              </button>
            </li>
          `,
        )}
      </ul>
    </section>
  `;
}

function probeView(probe: ShownProbe, labels: InspectorSnapshot['labels'], actions: PageActions): TemplateResult {
  const toggled = (event: Event): void => actions.toggle(probe.id, (event.currentTarget as HTMLDetailsElement).open);
  return html`
    <details .open=${actions.isOpen(probe.id)} @toggle=${toggled}>
      <summary id="probe-${probe.id}">
        ${icon('chevron-right', 'chevron')}${statusIcon(probe.status)}
        <span class="probe-title">${probe.title}</span>
        <span class="probe-facts">
          <span class="status-word">${probe.statusWord}</span>
          <span class="meta">${probe.legName}</span>
          <span class="meta duration">${probe.duration}</span>
        </span>
        ${probe.summary === '' ? nothing : html`<span class="probe-summary">${probe.summary}</span>`}
      </summary>
      ${probe.evidence === undefined
        ? nothing
        : html`
            <div class="evidence">
              <div class="evidence-head">
                <h3>${labels.evidence}</h3>
                <button
                  class="button icon-only"
                  title=${labels.copy}
                  aria-label="${labels.copy}: ${probe.title}"
                  @click=${() => actions.send({ type: 'copyText', text: probe.evidence ?? '' })}
                >
                  ${icon('copy')}
                </button>
              </div>
              <pre tabindex="0" role="region" aria-label="${labels.evidence}: ${probe.title}"><code>${probe.evidence}</code></pre>
            </div>
          `}
    </details>
  `;
}
