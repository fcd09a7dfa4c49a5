/**
 * Builds everything that ships, into dist/:
 *
 *   extension.cjs  the editor's front door (CommonJS, because extension hosts load that); small, so activation is cheap
 *   doctor.js, lab.js, ...  the rooms behind it and behind the terminal, as ES modules that share chunks
 *   cli.js         the terminal's front door
 *   inspector.js, inspector.css  the inspector's page
 *
 * `--production` minifies and leaves source maps out; `--watch` rebuilds on change. The metafiles in out/meta/ are what
 * the size check reads.
 */
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import * as esbuild from 'esbuild';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

/**
 * Parts of the diagnosis that the editor loads before the whole, each in a turn of its own (`src/editor/doctor-room.ts`):
 * as an entry, a part is a chunk of its own, and the one that is left over is small enough to be begun in one turn.
 */
const doctorParts = {
  'part-agent': 'src/path/undici-env-client.ts',
  'part-client': 'src/path/undici-client.ts',
  'part-explain': 'src/diagnosis/explain.ts',
  'part-socks': 'src/path/socks.ts',
  'part-sources': 'src/path/sources/index.ts',
  'part-stream': 'src/diagnosis/probes/stream.ts',
  'part-tls': 'src/diagnosis/probes/tls.ts',
};

/** ES module entries; the key is the file's name in dist/. The editor loads the lazy ones on first use. */
const roomEntries = {
  ...doctorParts,
  agents: 'src/editor/agents/agents-room.ts',
  'chains-room': 'src/editor/chains/chains-room.ts',
  'clash-core-room': 'src/editor/clash-core/clash-core-room.ts',
  'clash-fragment': 'src/editor/clash-fragment/clash-fragment-room.ts',
  'clash-look': 'src/diagnosis/clash/look-thread.ts',
  'clash-text': 'src/editor/clash-fragment/text-thread.ts',
  'clash-worker': 'src/editor/clash/clash-worker.ts',
  cli: 'src/cli.ts',
  doctor: 'src/diagnosis/doctor.ts',
  lab: 'src/lab/lab.ts',
  'measure-inside': 'src/path/measured/inside.ts',
  monitor: 'src/editor/monitor/monitor-room.ts',
  protocol: 'src/editor/inspector/protocol.ts',
  requests: 'src/editor/inspector/requests-room.ts',
  routes: 'src/path/routes.ts',
  shim: 'src/shim/process.ts',
  'shim-room': 'src/editor/shim/shim-room.ts',
  'tell-environment': 'src/path/sources/tell-environment.ts',
};

/** Sources that the extension's bundle imports dynamically, and the built file each becomes. */
const lazyRooms = new Map([
  [path.resolve('src/editor/agents/agents-room.ts'), './agents.js'],
  [path.resolve('src/editor/chains/chains-room.ts'), './chains-room.js'],
  [path.resolve('src/editor/clash-core/clash-core-room.ts'), './clash-core-room.js'],
  [path.resolve('src/editor/clash-fragment/clash-fragment-room.ts'), './clash-fragment.js'],
  [path.resolve('src/diagnosis/doctor.ts'), './doctor.js'],
  [path.resolve('src/editor/inspector/protocol.ts'), './protocol.js'],
  [path.resolve('src/editor/inspector/requests-room.ts'), './requests.js'],
  [path.resolve('src/editor/monitor/monitor-room.ts'), './monitor.js'],
  [path.resolve('src/editor/shim/shim-room.ts'), './shim-room.js'],
  [path.resolve('src/path/routes.ts'), './routes.js'],
  ...Object.entries(doctorParts).map(([name, file]) => [path.resolve(file), `./${name}.js`]),
]);

/** Keeps `import('./diagnosis/doctor.ts')` a run-time import of the built room, so that activation does not pay for it. */
const lazyRoomsPlugin = {
  name: 'lazy-rooms',
  setup(build) {
    build.onResolve({ filter: /\.ts$/ }, (args) => {
      if (args.kind !== 'dynamic-import') return undefined;
      const target = lazyRooms.get(path.resolve(args.resolveDir, args.path));
      if (!target) return { errors: [{ text: `${args.path} is imported dynamically but is no lazy room: list it in esbuild.js` }] };
      return { path: target, external: true };
    });
  },
};

/**
 * Imports the editor's API once for the whole bundle, by the names the sources use. Left to itself, esbuild copies all of
 * its several hundred members for each file that imports it, which costs more at activation than everything else.
 */
const editorApiPlugin = {
  name: 'editor-api',
  setup(build) {
    build.onResolve({ filter: /^vscode$/ }, (args) =>
      args.kind === 'require-call' ? { path: 'vscode', external: true } : { path: 'vscode', namespace: 'editor-api' },
    );
    build.onLoad({ filter: /.*/, namespace: 'editor-api' }, async () => {
      const files = ['src/extension.ts', ...(await fs.readdir('src/editor', { recursive: true })).map((file) => `src/editor/${file}`)];
      const sources = files.filter((name) => name.endsWith('.ts'));
      const used = new Set();
      for (const file of sources) {
        for (const [, name] of (await fs.readFile(file, 'utf8')).matchAll(/\bvscode\.([A-Za-z]\w*)/g)) used.add(name);
      }
      // Names of types are among them; as values they are undefined, and nothing reads them.
      const members = [...used].map((name) => `export const ${name} = api.${name};`);
      return {
        contents: ["const api = require('vscode');", ...members].join('\n'),
        loader: 'js',
        watchFiles: sources.map((name) => path.resolve(name)),
      };
    });
  },
};

