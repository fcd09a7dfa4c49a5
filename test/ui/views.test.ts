import * as assert from 'node:assert/strict';
import { startLab } from '../../src/lab/lab.ts';
import type { Lab } from '../../src/lab/lab.ts';
import { openWindow } from '../workbench/window.ts';
import type { OpenWindow } from '../workbench/window.ts';
import { focused, seriousViolations } from './accessibility.ts';
import { diagnose } from './inspector-page.ts';

describe('the inspector shows evidence as path, time line and tables, in a real workbench', function () {
  this.timeout(300_000);
  let lab: Lab;
  let window: OpenWindow;

  before(async () => {
    lab = await startLab({ scenario: 'reset-mid-stream' });
    window = await openWindow({
      settings: {
        'gatehouse.gateway': 'custom',
        'gatehouse.customBaseUrl': lab.baseUrl,
        'workbench.colorTheme': 'Default Dark Modern',
        'window.autoDetectColorScheme': false,
        'workbench.quickOpen.closeOnFocusLost': false,
        'workbench.reduceMotion': 'on',
        'terminal.integrated.env.linux': { ONLY_HERE_PROXY: 'x', HTTPS_PROXY: 'http://terminal.example:3128' },
      },
      env: { HTTPS_PROXY: 'http://ali:open-sesame@host.example:3128', NO_PROXY: '127.0.0.1,localhost,::1' },
      page: { permissions: ['clipboard-read', 'clipboard-write'] },
    });
    await window.workbench.runCommand('View: Toggle Primary Side Bar Visibility');
    await window.workbench.runCommand('Gatehouse: Show Inspector');
    await diagnose(window.workbench);
  });

  after(async () => {
    await window?.close();
    await lab?.close();
  });

  it('leads from each leg of the path to the evidence about it', async () => {
    const frame = await window.workbench.inspector();
    const times = await frame.locator('.leg .leg-time').allInnerTexts();
    assert.ok(times.length >= 4 && times.every((time) => /^\d+(\.\d+)? m?s$/.test(time)), times.join());
    await frame.locator('.leg.at-fault button').click();
    assert.equal(await focused(frame), 'probe-stream');
    assert.ok(await frame.locator('.probe:has(#probe-stream) .evidence pre').isVisible());
    await frame.locator('#probe-stream').click();
  });

  it('draws the steps of the connection on one scale', async () => {
    const frame = await window.workbench.inspector();
    const bars = await frame.locator('.time-line').first().locator('tbody tr').evaluateAll((rows) =>
      rows.map((row) => {
        const bar = row.querySelector('rect');
        return {
          label: row.querySelector('th')?.textContent?.trim(),
          from: Number(bar?.getAttribute('x')),
          width: Number(bar?.getAttribute('width')),
          drawnPx: bar?.getBoundingClientRect().width ?? 0,
        };
      }),
    );
    assert.deepEqual(bars.map(({ label }) => label).filter((label) => ['TCP', 'first byte'].includes(label ?? '')), ['TCP', 'first byte']);
    bars.forEach(({ from, drawnPx }, index) => {
      assert.ok(drawnPx > 0);
      assert.ok(index === 0 || from >= (bars[index - 1]?.from ?? 0), 'steps follow one another');
    });
    assert.ok(bars.every(({ from, width }) => from + width <= 1010));
  });

  it('shows each variable by context, marks what differs, says so in a sentence, and hides the password', async () => {
    const frame = await window.workbench.inspector();
    await frame.locator('#table-environment').click();
    const section = frame.locator('.table-section:has(#table-environment)');
    const row = section.locator('tr', { has: frame.locator('th', { hasText: /^HTTPS_PROXY$/ }) });
    assert.ok((await row.locator('td.differs').count()) > 0);
    const text = await section.innerText();
    assert.match(text, /HTTPS_PROXY: different values in /);
    assert.doesNotMatch(text, /open-sesame|ali:/);
    assert.deepEqual(await seriousViolations(frame), []);
    await section.scrollIntoViewIfNeeded();
    await window.workbench.screenshot('table-environment');
  });

  it('filters a table and copies what is left', async () => {
    const { page, workbench } = window;
    const frame = await workbench.inspector();
    await frame.locator('#table-routes').click();
    const section = frame.locator('.table-section:has(#table-routes)');
    const all = await section.locator('tbody tr').count();
    await section.locator('.table-filter').fill('curl');
    assert.equal(await section.locator('tbody tr').count(), 1);
    assert.ok(all > 5);
    await section.locator('.table-tools button[aria-label^="Copy"]').click();
    await frame.locator('[role=status]', { hasText: 'Copied.' }).waitFor();
    const copied = (await page.evaluate(async () => navigator.clipboard.readText())).split('\n');
    assert.equal(copied.length, 2);
    assert.match(copied[0] ?? '', /^Client\t/);
    assert.match(copied[1] ?? '', /^curl .*\tdirect\t/);
    await section.locator('.table-filter').fill('no such client');
    await section.locator('.quiet', { hasText: 'No row has this text.' }).waitFor();
    await section.scrollIntoViewIfNeeded();
    await workbench.screenshot('table-routes');
  });
});
