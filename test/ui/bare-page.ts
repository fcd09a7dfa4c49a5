/** The inspector's own page in a real browser without a workbench: messages come from the test, actions are kept. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { inspectorPage } from '../../src/editor/inspector/page.ts';

const origin = 'http://page.test';

/** Opens the page as it is built; what it sends stands in `globalThis.sent`. */
export async function openBarePage(browser: Browser, viewport: { width: number; height: number }): Promise<Page> {
  const page = await browser.newPage({ viewport });
  await page.addInitScript(() => {
    const sent: unknown[] = [];
    Object.assign(globalThis, { sent, acquireVsCodeApi: () => ({ postMessage: (message: unknown) => sent.push(message), getState: () => undefined, setState: () => undefined }) });
  });
  await page.route(`${origin}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    const html = inspectorPage({ scriptUri: `${origin}/inspector.js`, styleUri: `${origin}/inspector-style.css`, cspSource: origin, nonce: 'n', language: 'en', title: 'Page' });
    if (pathname === '/') return route.fulfill({ contentType: 'text/html', body: html });
    const file = path.join('dist', path.basename(pathname));
    return fs.existsSync(file) ? route.fulfill({ path: file }) : route.fulfill({ status: 404 });
  });
  await page.goto(`${origin}/`);
  return page;
}
