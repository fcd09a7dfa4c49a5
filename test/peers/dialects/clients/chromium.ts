import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { browser } from '../../../workbench/browser.js';
import { onRequest, programs, run, type Client, type ClientFamily } from '../client.ts';

/** The installed Chromium, or the one that the workbench's tests fetch. */
async function chromium(spec: string, kind: 'browser' | 'window'): Promise<Client> {
  const { program } = await browser();
  const { stdout } = await run(program, ['--version', '--no-sandbox']);
  const major = /(\d+)\.\d+\.\d+/.exec(stdout)?.[1] ?? '';
  const playwright = fileURLToPath(new URL('../../../../node_modules/playwright-core', import.meta.url));
  const command = [process.execPath, '--no-warnings', path.join(programs, 'chromium.mjs'), program, playwright, kind];
  return { spec: `${spec}@${major}`, kind: 'worker', command, pace: 'few' };
}

export const chromiumFamily: ClientFamily = {
  clients: {
    Chromium: () => chromium('chromium', 'browser'),
    ...onRequest({ "the editor's window": () => chromium('vscode-window', 'window') }),
  },
  known: [
    {
      client: 'chromium',
      matches: ({ environment }, found) =>
        Object.values(environment).some((value) => value.startsWith('https://')) && / (connect|absolute)$/.test(found),
      reason: 'it asks a proxy that expects TLS in the clear, which none understands: the route ends in an error',
    },
    {
      client: 'vscode-window',
      matches: ({ environment }) => Object.values(environment).some((value) => value.includes('\u00fc')),
      reason: 'the switches that stand in for the main process here carry ASCII only',
    },
  ],
};
