import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import type { ClashLabels, ClashMark, ClashRow, ShownClash, ShownClashHost } from '../../src/editor/inspector/protocol.ts';
import { icon } from './icon.ts';
import { listToolsView } from './list-tools-view.ts';
import type { PageActions } from './page-actions.ts';

const markIcons: Record<ClashMark, string> = { 'dead-node': 'error', left: 'debug-disconnect', stalled: 'watch', changed: 'git-compare', double: 'split-horizontal', 'no-name': 'question', ended: '' };

/** The Clash core: the way of each gateway host on top, then what it carries to them, live. */
export function clashView(clash: ShownClash, actions: PageActions): TemplateResult {
  const { hosts, labels, sentence, state, tried } = clash;
  const { clashConnections, send } = actions;
  return html`
    <section class="clash connections" aria-labelledby="clash-heading" data-state=${state}>
      <h2 id="clash-heading" tabindex="-1">
        ${labels.clash} ${clashConnections.count === 0 ? nothing : html`<span class="count">${clashConnections.count}</span>`}
      </h2>
      <p class="quiet clash-state">${sentence}</p>
      ${tried.length === 0
        ? nothing
        : html`<h3>${labels.tried}</h3>
            <ul class="clash-tried">${tried.map((line) => html`<li>${line}</li>`)}</ul>`}
      <div class="actions" role="group" aria-label=${labels.clash}>
        ${state === 'locked'
          ? html`<button class="button" id="enter-clash-secret" @click=${() => send({ type: 'takeOffer', offer: 'enter-clash-secret' })}>${icon('key')}<span>${labels.enterSecret}</span></button>`
          : nothing}
        ${state === 'none' || state === 'lost' || state === 'locked'
          ? html`<button class="button" id="look-for-clash" @click=${() => send({ type: 'lookForClash' })}>${icon('refresh')}<span>${labels.lookAgain}</span></button>`
          : nothing}
        ${state === 'watching'
          ? html`<button class="button" id="compare-clash-policies" @click=${() => send({ type: 'takeOffer', offer: 'compare-clash-policies' })}>${icon('git-compare')}<span>${labels.compare}</span></button>`
          : nothing}
      </div>
      ${hosts.length === 0 ? nothing : hostsView(hosts, labels)}
      ${clashConnections.count > 0 ? listView(labels, actions) : state === 'watching' ? html`<p class="quiet">${labels.none}</p>` : nothing}
    </section>
  `;
}

function hostsView(hosts: readonly ShownClashHost[], labels: ClashLabels): TemplateResult {
  return html`
    <div class="table-scroll" tabindex="0" role="region" aria-label=${labels.hosts}>
      <table class="clash-hosts">
        <thead>
          <tr>
            ${labels.hostColumns.map((column) => html`<th scope="col">${column}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${hosts.map(
            ({ host, row, way, health, healthMark, knownFrom, missing }) => html`
              <tr data-host=${host}>
                <th scope="row">${host}</th>
                <td>${row}${missing === '' ? nothing : html`<br /><span class="quiet">${missing}</span>`}</td>
                <td>${way}</td>
                <td class=${healthMark === 'bad' ? 'bad' : ''}>${healthMark === 'quiet' ? nothing : icon(healthMark === 'bad' ? 'error' : 'pass')} ${health}</td>
                <td>${knownFrom}</td>
              </tr>
            `,
          )}
        </tbody>
      </table>
    </div>
  `;
}

function listView(labels: ClashLabels, actions: PageActions): TemplateResult {
  const { clashConnections: list, send } = actions;
  const { rows } = list;
  const [when = '', ...others] = labels.columns;
  const left = rows.filter(({ onDeadNode, live }) => onDeadNode && live).map(({ id }) => id);
  const sort = (): void => {
    list.newestFirst = !list.newestFirst;
    actions.draw();
  };
  const more =
    left.length === 0
      ? []
      : [html`<button class="button" id="close-on-dead-node" @click=${() => send({ type: 'closeClashConnections', rows: left.slice(0, 1_000) })}>${icon('close')}<span>${labels.closeOnDeadNode.replace('{0}', String(left.length))}</span></button>`];
  return html`
    ${listToolsView(list, { id: 'clash-connection', title: labels.connections }, labels, actions.draw, more)}
    ${list.paused ? html`<p class="quiet">${labels.paused}</p>` : nothing}
    <div class="table-scroll" tabindex="0" role="region" aria-label=${labels.connections}>
      <table class="connection-table clash-table">
        <thead>
          <tr>
            <th scope="col" aria-sort=${list.newestFirst ? 'descending' : 'ascending'}>
              <button class="button link sort" @click=${sort}>${when}${icon(list.newestFirst ? 'arrow-down' : 'arrow-up')}</button>
            </th>
            ${others.map((column) => html`<th scope="col">${column}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${repeat(
            rows,
            ({ id }) => id,
            (row) => guard([row], () => rowView(row, labels, actions)),
          )}
        </tbody>
      </table>
      ${rows.length === 0 ? html`<p class="quiet">${labels.noneLeft}</p>` : nothing}
    </div>
  `;
}

function rowView(row: ClashRow, labels: ClashLabels, { send }: PageActions): TemplateResult {
  const when = new Date(row.startedAtMs).toLocaleTimeString(document.documentElement.lang || undefined, { hour12: false });
  return html`
    <tr class=${row.failed ? 'failed' : row.live ? 'live' : ''} data-clash=${row.id}>
      <th scope="row">${when}</th>
      <td class="connection-host">${row.host}${row.log.length === 0
          ? nothing
          : html`<details class="clash-log">
              <summary>${labels.log.replace('{0}', String(row.log.length))}</summary>
              <ul>${row.log.map((line) => html`<li>${line}</li>`)}</ul>
            </details>`}</td>
      <td>${row.policy}</td>
      <td>${row.node}</td>
      <td class=${row.failed ? 'bad' : ''}>
        ${row.marks.map(({ kind, text }) => html`<span class="clash-mark">${markIcons[kind] === '' ? nothing : icon(markIcons[kind])} ${text}</span>`)}
      </td>
      <td>${row.caller}</td>
      <td class="number">${row.duration}</td>
      <td class="number">${row.silence}</td>
      <td class="number">${row.bytes}</td>
      <td>
        ${row.live
          ? html`<button class="button icon-only close-clash" title=${labels.close} aria-label="${labels.close}: ${row.host} ${when}" @click=${() => send({ type: 'closeClashConnections', rows: [row.id] })}>${icon('close')}</button>`
          : nothing}
      </td>
    </tr>
  `;
}
