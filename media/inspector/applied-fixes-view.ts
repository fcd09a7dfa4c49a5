import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { InspectorSnapshot, ShownAppliedFix } from '../../src/editor/inspector/protocol.ts';
import { icon } from './icon.ts';
import type { PageActions } from './page-actions.ts';

const outcomeIcons: Record<ShownAppliedFix['outcome'], string> = {
  checking: 'sync',
  cured: 'pass',
  'not-cured': 'warning',
  unchecked: 'question',
};

/** The fixes that are in force, each with its way back. */
export function appliedFixesView(
  { appliedFixes, labels, phase }: InspectorSnapshot,
  { send }: PageActions,
): TemplateResult | typeof nothing {
  if (appliedFixes.length === 0) return nothing;
  return html`
    <section class="applied-fixes" aria-labelledby="applied-fixes-heading">
      <h2 id="applied-fixes-heading">${labels.appliedFixes} <span class="count">${appliedFixes.length}</span></h2>
      <ul class="fixes">
        ${repeat(
          appliedFixes,
          ({ id }) => id,
          ({ id, title, findingTitle, outcome, outcomeWord, what, undoLabel }) => html`
            <li data-outcome=${outcome}>
              <p class="fix-title">${title}</p>
              <p class="detail">${findingTitle}</p>
              <p class="meta">${what}</p>
              <p class="meta">${icon(outcomeIcons[outcome])} <span class="outcome-word">${outcomeWord}</span></p>
              <button
                class="button secondary undo-fix"
                aria-label=${undoLabel}
                ?disabled=${phase === 'running'}
                @click=${() => send({ type: 'undoFix', id })}
              >
                ${icon('discard')}<span>${labels.undo}</span>
              </button>
            </li>
          `,
        )}
      </ul>
    </section>
  `;
}
