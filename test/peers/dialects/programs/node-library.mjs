// Cases one by one with a library for Node that reads proxy variables with each request.
// Usage: node-library.mjs axios|proxy-agent|request|gaxios FOLDER-OF-THE-LIBRARY
import * as http from 'node:http';
import * as https from 'node:https';
import * as path from 'node:path';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const [library, folder] = process.argv.slice(2);
const inside = createRequire(path.resolve(folder, 'package.json'));
const load = () => import(pathToFileURL(inside.resolve(library)).href);
const timeout = 5000;
// Not the shared agents: a connection that one case leaves open must not serve the next.
const agents = () => ({ httpAgent: new http.Agent(), httpsAgent: new https.Agent() });

const libraries = {
  async axios() {
    const { default: axios } = await load();
    return (url) => axios.get(url, { timeout, maxRedirects: 5, validateStatus: () => true });
  },
  async 'proxy-agent'() {
    const { ProxyAgent } = await load();
    return (url) =>
      new Promise((resolve, reject) => {
        const agent = new ProxyAgent(agents());
        const { get } = url.startsWith('https:') ? https : http;
        get(url, { agent, timeout }, (response) => response.resume().on('end', resolve)).on('error', reject);
      });
  },
  async request() {
    const { default: request } = await load();
    return (url) =>
      new Promise((resolve, reject) => request({ url, timeout }, (error) => (error ? reject(error) : resolve())));
  },
  async gaxios() {
    const { Gaxios } = await load();
    return (url) => new Gaxios().request({ url, timeout, validateStatus: () => true });
  },
};

// What comes after a case's end is no reason to stop.
process.on('uncaughtException', () => undefined);
const send = await libraries[library]();
const base = { PATH: process.env.PATH, HOME: process.env.HOME };
for await (const line of createInterface({ input: process.stdin })) {
  const { environment, url } = JSON.parse(line);
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, base, environment);
  let said = 'ok';
  try {
    await send(url);
  } catch (error) {
    said = error.cause?.message ?? error.message;
  }
  console.log(JSON.stringify(said));
}
process.exit(0);
