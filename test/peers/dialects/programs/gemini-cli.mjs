// Cases one by one with the modules that Gemini CLI bundles, as its own start-up uses them. The program itself takes ten
// seconds a case, most of them spent on trying again. Usage: gemini-cli.mjs FOLDER-OF-GEMINI-CLI
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const bundle = path.resolve(process.argv[2], 'bundle');
const core = fs.readdirSync(bundle).find((name) => /^core-.*\.js$/.test(name));
const { AuthType, createContentGenerator, createContentGeneratorConfig, setGlobalProxy } = await import(
  pathToFileURL(path.join(bundle, core)).href
);

async function request(url) {
  const { env } = process;
  // packages/cli/src/config/config.ts; nothing else of it is about the proxy.
  const proxy = env.HTTPS_PROXY || env.https_proxy || env.HTTP_PROXY || env.http_proxy;
  const known = { getProxy: () => proxy, getModel: () => 'gemini-2.5-flash', getSessionId: () => 'case' };
  // Everything else that is asked of the settings has nothing to do with the way requests take.
  const config = new Proxy(known, {
    get: (target, name) => target[name] ?? (/^(?:get|is|has)[A-Z]/.test(String(name)) ? () => undefined : undefined),
  });
  // The program shows this error, tries the same once more, and ends. An empty value makes an agent without a proxy.
  setGlobalProxy(proxy ?? '');
  const settings = await createContentGeneratorConfig(config, AuthType.USE_GEMINI, 'dummy', url);
  const generator = await createContentGenerator(settings, config, 'case');
  await generator.countTokens({ model: 'gemini-2.5-flash', contents: [{ parts: [{ text: 'hi' }] }] });
}

process.on('uncaughtException', () => undefined);
const base = { PATH: process.env.PATH, HOME: process.env.HOME };
for await (const line of createInterface({ input: process.stdin })) {
  const { environment, url } = JSON.parse(line);
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, base, environment, { GEMINI_API_KEY: 'dummy' });
  let said = 'ok';
  try {
    await request(url);
  } catch (error) {
    said = error.cause?.message ?? error.message;
  }
  process.stdout.write(`${JSON.stringify(said)}\n`);
}
process.exit(0);
