import type { TemplateResult } from 'lit';
import { html } from 'lit';

/** A codicon; decoration only, so the words beside it must say the same. */
export function icon(name: string, tone = ''): TemplateResult {
  return html`<span class="codicon codicon-${name} ${tone}" aria-hidden="true"></span>`;
}

const statusIcons: Record<string, string> = {
  pass: 'pass',
  warn: 'warning',
  fail: 'error',
  skip: 'circle-slash',
  unknown: 'question',
  waiting: 'circle-large',
  running: 'loading',
  none: 'circle-small',
};

/** The icon of a probe's or a leg's status, coloured by tone. */
export function statusIcon(status: string): TemplateResult {
  const name = statusIcons[status] ?? 'question';
  return icon(status === 'running' ? `${name} codicon-modifier-spin` : name, `tone-${status}`);
}
