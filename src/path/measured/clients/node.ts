import { t } from '@vscode/l10n';
import type { LaunchAsk, Launch, MeasurableClient, Refusal } from '../client.ts';
import { nodeFetchProgram, nodeHttpProgram, nodePrelude } from '../programs/node.ts';

const node = {
  programs: ['node'],
  containment: 'patched',
  version: { args: ['--version'], pattern: /^v(\d[\w.-]*)/ },
} as const;

const asking = (program: string) => async ({ urlText }: LaunchAsk): Promise<Launch> => ({
  args: ['--no-warnings', '-e', program, urlText],
  remarks: [],
  modeKnown: true,
});

/** A Node without the switch reads no variables, whatever they are (Node documentation, NODE_USE_ENV_PROXY). */
const askingWithSwitch =
  (program: string, since24: number) =>
  async (ask: LaunchAsk): Promise<Launch | Refusal> => {
    const [major = 0, minor = 0] = ask.version.split('.').map(Number);
    const hasSwitch = major > 24 || (major === 24 && minor >= since24) || (major === 22 && minor >= 21);
    if (hasSwitch) return asking(program)(ask);
    return { refused: t('This version of Node has no switch that makes it read proxy variables.') };
  };

const withSwitch = { NODE_USE_ENV_PROXY: '1' };
const npmOnce = ['--fetch-retries=0', '--fetch-timeout=8000', '--no-update-notifier', '--logs-max=0'];
const preludeFile = 'gatehouse-prelude.cjs';

/** Node's own clients, and npm, which runs on it. */
export const nodeClients: readonly MeasurableClient[] = [
  { ...node, id: 'node-fetch', launch: asking(nodeFetchProgram) },
  { ...node, id: 'node-http-env', environment: withSwitch, launch: askingWithSwitch(nodeHttpProgram, 5) },
  { ...node, id: 'node-fetch-global-env', environment: withSwitch, launch: askingWithSwitch(nodeFetchProgram, 0) },
  {
    id: 'npm',
    programs: ['npm'],
    containment: 'patched',
    // On Windows npm is a script for the command interpreter.
    platforms: ['linux', 'darwin'],
    version: { args: ['--version'], pattern: /^(\d[\w.-]*)/ },
    launch: async ({ urlText, folder, environment }) => ({
      args: ['view', 'gatehouse', `--registry=${urlText}`, ...npmOnce, `--cache=${folder}/cache`],
      environment: { NODE_OPTIONS: `--require "${folder}/${preludeFile}" ${environment['NODE_OPTIONS'] ?? ''}`.trim() },
      files: { [preludeFile]: nodePrelude },
      remarks: [],
      modeKnown: true,
    }),
  },
];
