import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import type { InspectorSnapshot } from '../../src/editor/inspector/protocol.ts';
import { icon } from './icon.ts';

/** What the user said they see: what it usually comes from, and whether this run met it. */
export function symptomView({ labels, symptom }: InspectorSnapshot): TemplateResult | typeof nothing {
  if (!symptom) return nothing;
  return html`
    <section class="symptom" aria-labelledby="symptom-heading">
      <h2 id="symptom-heading">${labels.youSee}</h2>
      <article class="finding ${symptom.confirmed ? 'severity-warning' : 'severity-info'}" data-confirmed=${symptom.confirmed}>
        <h3>${symptom.title}</h3>
        <p class="detail">${icon(symptom.confirmed ? 'pass' : 'question')} ${symptom.sentence}</p>
        <p class="detail">${symptom.cause}</p>
        <p class="detail">${symptom.fix}</p>
      </article>
    </section>
  `;
}
