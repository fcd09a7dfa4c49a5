import type { TemplateResult } from 'lit';
import { html, nothing, svg } from 'lit';
import type { InspectorLabels, InspectorSnapshot, ShownGatewayHealth } from '../../src/editor/inspector/protocol.ts';
import { icon } from './icon.ts';
import type { PageActions } from './page-actions.ts';

const icons: Readonly<Record<ShownGatewayHealth['state'], string>> = {
  healthy: 'pass',
  degraded: 'warning',
  down: 'error',
  'local-problem': 'plug',
  'account-problem': 'key',
  unknown: 'question',
  paused: 'debug-pause',
};

/** How the watched gateways are now, and how they have been: a strip of states, latency, incidents over both. */
export function healthView({ health, labels }: InspectorSnapshot, actions: PageActions): TemplateResult {
  const { gateways, monitoring, note, span, spans } = health;
  const { send } = actions;
  return html`
    <section class="health" aria-labelledby="health-heading">
      <div class="health-head">
        <h2 id="health-heading">${labels.health}</h2>
        <div class="actions" role="group" aria-label=${labels.health}>
          ${monitoring
            ? html`
                ${button('refresh', labels.checkNow, 'check-now', () => send({ type: 'checkNow' }))}
                ${button('debug-pause', labels.stopMonitoring, 'stop-monitoring', () => send({ type: 'stopMonitoring' }))}
              `
            : button('eye', labels.startMonitoring, 'start-monitoring', () => send({ type: 'startMonitoring' }))}
          ${gateways.length === 0
            ? nothing
            : button('export', labels.exportHistory, 'export-history', () => send({ type: 'exportHistory' }))}
        </div>
      </div>
      <p class="quiet">${note}</p>
      ${gateways.length === 0
        ? nothing
        : html`
            <div class="spans" role="group" aria-label=${labels.span}>
              ${spans.map(
                ({ id, title }) => html`
                  <button class="button" data-span=${id} aria-pressed=${id === span} @click=${() => send({ type: 'showSpan', span: id })}>
                    ${title}
                  </button>
                `,
              )}
            </div>
            ${gateways.map((gateway) => gatewayView(gateway, labels, actions))}
          `}
    </section>
  `;
}

function gatewayView(gateway: ShownGatewayHealth, labels: InspectorLabels, { send }: PageActions): TemplateResult {
  const { id, title, state, stateWord, sentence, nextStep, facts, hasStatusPage } = gateway;
  return html`
    <article class="gateway-health" data-gateway=${id} data-state=${state}>
      <h3>${icon(icons[state])}<span>${title}</span> <span class="state-word">${stateWord}</span></h3>
      <p class="sentence">${sentence}</p>
      ${nextStep === '' ? nothing : html`<p class="next">${nextStep}</p>`}
      <dl class="facts">
        ${facts.map(({ label, value }) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}
      </dl>
      ${stripView(gateway, labels)} ${latencyView(gateway, labels)} ${incidentsView(gateway, labels)}
      <p class="time-axis quiet" aria-hidden="true"><span>${gateway.since}</span><span>${labels.now}</span></p>
      ${hasStatusPage
        ? html`<button class="button link" @click=${() => send({ type: 'openStatusPage', gateway: id })}>
            ${icon('link-external')}<span>${labels.statusPage}</span>
          </button>`
        : nothing}
    </article>
  `;
}

const stripHeight = 22;

/** A bar a time; its height says the state as well as its colour does. */
function stripView({ strip, stripLabel }: ShownGatewayHealth, labels: InspectorLabels): TemplateResult {
  const width = 1000 / Math.max(1, strip.length);
  return html`
    <h4>${labels.availability}</h4>
    <svg class="strip" viewBox="0 0 1000 ${stripHeight}" preserveAspectRatio="none" role="img" aria-label=${stripLabel}>
      ${strip.map(({ state, label }, index) => {
        const height = barHeights[state];
        return svg`<rect class="slot ${state}" x=${index * width + 0.5} y=${stripHeight - height} width=${Math.max(1, width - 1)} height=${height}><title>${label}</title></rect>`;
      })}
    </svg>
    <p class="quiet">${stripLabel}</p>
  `;
}

const barHeights: Readonly<Record<ShownGatewayHealth['state'] | 'none', number>> = {
  healthy: 22,
  degraded: 14,
  down: 6,
  'local-problem': 8,
  'account-problem': 10,
  unknown: 3,
  paused: 2,
  none: 1,
};

function latencyView({ latency }: ShownGatewayHealth, labels: InspectorLabels): TemplateResult | typeof nothing {
  if (!latency) return nothing;
  const place = ({ at }: { at: number }): number => Math.round(at * 1000);
  const height = (share: number): number => Math.round(60 - share * 58);
  type Run = (typeof latency.runs)[number];
  const line = (run: Run, of: 'usual' | 'high'): TemplateResult => {
    const points = run.map((point) => `${place(point)},${height(point[of])}`);
    // A line from a point to itself is drawn as a dot, by its round ends.
    if (points.length === 1) points.push(...points);
    return svg`<polyline class="${of} ${run.length === 1 ? 'single' : ''}" points=${points.join(' ')}></polyline>`;
  };
  return html`
    <h4>${labels.latency} <span class="quiet">${latency.top}</span></h4>
    <svg class="latency" viewBox="0 0 1000 60" preserveAspectRatio="none" role="img" aria-label=${latency.label}>
      ${latency.runs.map((run) => line(run, 'high'))} ${latency.runs.map((run) => line(run, 'usual'))}
    </svg>
    <p class="quiet">${latency.label}</p>
  `;
}

function incidentsView({ incidents }: ShownGatewayHealth, labels: InspectorLabels): TemplateResult | typeof nothing {
  if (incidents.length === 0) return nothing;
  return html`
    <h4>${labels.incidents}</h4>
    <svg class="incident-line" viewBox="0 0 1000 6" preserveAspectRatio="none" aria-hidden="true">
      ${incidents.map(
        ({ from, share, open }) =>
          svg`<rect class=${open ? 'open' : 'over'} x=${Math.round(from * 1000)} width=${Math.max(3, Math.round(share * 1000))} height="6"></rect>`,
      )}
    </svg>
    <ul class="incident-list">
      ${incidents.map(
        ({ title, when, open }) => html`
          <li>${icon(open ? 'warning' : 'history')}<span>${title} <span class="quiet">${when}${open ? ` ${labels.openIncident}` : ''}</span></span></li>
        `,
      )}
    </ul>
  `;
}

function button(name: string, label: string, id: string, act: () => void): TemplateResult {
  return html`<button class="button" id=${id} @click=${act}>${icon(name)}<span>${label}</span></button>`;
}
