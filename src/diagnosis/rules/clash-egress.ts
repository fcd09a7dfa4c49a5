import { t } from '@vscode/l10n';
import type { ClashComparedPolicy, ClashComparison } from '../clash/evidence.ts';
import type { Finding } from '../finding.ts';
import { clashProbe } from './clash-words.ts';
import { duration } from './wording.ts';

const probes = [clashProbe];

/** What answers a request without a key: 401 and 403 come from the gateway too, where it is reached. */
export function reached({ status }: ClashComparedPolicy): boolean {
  return status !== null && status < 500 && status !== 407;
}

/** This much slower in ms, and more than twice as slow, is a difference. */
const muchSlowerMs = 300;

/** What the same request by two policies tells. */
export function clashEgressFindings(comparison: ClashComparison | undefined): Finding[] {
  const [first, second] = comparison?.policies ?? [];
  if (!comparison || !first || !second) return [];
  return [verdictOn(comparison, first, second), ...notPutBack(comparison)];
}

function verdictOn({ host }: ClashComparison, first: ClashComparedPolicy, second: ClashComparedPolicy): Finding {
  const base = { leg: 'proxy' as const, probes };
  const both = `${policyWords(first)} ${policyWords(second)}`;
  const good = [first, second].filter(reached);
  const [only] = good;
  const bad = [first, second].find((one) => !reached(one));
  if (good.length === 1 && only && bad) {
    return {
      ...base,
      id: 'clash-one-policy-fails',
      severity: 'warning',
      title: t('Only the policy {0} fails: {1} reaches {2}.', bad.policy, only.policy, host),
      detail: t('{0} The gateway is up, so the outage is local to that exit.', both),
      fixes: [
        {
          id: 'clash-take-other-policy',
          title: t('Lead the gateway to {0}', only.policy),
          detail: t('Choose {0} for the gateway in the Clash app, or give it a row of its own that leads there.', only.policy),
          offer: 'generate-clash-rows',
        },
      ],
    };
  }
  if (good.length === 0) {
    return {
      ...base,
      id: 'clash-both-policies-fail',
      severity: 'warning',
      title: t('By neither policy is {0} reached.', host),
      detail: t('{0} The fault is in front of both exits, or at the gateway.', both),
      fixes: [{ id: 'clash-look-before', title: t('Look at what both have in common'), detail: t('Check the connection of this machine, the subscription, and the status of the gateway.') }],
    };
  }
  const [fast, slow] = first.durationMs <= second.durationMs ? [first, second] : [second, first];
  const differ = slow.durationMs - fast.durationMs > muchSlowerMs && slow.durationMs > 2 * fast.durationMs;
  const refused = first.status !== second.status;
  return {
    ...base,
    id: 'clash-policies-compared',
    severity: 'info',
    title: refused
      ? t('{0} answers the two policies differently.', host)
      : differ
        ? t('{0} is reached by both policies, and {1} is much quicker.', host, fast.policy)
        : t('{0} is reached by both policies.', host),
    detail: both,
    fixes: [],
  };
}

/** One policy's outcome in a sentence. */
export function policyWords({ policy, node, status, durationMs, code }: ClashComparedPolicy): string {
  const name = node === null || node === policy ? policy : `${policy} (${node})`;
  return status === null
    ? t('{0}: no answer, {1} after {2}.', name, code ?? t('unknown'), duration(durationMs))
    : t('{0}: answered with HTTP {1} after {2}.', name, String(status), duration(durationMs));
}

function notPutBack({ putBack, group }: ClashComparison): Finding[] {
  if (putBack !== false) return [];
  return [
    {
      id: 'clash-selection-left',
      leg: 'proxy',
      severity: 'warning',
      title: t('The choice in {0} could not be put back after comparing.', group ?? ''),
      detail: t('The core did not answer when it was to be put back. Gatehouse offers it again when it starts.'),
      probes,
      fixes: [{ id: 'clash-put-back', title: t('Put the choice back'), detail: t('Choose the node or group of before for {0} in the Clash app.', group ?? '') }],
    },
  ];
}