/**
 * undici carries its HTTP parser twice, once for processors with SIMD, and takes the other where the first can't be
 * loaded. Only that one is shipped: it works everywhere, and a diagnosis parses kilobytes.
 */
const oneHttpParserPlugin = {
  name: 'one-http-parser',
  setup(build) {
    build.onLoad({ filter: /undici[\\/]lib[\\/]llhttp[\\/]llhttp_simd-wasm\.js$/ }, () => ({
      contents: "throw new Error('not shipped');",
      loader: 'js',
    }));
  },
};

/** The page's icons: of the icon font and of its style sheet only what the page's sources name. */
const iconFontPlugin = {
  name: 'icon-font',
  setup(build) {
    const rule = /^\.codicon-([a-z0-9-]+):before \{ content: "\\([0-9a-f]+)" \}\s*$/gm;
    build.onLoad({ filter: /codicon\.css$/ }, async ({ path: file }) => {
      const used = await usedIcons(await fs.readFile(file, 'utf8'), rule);
      const css = (await fs.readFile(file, 'utf8')).replace(rule, (line, name) => (used.has(name) ? line : ''));
      return { contents: css, loader: 'css', resolveDir: path.dirname(file), watchFiles: await pageSources() };
    });
    build.onLoad({ filter: /codicon\.ttf/ }, async ({ path: file }) => {
      const sheet = await fs.readFile(path.join(path.dirname(file), 'codicon.css'), 'utf8');
      const text = [...(await usedIcons(sheet, rule)).values()].map((code) => String.fromCodePoint(code)).join('');
      const { default: subsetFont } = await import('subset-font');
      return { contents: await subsetFont(await fs.readFile(file), text, { targetFormat: 'truetype' }), loader: 'file' };
    });
  },
};

async function pageSources() {
  const files = await fs.readdir('media', { recursive: true });
  return files.filter((file) => file.endsWith('.ts')).map((file) => path.resolve('media', file));
}

/** Icons by name that stand in a string of the page's sources, alone or among other words, with their code points. */
async function usedIcons(sheet, rule) {
  const codes = new Map([...sheet.matchAll(rule)].map(([, name, code]) => [name, Number.parseInt(code, 16)]));
  const used = new Map();
  for (const file of await pageSources()) {
    for (const [, words] of (await fs.readFile(file, 'utf8')).matchAll(/'([^'\n]*)'/g)) {
      for (const word of words.split(/\s+/)) {
        const name = word.replace(/^codicon-/, '');
        if (codes.has(name)) used.set(name, codes.get(name));
      }
    }
  }
  return used;
}

/** Bundled CommonJS packages call require() for Node's own modules; esbuild leads all such calls through one function. */
const requireBanner = "import { createRequire as gatehouseRequire } from 'node:module'; const require = gatehouseRequire(import.meta.url);";

/** Only the file with that function keeps the banner: every other one would make a require of its own when it is loaded. */
const requireBannerPlugin = {
  name: 'require-banner',
  setup(build) {
    build.onEnd(async ({ metafile }) => {
      for (const file of Object.keys(metafile?.outputs ?? {}).filter((name) => name.endsWith('.js'))) {
        const text = await fs.readFile(file, 'utf8');
        // The line stays, for source maps.
        if (!/typeof require\b/.test(text)) await fs.writeFile(file, text.replace(requireBanner, ''));
      }
    });
  },
};

/** Prints errors in the form the editor's problem matcher reads. */
const problemMatcherPlugin = {
  name: 'problem-matcher',
  setup(build) {
    build.onStart(() => console.error('[watch] build started'));
    build.onEnd((result) => {
      for (const { text, location } of result.errors) {
        console.error(`✘ [ERROR] ${text}`);
        if (location) console.error(`    ${location.file}:${location.line}:${location.column}:`);
      }
      console.error('[watch] build finished');
    });
  },
};

/** @type {esbuild.BuildOptions} */
const base = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  sourcesContent: false,
  metafile: true,
  legalComments: 'none',
  logLevel: watch ? 'silent' : 'warning',
  outdir: 'dist',
  plugins: [oneHttpParserPlugin, ...(watch ? [problemMatcherPlugin] : [])],
};

/** @type {Record<string, esbuild.BuildOptions>} */
const builds = {
  extension: {
    ...base,
    entryPoints: { extension: 'src/extension.ts' },
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    plugins: [lazyRoomsPlugin, editorApiPlugin, ...base.plugins],
  },
  rooms: {
    ...base,
    entryPoints: roomEntries,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    banner: { js: requireBanner },
    plugins: [requireBannerPlugin, ...base.plugins],
  },
  inspector: {
    ...base,
    entryPoints: { inspector: 'media/inspector.ts', 'inspector-style': 'media/inspector.css' },
    platform: 'browser',
    target: 'es2022',
    format: 'esm',
    plugins: [iconFontPlugin, ...base.plugins],
    loader: { '.ttf': 'file' },
    assetNames: '[name]',
  },
};

await fs.rm('dist', { recursive: true, force: true });
await fs.mkdir('out/meta', { recursive: true });

if (watch) {
  const contexts = await Promise.all(Object.values(builds).map((options) => esbuild.context(options)));
  await Promise.all(contexts.map((context) => context.watch()));
} else {
  for (const [name, options] of Object.entries(builds)) {
    const result = await esbuild.build(options);
    await fs.writeFile(`out/meta/${name}.json`, JSON.stringify(result.metafile));
  }
}
