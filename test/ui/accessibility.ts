import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Frame } from 'playwright-core';

const axeSource = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe-core holds against a document, of what really keeps people out. */
export async function seriousViolations(frame: Frame): Promise<string[]> {
  await frame.evaluate(axeSource);
  const results = await frame.evaluate(
    async () => (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  assert.ok(results.passes.length > 10, 'axe looked at the page');
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}

/** The focused element's id, else its accessible name. */
export async function focused(frame: Frame): Promise<string> {
  return frame.evaluate(() => {
    const one = document.activeElement;
    return one?.id || one?.getAttribute('aria-label') || (one?.textContent ?? '').trim().slice(0, 60);
  });
}
