import type { TemplateResult } from 'lit';
import { html, nothing, svg } from 'lit';
import type { RequestLabels, ShownAttempts } from '../../src/editor/inspector/protocol.ts';

/**
 * The attempts of a request, each a bar on one time axis. The bars are decoration: every time and every word stands in a
 * cell beside them.
 */
export function attemptsView({ title, total, committed, steps, rows }: ShownAttempts, labels: RequestLabels): TemplateResult {
  return html`
    <section class="attempts">
      <div class="table-scroll" tabindex="0" role="region" aria-label=${title}>
        <table>
          <caption>
            ${title}
          </caption>
          <thead>
            <tr>
              <th scope="col">${labels.attempt}</th>
              <td class="axis"><span aria-hidden="true">0</span><span aria-hidden="true">${total}</span></td>
              ${steps.map(({ kind, title: step }) => html`<th scope="col"><span class="key ${kind}" aria-hidden="true"></span>${step}</th>`)}
              <th scope="col">${labels.took}</th>
              <th scope="col">${labels.end}</th>
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              (row) => html`
                <tr class="attempt ${row.state}">
                  <th scope="row">${row.target}<span class="meta">${row.why}</span></th>
                  <td class="track" aria-hidden="true">
                    <svg class="attempt-line" viewBox="0 0 1000 14" preserveAspectRatio="none">
                      ${row.spans.map(({ kind, start, share }) => svg`<rect class="span ${kind}" x=${place(start)} y="1" width=${Math.max(place(share), 3)} height="12"></rect>`)}
                      ${row.state === 'failed' ? svg`<rect class="end-mark" x=${Math.max(0, place(endOf(row)) - 6)} y="0" width="6" height="14"></rect>` : nothing}
                      ${committed ? svg`<line class="committed" x1=${place(committed.at)} x2=${place(committed.at)} y1="0" y2="14"></line>` : nothing}
                    </svg>
                  </td>
                  ${row.steps.map((step) => html`<td class="number">${step}</td>`)}
                  <td class="number">${row.took}</td>
                  <td class=${row.state === 'failed' ? 'bad' : ''}>${row.end}</td>
                </tr>
              `,
            )}
          </tbody>
        </table>
      </div>
      ${committed ? html`<p class="quiet">${committed.label}</p>` : nothing}
    </section>
  `;
}

function endOf({ spans }: ShownAttempts['rows'][number]): number {
  return Math.max(0, ...spans.map(({ start, share }) => start + share));
}

/** Drawn rather than styled: the page's policy allows no style that stands in the document. */
function place(share: number): number {
  return Math.round(Math.min(1, Math.max(0, share)) * 1000);
}
