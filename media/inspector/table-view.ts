import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import type { Cell, Table } from '../../src/diagnosis/views/table.ts';
import type { InspectorLabels } from '../../src/editor/inspector/protocol.ts';
import { icon } from './icon.ts';
import type { PageActions } from './page-actions.ts';

/** From this many rows on a table can be filtered. */
const filterFromRows = 5;

/** A table that folds, can be filtered by what stands in its rows, and copied as tab-separated text. */
export function tableView(table: Table, labels: InspectorLabels, actions: PageActions): TemplateResult {
  const { id, title, columns, remarks } = table;
  const wanted = actions.filterOf(id).trim().toLowerCase();
  const rows = table.rows.filter((cells) => cells.some(({ text }) => text.toLowerCase().includes(wanted)));
  const key = `table-${id}`;
  const toggled = (event: Event): void => actions.toggle(key, (event.currentTarget as HTMLDetailsElement).open);
  return html`
    <section class="table-section" aria-labelledby="${key}">
      <details .open=${actions.isOpen(key)} @toggle=${toggled}>
        <summary>
          ${icon('chevron-right', 'chevron')}
          <h2 id=${key}>${title} <span class="count">${table.rows.length}</span></h2>
        </summary>
        ${remarks.length === 0 ? nothing : html`<ul class="remarks">${remarks.map((remark) => html`<li>${remark}</li>`)}</ul>`}
        <div class="table-tools">
          ${table.rows.length < filterFromRows
            ? nothing
            : html`
                <input
                  class="table-filter"
                  type="search"
                  placeholder=${labels.filter}
                  aria-label="${labels.filter}: ${title}"
                  .value=${actions.filterOf(id)}
                  @input=${(event: Event) => actions.filter(id, (event.currentTarget as HTMLInputElement).value)}
                />
              `}
          ${id === 'environment'
            ? html`
                <button class="button prove-it" @click=${() => actions.send({ type: 'proveEnvironment' })}>
                  ${icon('beaker')}<span>${labels.proveIt}</span>
                </button>
              `
            : nothing}
          ${id === 'routes'
            ? html`
                <button class="button measure-clients" @click=${() => actions.send({ type: 'measureClients' })}>
                  ${icon('beaker')}<span>${labels.measureThem}</span>
                </button>
              `
            : nothing}
          <button
            class="button icon-only"
            title=${labels.copyTable}
            aria-label="${labels.copyTable}: ${title}"
            @click=${() => actions.send({ type: 'copyText', text: asText(columns, rows) })}
          >
            ${icon('copy')}
          </button>
        </div>
        <div class="table-scroll" tabindex="0" role="region" aria-label=${title}>
          <table>
            <thead>
              <tr>
                ${columns.map((column) => html`<th scope="col">${column}</th>`)}
              </tr>
            </thead>
            <tbody>
              ${rows.map(([first, ...rest]) => rowView(first, rest, labels, actions))}
            </tbody>
          </table>
          ${rows.length === 0 ? html`<p class="quiet">${labels.noRows}</p>` : nothing}
        </div>
      </details>
    </section>
  `;
}

function rowView(
  first: Cell | undefined,
  rest: readonly Cell[],
  labels: InspectorLabels,
  actions: PageActions,
): TemplateResult {
  return html`
    <tr>
      <th scope="row">${first?.text ?? ''}</th>
      ${rest.map(
        ({ text, mark, opens }) => html`
          <td class=${mark ?? ''}>
            ${opens === undefined ? text : placeView(text, opens, actions)}${mark === 'differs' ? html`<span class="visually-hidden"> (${labels.differs})</span>` : nothing}
          </td>
        `,
      )}
    </tr>
  `;
}

/** A place in a file that opens there. */
function placeView(text: string, entry: number, actions: PageActions): TemplateResult {
  return html`<button class="button link" @click=${() => actions.send({ type: 'openToolFile', entry })}>${text}</button>`;
}

function asText(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [columns, ...rows.map((cells) => cells.map(({ text }) => text))].map((cells) => cells.join('\t')).join('\n');
}
