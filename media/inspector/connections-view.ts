import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import type { ConnectionLabels, InspectorLabels, ShownShim } from '../../src/editor/inspector/protocol.ts';
import type { ConnectionRow } from '../../src/shim/journal/connection-row.ts';
import { icon } from './icon.ts';
import { listToolsView } from './list-tools-view.ts';
import type { PageActions } from './page-actions.ts';
import { timeLineView } from './time-line-view.ts';

/** The connections through the shim: a live table, a filter, and closely the one that is opened. */
export function connectionsView(shim: ShownShim, fixed: InspectorLabels, actions: PageActions): TemplateResult {
  const { labels, sentence, state } = shim;
  const { connections, send } = actions;
  return html`
    <section class="connections" aria-labelledby="connections-heading" data-state=${state}>
      <h2 id="connections-heading" tabindex="-1">${labels.connections} ${connections.count === 0 ? nothing : html`<span class="count">${connections.count}</span>`}</h2>
      ${sentence === '' ? nothing : html`<p class="quiet shim-state">${sentence}</p>`}
      ${state === 'off' || state === 'failed'
        ? html`<button class="button" id="switch-shim-on" @click=${() => send({ type: 'switchShimOn' })}>${icon('plug')}<span>${labels.switchOn}</span></button>`
        : nothing}
      ${connections.count > 0 ? listView(labels, fixed, actions) : state === 'on' ? html`<p class="quiet">${labels.none}</p>` : nothing}
    </section>
  `;
}

function listView(labels: ConnectionLabels, fixed: InspectorLabels, actions: PageActions): TemplateResult {
  const { connections } = actions;
  const { rows } = connections;
  const [when = '', ...others] = labels.columns;
  const sort = (): void => {
    connections.newestFirst = !connections.newestFirst;
    actions.draw();
  };
  return html`
    ${listToolsView(connections, { id: 'connection', title: labels.connections }, labels, actions.draw)} ${connections.paused ? html`<p class="quiet">${labels.paused}</p>` : nothing}
    <div class="table-scroll" tabindex="0" role="region" aria-label=${labels.connections}>
      <table class="connection-table">
        <thead>
          <tr>
            <th scope="col" aria-sort=${connections.newestFirst ? 'descending' : 'ascending'}>
              <button class="button link sort" @click=${sort}>
                ${when}${icon(connections.newestFirst ? 'arrow-down' : 'arrow-up')}
              </button>
            </th>
            ${others.map((column) => html`<th scope="col">${column}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${repeat(
            rows,
            ({ id }) => id,
            (row) => {
              const open = connections.open === row.id;
              // There may be hundreds, and four times a second a few of them change.
              return guard([row, open, open && connections.detail], () => rowView(row, labels, fixed, actions));
            },
          )}
        </tbody>
      </table>
      ${rows.length === 0 ? html`<p class="quiet">${labels.noneLeft}</p>` : nothing}
    </div>
  `;
}

function rowView(row: ConnectionRow, labels: ConnectionLabels, fixed: InspectorLabels, actions: PageActions): TemplateResult {
  const { connections, send, draw } = actions;
  const open = connections.open === row.id;
  const toggle = (): void => {
    connections.open = open ? undefined : row.id;
    connections.detail = undefined;
    send({ type: 'showConnection', entry: connections.open ?? null });
    draw();
  };
  const when = new Date(row.startedAtMs).toLocaleTimeString(document.documentElement.lang || undefined, { hour12: false });
  return html`
    <tr class=${row.failed ? 'failed' : row.live ? 'live' : ''} data-connection=${row.id}>
      <th scope="row">
        <button class="button link open-connection" aria-expanded=${open} aria-label="${labels.detail}: ${when} ${row.host}" @click=${toggle}>
          ${icon(open ? 'chevron-down' : 'chevron-right')}${when}
        </button>
      </th>
      <td>${row.caller}</td>
      <td class="connection-host">${row.host}</td>
      <td>${row.route}</td>
      <td>${row.decidedBy}</td>
      <td class="number">${row.duration}</td>
      <td class="number">${row.bytes}</td>
      <td class="number">${row.silence}</td>
      <td class=${row.failed ? 'bad' : ''}>${row.failed ? icon('error') : row.live ? icon('circle-filled') : nothing} ${row.end}</td>
    </tr>
    ${open ? html`<tr class="connection-detail"><td colspan=${labels.columns.length}><div class="closely">${detailView(row, labels, fixed, actions)}</div></td></tr>` : nothing}
  `;
}

function detailView(row: ConnectionRow, labels: ConnectionLabels, fixed: InspectorLabels, { connections, send }: PageActions): TemplateResult {
  const { detail } = connections;
  const known = detail?.id === row.id ? detail : undefined;
  return html`
    ${known
      ? html`
          <dl class="facts">${known.facts.map(({ label, value }) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>
          ${timeLineView(known.timeLine, fixed)}
        `
      : nothing}
    <div class="actions" role="group" aria-label="${labels.detail}: ${row.host}">
      ${row.host === ''
        ? nothing
        : html`<button class="button diagnose-host" @click=${() => send({ type: 'diagnoseHost', entry: row.id })}>${icon('pulse')}<span>${labels.diagnoseHost}</span></button>`}
      ${row.live
        ? html`<button class="button close-connection" @click=${() => send({ type: 'closeConnection', entry: row.id })}>${icon('close')}<span>${labels.closeConnection}</span></button>`
        : nothing}
    </div>
  `;
}
