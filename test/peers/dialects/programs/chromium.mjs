// Cases one by one in a browser of its own each, because Chromium reads the environment when it starts.
// Usage: chromium.mjs PROGRAM FOLDER-OF-PLAYWRIGHT browser|window
//   browser: a Chromium that has been told nothing
//   window: told what the editor's main process tells its windows (microsoft/vscode,
//     src/vs/platform/windows/electron-main/windowImpl.ts onConfigurationUpdated)
import * as path from 'node:path';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const [program, playwright, kind] = process.argv.slice(2);
const { chromium } = createRequire(import.meta.url)(path.resolve(playwright));
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--ignore-certificate-errors'];
// Requests of its own would be taken for the case's: they go where nobody listens, without a proxy.
flags.push('--component-updater=url-source=http://127.0.0.1:9/', '--gaia-url=http://127.0.0.1:9');
const base = { PATH: process.env.PATH, HOME: process.env.HOME };

/** The proxy and the bypass list that a window is given; nothing when it is left to the system's. */
function told(environment) {
  const first = (...names) => names.map((name) => environment[name]).find(Boolean) ?? '';
  let proxy = first('https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY').trim();
  const withUser = /^(\w[\w+.-]*:\/\/)[^@/?#]*@(.*)$/s.exec(proxy);
  if (withUser) proxy = withUser[1].toLowerCase() + withUser[2];
  if (proxy.endsWith('/')) proxy = proxy.slice(0, -1);
  if (proxy === '' || proxy.includes('@')) return [];
  const list = first('no_proxy', 'NO_PROXY').trim();
  return [`--proxy-server=${proxy}`, `--proxy-bypass-list=${list === '' ? '<local>' : `${list},<local>`}`];
}

for await (const line of createInterface({ input: process.stdin })) {
  const { environment, url } = JSON.parse(line);
  const args = kind === 'window' ? [...flags, ...told(environment)] : flags;
  const browser = await chromium.launch({ executablePath: program, args, env: { ...base, ...environment } });
  let said = 'ok';
  try {
    const page = await browser.newPage();
    await page.goto(url, { timeout: 6000, waitUntil: 'commit' });
  } catch (error) {
    said = error.message.split('\n')[0];
  }
  await browser.close();
  console.log(JSON.stringify(said));
}
process.exit(0);
