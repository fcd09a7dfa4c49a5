import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import type { InspectorLabels, ShownTimeLine } from '../../src/editor/inspector/protocol.ts';

/** The steps of one connection as bars on a common time scale; a table for those who do not see the bars. */
export function timeLineView({ title, bars }: ShownTimeLine, labels: InspectorLabels): TemplateResult {
  return html`
    <section class="time-line">
      <table>
        <caption>${title}</caption>
        <thead class="visually-hidden">
          <tr>
            <th scope="col">${labels.step}</th>
            <td></td>
            <th scope="col">${labels.duration}</th>
          </tr>
        </thead>
        <tbody>
          ${bars.map(
            ({ label, start, share, duration, ok }) => html`
              <tr>
                <th scope="row">${label}</th>
                <td class="track" aria-hidden="true">
                  <svg class="track-line" viewBox="0 0 1000 8" preserveAspectRatio="none">
                    <rect class="bar ${ok ? '' : 'bad'}" x=${place(start)} width=${Math.max(place(share), 3)} height="8"></rect>
                  </svg>
                </td>
                <td class="number">
                  ${duration}${ok ? nothing : html`<span class="failed-word"> ${labels.failed}</span>`}
                </td>
              </tr>
            `,
          )}
        </tbody>
      </table>
    </section>
  `;
}

/** Drawn rather than styled: the page's policy allows no style that stands in the document. */
function place(share: number): number {
  return Math.round(Math.min(1, Math.max(0, share)) * 1000);
}
