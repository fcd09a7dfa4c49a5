import * as path from 'node:path';
import { npmPackage, programs, type Client, type ClientFamily } from '../client.ts';

const node = [process.execPath, '--no-warnings'];

async function npm(): Promise<Client> {
  const program = path.join(await npmPackage('npm', '12.2.0'), 'bin', 'npm-cli.js');
  const once = ['--fetch-retries=0', '--fetch-timeout=5000', '--no-update-notifier', '--logs-max=0'];
  const command = [...node, program, 'view', 'x', '--registry={url}', ...once];
  return { spec: 'npm@12.2.0', kind: 'spawn', command, pace: 'few' };
}

async function pnpm(): Promise<Client> {
  const folder = await npmPackage('pnpm', '12.21.0');
  const program = path.join(folder, '..', '@pnpm', `exe.linux-${process.arch}`, 'pnpm');
  return {
    spec: 'pnpm@12.21.0',
    kind: 'spawn',
    command: [program, 'view', 'x', '--registry={url}'],
    plumbing: { PNPM_CONFIG_FETCH_RETRIES: '0' },
  };
}

async function yarn(): Promise<Client> {
  const program = path.join(await npmPackage('yarn', '1.22.22'), 'bin', 'yarn.js');
  const once = ['--require', path.join(programs, 'yarn-once.cjs')];
  const command = [...node, ...once, program, 'info', 'x', '--registry', '{url}', '--no-default-rc'];
  return { spec: 'yarn-classic@1.22.22', kind: 'spawn', command, pace: 'few' };
}

export const packageManagerFamily: ClientFamily = {
  clients: { 'npm 12.2.0': npm, 'pnpm 12.21.0': pnpm, 'Yarn 1.22.22': yarn },
};
