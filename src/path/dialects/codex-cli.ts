import type { Dialect } from './dialect.ts';
import { resolveByHyperUtil } from './rust-reqwest.ts';

/** OpenAI's Codex CLI, which leaves the proxy to reqwest. */
export const codexCli: Dialect = {
  id: 'codex-cli',
  title: 'Codex CLI',
  versions: [
    {
      version: '0.169.0',
      source: 'measured; reqwest 0.12.28 without the feature socks, hyper-util 0.1.20',
      resolve: (question) => resolveByHyperUtil(question, 'no socks'),
    },
  ],
};
