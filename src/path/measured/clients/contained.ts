import type { LaunchAsk, Launch, MeasurableClient } from '../client.ts';

const contained = (args: (ask: LaunchAsk) => readonly string[]) => async (ask: LaunchAsk): Promise<Launch> => ({
  args: args(ask),
  remarks: [],
  modeKnown: true,
});

const wgetOnce = ['-q', '-O', '/dev/null', '--tries=1', '--timeout=8', '--max-redirect=0', '--no-hsts'];
const denoProgram =
  'try { await fetch(Deno.args[0], { redirect: "manual" }); } catch (error) { console.error(error.message); } Deno.exit(0);';
const bunProgram =
  'try { await fetch(process.argv.at(-1), { redirect: "manual" }); } catch (error) { console.error(error.message); } process.exit(0);';

/** Programs that can not be told where a name leads: they are started in a network of their own. */
export const containedClients: readonly MeasurableClient[] = [
  {
    id: 'wget',
    programs: ['wget'],
    containment: 'namespace',
    version: { args: ['--version'], pattern: /^GNU Wget (\d[\w.]*)/ },
    launch: contained(({ urlText }) => [...wgetOnce, urlText]),
  },
  {
    id: 'deno-fetch',
    programs: ['deno'],
    containment: 'namespace',
    version: { args: ['--version'], pattern: /^deno (\d[\w.]*)/ },
    launch: contained(({ urlText }) => ['eval', '--no-lock', denoProgram, urlText]),
  },
  {
    id: 'bun-fetch',
    programs: ['bun'],
    containment: 'namespace',
    version: { args: ['--version'], pattern: /^(\d[\w.]*)/ },
    launch: contained(({ urlText }) => ['-e', bunProgram, urlText]),
  },
  {
    id: 'cargo',
    programs: ['cargo'],
    containment: 'namespace',
    // It writes into its cache.
    onRequest: true,
    version: { args: ['--version'], pattern: /^cargo (\d[\w.]*)/ },
    launch: async (ask) => ({
      args: ['search', '--index', `sparse+${ask.urlText}${ask.urlText.endsWith('/') ? '' : '/'}`, 'gatehouse'],
      environment: { CARGO_NET_RETRY: '0', CARGO_HTTP_CHECK_REVOKE: 'false' },
      remarks: [],
      modeKnown: true,
    }),
  },
];
