import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import type { ShownSpend } from '../../src/editor/inspector/protocol.ts';

/** What the endpoint has spent: today, caps, and by day, alias, target and client. */
export function spendView(spend: ShownSpend): TemplateResult {
  const { title, empty, facts, caps, capsTitle, days, tables, columns } = spend;
  return html`
    <section class="spend" aria-labelledby="spend-heading">
      <h2 id="spend-heading" tabindex="-1">${title}</h2>
      ${empty === undefined ? nothing : html`<p class="quiet">${empty}</p>`}
      ${facts.length === 0 ? nothing : html`<dl class="facts">${facts.map(({ label, value }) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>`}
      ${caps.length === 0 ? nothing : html`<h3>${capsTitle}</h3><ul class="caps">${caps.map(capView)}</ul>`}
      ${empty === undefined
        ? html`
            <h3>${days.title}</h3>
            ${sumsTable(days.title, columns.day, columns.cells, days.rows.toReversed().map(({ day, share, cells }) => ({ name: day, cells, share })))}
            ${tables.map((table) => html`<h3>${table.title}</h3>${sumsTable(table.title, columns.name, columns.cells, table.rows)}`)}
          `
        : nothing}
    </section>
  `;
}

function capView({ label, share, reached }: ShownSpend['caps'][number]): TemplateResult {
  return html`<li class=${reached ? 'reached' : ''}>${barView(share)}<span>${label}</span></li>`;
}

function sumsTable(title: string, nameTitle: string, titles: readonly string[], rows: readonly { name: string; cells: readonly string[]; share?: number }[]): TemplateResult {
  const hasBars = rows.some(({ share }) => share !== undefined);
  return html`
    <div class="table-scroll ${hasBars ? 'days' : ''}" tabindex="0" role="region" aria-label=${title}>
      <table>
        <thead>
          <tr>
            <th scope="col">${nameTitle}</th>
            ${hasBars ? html`<td></td>` : nothing}
            ${titles.map((one) => html`<th scope="col">${one}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ name, cells, share }) => html`
              <tr>
                <th scope="row">${name}</th>
                ${hasBars ? html`<td class="track" aria-hidden="true">${barView(share ?? 0)}</td>` : nothing}
                ${cells.map((cell) => html`<td class="number">${cell}</td>`)}
              </tr>
            `,
          )}
        </tbody>
      </table>
    </div>
  `;
}

/** Drawn rather than styled: the page's policy allows no style that stands in the document. */
function barView(share: number): TemplateResult {
  return html`
    <svg class="sum-bar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">
      <rect class="room" width="1000" height="10"></rect>
      <rect class="sum" width=${Math.round(Math.min(1, Math.max(0, share)) * 1000)} height="10"></rect>
    </svg>
  `;
}
