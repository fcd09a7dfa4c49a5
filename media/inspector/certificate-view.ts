import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import type { InspectorLabels, ShownChain } from '../../src/editor/inspector/protocol.ts';
import { icon } from './icon.ts';
import type { PageActions } from './page-actions.ts';

type Certificate = ShownChain['certificates'][number];

/** The certificates a path showed, leaf first, each in full and with a button that copies it. */
export function certificateView(chain: ShownChain, labels: InspectorLabels, actions: PageActions): TemplateResult {
  const { path, title, certificates, root, remarks, pems } = chain;
  const key = `certificates-${path}`;
  const toggled = (event: Event): void => actions.toggle(key, (event.currentTarget as HTMLDetailsElement).open);
  return html`
    <section class="table-section certificates" aria-labelledby=${key}>
      <details .open=${actions.isOpen(key)} @toggle=${toggled}>
        <summary>
          ${icon('chevron-right', 'chevron')}
          <h2 id=${key}>${title} <span class="count">${certificates.length}</span></h2>
        </summary>
        ${remarks.length === 0 ? nothing : html`<ul class="remarks">${remarks.map((remark) => html`<li>${remark}</li>`)}</ul>`}
        ${pems.chain ? nothing : html`<p class="quiet">${labels.certificatesLeftOut}</p>`}
        <div class="certificate-tools">
          ${pems.chain
            ? button('copy-chain', 'copy', labels.copyChain, title, () => actions.send({ type: 'copyChain', path }))
            : nothing}
          ${pems.root
            ? button('save-root', 'save', labels.saveRoot, title, () => actions.send({ type: 'saveRoot', path }))
            : nothing}
        </div>
        <ol>
          ${certificates.map((one) => certificate(one, '', chain, labels, actions))}
          ${root ? certificate(root, labels.notServed, chain, labels, actions) : nothing}
        </ol>
      </details>
    </section>
  `;
}

function certificate(one: Certificate, remark: string, { pems }: ShownChain, labels: InspectorLabels, actions: PageActions): TemplateResult {
  const { title, role, facts, fingerprint256 } = one;
  return html`
    <li class="certificate">
      <h3>${title} <span class="meta">${role}${remark === '' ? '' : `, ${remark}`}</span></h3>
      <dl>
        ${facts.map(({ label, value }) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}
      </dl>
      ${pems.fingerprints.includes(fingerprint256)
        ? button('copy-certificate', 'copy', labels.copyPem, title, () => actions.send({ type: 'copyCertificate', fingerprint256 }))
        : nothing}
    </li>
  `;
}

function button(name: string, iconName: string, label: string, of: string, act: () => void): TemplateResult {
  return html`
    <button class="button secondary ${name}" aria-label="${label}: ${of}" @click=${act}>
      ${icon(iconName)}<span>${label}</span>
    </button>
  `;
}
