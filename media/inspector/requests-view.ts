import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import type { RequestLabels, ShownShim } from '../../src/editor/inspector/protocol.ts';
import type { RequestRow } from '../../src/shim/endpoint/journal/request-row.ts';
import { icon } from './icon.ts';
import { listToolsView } from './list-tools-view.ts';
import type { PageActions } from './page-actions.ts';
import { requestDetailView } from './request-detail-view.ts';

/** The requests to the endpoint: a live table, a filter, and closely the one that is opened. */
export function requestsView(state: ShownShim['state'], actions: PageActions): TemplateResult | typeof nothing {
  const { requests } = actions;
  const { labels } = requests;
  if (!labels) return nothing;
  return html`
    <section class="requests" aria-labelledby="requests-heading" data-state=${state}>
      <h2 id="requests-heading" tabindex="-1">${labels.requests} ${requests.count === 0 ? nothing : html`<span class="count">${requests.count}</span>`}</h2>
      ${requests.count > 0 ? listView(labels, actions) : html`<p class="quiet">${state === 'on' ? labels.none : labels.off}</p>`}
    </section>
  `;
}

function listView(labels: RequestLabels, actions: PageActions): TemplateResult {
  const { requests, send, draw } = actions;
  const { rows } = requests;
  const [when = '', ...others] = labels.columns;
  const sort = (): void => {
    requests.newestFirst = !requests.newestFirst;
    draw();
  };
  const clear = html`<button class="button" id="clear-requests" @click=${() => send({ type: 'clearRequests' })}>${icon('clear-all')}<span>${labels.clear}</span></button>`;
  return html`
    ${listToolsView(requests, { id: 'request', title: labels.requests }, labels, draw, [clear])}
    ${requests.paused ? html`<p class="quiet">${labels.paused}</p>` : nothing}
    <div class="table-scroll" tabindex="0" role="region" aria-label=${labels.requests}>
      <table class="connection-table request-table">
        <thead>
          <tr>
            <th scope="col" aria-sort=${requests.newestFirst ? 'descending' : 'ascending'}>
              <button class="button link sort" @click=${sort}>${when}${icon(requests.newestFirst ? 'arrow-down' : 'arrow-up')}</button>
            </th>
            ${others.map((column) => html`<th scope="col">${column}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${repeat(
            rows,
            ({ id }) => id,
            (row) => {
              const open = requests.open === row.id;
              // There may be hundreds, and four times a second a few of them change.
              return guard([row, open, open && requests.detail], () => rowView(row, labels, actions));
            },
          )}
        </tbody>
      </table>
      ${rows.length === 0 ? html`<p class="quiet">${labels.noneLeft}</p>` : nothing}
    </div>
  `;
}

function rowView(row: RequestRow, labels: RequestLabels, actions: PageActions): TemplateResult {
  const { requests, send, draw } = actions;
  const open = requests.open === row.id;
  const toggle = (): void => {
    requests.open = open ? undefined : row.id;
    requests.detail = undefined;
    send({ type: 'showRequest', request: requests.open ?? null });
    draw();
  };
  const when = new Date(row.startedAtMs).toLocaleTimeString(document.documentElement.lang || undefined, { hour12: false });
  return html`
    <tr class=${row.failed ? 'failed' : row.live ? 'live' : ''} data-request=${row.id}>
      <th scope="row">
        <button class="button link open-request" aria-expanded=${open} aria-label="${labels.detail}: ${when} ${row.asked}" @click=${toggle}>
          ${icon(open ? 'chevron-down' : 'chevron-right')}${when}
        </button>
      </th>
      <td>${row.callerName}</td>
      <td class="request-name">${row.asked}</td>
      <td class="request-name">${row.target}</td>
      <td class="number">${row.attempts}</td>
      <td class="number">${row.firstContent}</td>
      <td class="number">${row.duration}</td>
      <td class="number">${row.tokens}</td>
      <td class="number">${row.cost}</td>
      <td class="request-end ${row.failed ? 'bad' : ''}">${row.failed ? icon('error') : row.live ? icon('circle-filled') : nothing} ${row.end}</td>
    </tr>
    ${open ? html`<tr class="connection-detail request-detail"><td colspan=${labels.columns.length}><div class="closely">${requestDetailView(row, labels, actions)}</div></td></tr>` : nothing}
  `;
}
