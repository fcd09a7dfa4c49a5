import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import type { InspectorLabels, ShownLeg } from '../../src/editor/inspector/protocol.ts';
import { statusIcon } from './icon.ts';
import type { PageActions } from './page-actions.ts';

/** The legs a request meets, in order, each with what is known of it; the one at fault stands out. */
export function pathView(path: readonly ShownLeg[], labels: InspectorLabels, actions: PageActions): TemplateResult {
  return html`
    <section aria-labelledby="path-heading">
      <h2 id="path-heading">${labels.path}</h2>
      <ol class="path">
        ${path.map(
          (leg) => html`
            <li class="leg status-${leg.status} ${leg.atFault ? 'at-fault' : ''}" title="${leg.name}: ${leg.statusWord}">
              ${leg.probe === undefined
                ? node(leg)
                : html`<button class="leg-button" @click=${() => actions.reveal(leg.probe ?? '')}>${node(leg)}</button>`}
            </li>
          `,
        )}
      </ol>
    </section>
  `;
}

function node(leg: ShownLeg): TemplateResult {
  return html`
    ${statusIcon(leg.atFault && leg.status !== 'warn' ? 'fail' : leg.status)}
    <span class="leg-name">${leg.name}</span>
    ${leg.duration === '' ? nothing : html`<span class="leg-time">${leg.duration}</span>`}
    <span class="visually-hidden">: ${leg.statusWord}</span>
  `;
}
