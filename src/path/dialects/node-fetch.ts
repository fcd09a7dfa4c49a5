import { t } from '@vscode/l10n';
import type { RouteDecision, RouteQuestion } from '../route.ts';
import type { Dialect } from './dialect.ts';
import { variableNamed } from './settings-lookup.ts';
import { resolveUndici, undici7, undici70, undici810, type UndiciTraits } from './undici-env-agent.ts';

/**
 * Node's own fetch: it reads proxy variables only when its switch is on at start-up (Node documentation,
 * `NODE_USE_ENV_PROXY`, `--use-env-proxy`; fetch from 22.21 and 24.0 on, http from 22.21 and 24.5 on).
 */
function withSwitch(traits: UndiciTraits): (question: RouteQuestion) => RouteDecision {
  return (question) => (isSwitchOn(question) ? resolveUndici(question, traits) : switchedOff());
}

/** True when Node was told to read proxy variables, by flag or variable. */
export function isSwitchOn(question: RouteQuestion): boolean {
  const flags = (variableNamed(question, 'NODE_OPTIONS')?.value ?? '').split(/\s+/);
  // The last flag wins, and a flag wins over the variable; only the value "1" counts there.
  const last = flags.findLast((flag) => /^--(?:no-)?use-env-proxy$/.test(flag));
  if (last !== undefined) return last === '--use-env-proxy';
  return variableNamed(question, 'NODE_USE_ENV_PROXY')?.value === '1';
}

function switchedOff(): RouteDecision {
  return {
    outcome: 'direct',
    decidedBy: 'nothing set',
    reason: t('Node ignores proxy variables unless NODE_USE_ENV_PROXY=1 or --use-env-proxy switches them on.'),
  };
}

function withoutSwitch(): RouteDecision {
  return {
    outcome: 'direct',
    decidedBy: 'nothing set',
    reason: t('This version of Node has no switch that makes it read proxy variables.'),
  };
}

/** What the traits of a Node version's built-in undici are. */
export const node24: UndiciTraits = undici7;
export const node26: UndiciTraits = { ...undici810, refusesTlsToAddress: true };

/** The global fetch of a plain Node program, and SDKs built on it. */
export const nodeFetch: Dialect = {
  id: 'node-fetch',
  title: 'Node fetch',
  versions: [
    { version: '26.10.0', since: '26.0.0', source: 'measured; undici 8.10.2', resolve: withSwitch(node26) },
    { version: '24.21.0', since: '24.15.0', source: 'measured; undici 7.29.1', resolve: withSwitch(node24) },
    { version: '24.4.1', since: '24.0.0', source: 'measured; undici 7.11.0', resolve: withSwitch(undici70) },
    {
      version: '23.11.1',
      since: '23.0.0',
      source: 'Node documentation, NODE_USE_ENV_PROXY history',
      resolve: withoutSwitch,
    },
    { version: '22.21.0', since: '22.21.0', source: 'measured; undici 6.22.0', resolve: withSwitch(undici70) },
    { version: '22.20.0', source: 'Node documentation, NODE_USE_ENV_PROXY history', resolve: withoutSwitch },
  ],
};
