/** What `npm start` tells a person to click, clicked once by a headless browser: node click-through.ts URL. */
import { chromium } from 'playwright-core';
import { browser } from './browser.js';
import { Workbench } from './workbench.ts';

const verdictLimitMs = 60_000;

const { program, flags } = await browser();
const started = await chromium.launch({ executablePath: program, args: [...flags] });
try {
  const page = await started.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(process.argv[2] ?? '');
  const workbench = new Workbench(page);
  await workbench.ready();
  console.log(`  status bar: ${(await workbench.statusItem()).text}`);
  await workbench.clickInTooltip('Diagnose');
  const status = await workbench.waitForStatus(/healthy|degraded|down|could not tell/i, verdictLimitMs);
  console.log(`  status bar: ${status.text}`);
  const text = await workbench.waitForInspector(/healthy|degraded|down|could not tell/i, verdictLimitMs);
  // The verdict's words come before the sections on how it was found.
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  const first = lines.findIndex((line) => /^(healthy|degraded|down|could not tell)$/i.test(line));
  console.log(`  verdict: ${lines.slice(Math.max(first, 0), first + 4).join(' | ')}`);
  if (!/healthy/i.test(status.text)) throw new Error('The lab is healthy, and the verdict is not.');
} finally {
  await started.close();
}
process.exit(0);
