/** Asks a real Chromium what it makes of a PAC script, by the log it keeps of its own network stack. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { chromium } from 'playwright-core';
import { browser } from '../../workbench/browser.js';

/** Names that the script's look-ups find, and what they find; no other name resolves. */
export const knownNames: Readonly<Record<string, string>> = {
  'known.test': '10.1.2.3',
  'six.test': '2001:db8::7',
  'direct.test': '127.0.0.1',
};

export interface BrowserAnswer {
  /** The list of proxies by URL, as Chromium writes it: `PROXY a:80;DIRECT`. */
  lists: ReadonlyMap<string, string>;
  /** Texts the script gave to `alert`. */
  alerts: readonly string[];
}

interface NetLog {
  constants: { logEventTypes: Record<string, number> };
  events: { type: number; source: { id: number }; params?: Record<string, unknown> }[];
}

/** Starts a Chromium with a PAC script and has it ask for every URL. */
export async function askBrowser(pacUrl: string, urls: readonly string[]): Promise<BrowserAnswer> {
  const { program } = await browser();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-pac-'));
  const log = path.join(folder, 'net.json');
  const rules = Object.entries(knownNames).map(([name, address]) => `MAP ${name} ${address.includes(':') ? `[${address}]` : address}`);
  try {
    const started = await chromium.launch({
      executablePath: program,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        `--proxy-pac-url=${pacUrl}`,
        `--log-net-log=${log}`,
        '--net-log-capture-mode=Everything',
        `--host-resolver-rules=${rules.join(', ')}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE 10.9.8.7`,
      ],
    });
    try {
      const page = await started.newPage();
      await page.evaluate(
        (all) =>
          Promise.all(
            all.map(async (url) => {
              try {
                await fetch(url, { mode: 'no-cors', signal: AbortSignal.timeout(20_000) });
              } catch {
                // Nobody answers; what counts is whom it wanted to ask.
              }
            }),
          ),
        urls,
      );
    } finally {
      await started.close();
    }
    return read(JSON.parse(fs.readFileSync(log, 'utf8')) as NetLog, urls);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function read({ constants, events }: NetLog, urls: readonly string[]): BrowserAnswer {
  const type = (name: string): number | undefined => constants.logEventTypes[name];
  const urlOf = new Map<number, string>();
  const lists = new Map<string, string>();
  const alerts = new Set<string>();
  const asked = new Map(urls.map((url) => [new URL(url).href.replace(/#.*/, ''), url]));
  for (const event of events) {
    const { params = {}, source } = event;
    if (event.type === type('HTTP_STREAM_JOB_CONTROLLER') && typeof params['url'] === 'string') urlOf.set(source.id, params['url']);
    if (event.type === type('PAC_JAVASCRIPT_ALERT')) alerts.add(String(params['message']));
    if (event.type !== type('PROXY_RESOLUTION_SERVICE_RESOLVED_PROXY_LIST')) continue;
    const url = asked.get((urlOf.get(source.id) ?? '').replace(/#.*/, ''));
    // Without a list there is an error, after which it goes on in its own way.
    if (url !== undefined && !lists.has(url)) lists.set(url, String(params['proxy_info'] ?? 'error'));
  }
  return { lists, alerts: [...alerts] };
}
