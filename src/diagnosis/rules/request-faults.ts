/** Faults that any request to the gateway's API can meet, whichever probe sends it. */
import { t } from '@vscode/l10n';
import { describeFault, type Fault } from '../../gateways/fault.ts';
import type { RateLimit } from '../../gateways/rate-limits.ts';
import type { NetworkFailure } from '../../path/network-failure.ts';
import type { Finding, Severity } from '../finding.ts';
import { duration } from './wording.ts';

/** A classified fault as a finding; `probe` is the one that met it. */
export function faultFinding(
  fault: Fault,
  exchange: {
    request: string;
    status: number | null;
    headers: Readonly<Record<string, string>>;
    rateLimits?: readonly RateLimit[];
  },
  severity: Severity,
  probe: string,
): Finding {
  const words = describeFault(fault);
  const by = exchange.headers['server'] ?? exchange.headers['via'];
  const detail = [
    words.cause,
    exchange.status === null ? '' : t('{0} answered {1}.', exchange.request, String(exchange.status)),
    fault.said === '' ? '' : t('It said: "{0}".', fault.said.replace(/[.\s]+$/, '')),
    fault.provider ? t('Provider: {0}.', fault.provider) : '',
    by && (fault.leg === 'http' || fault.leg === 'proxy') ? t('The answer came from "{0}".', by) : '',
    fault.retryAfterMs === undefined ? '' : t('It asks to wait {0}.', duration(fault.retryAfterMs)),
    fault.kind === 'rate-limited' ? limitWords(exchange.rateLimits ?? []) : '',
  ];
  return {
    id: fault.kind,
    leg: fault.leg,
    severity,
    title: words.title,
    detail: detail.filter(Boolean).join(' '),
    probes: [probe],
    fixes: [{ id: `after-${fault.kind}`, title: t('What helps'), detail: words.nextStep }],
  };
}

/** The limits that stood in the answer's headers, those used up first. */
function limitWords(limits: readonly RateLimit[]): string {
  return limits.slice(0, 3).map(limitSentence).join(' ');
}

function limitSentence({ of, scope, limit, remaining, resetsAtMs }: RateLimit): string {
  const what = scope === null ? countedName(of) : t('{0} per {1}', countedName(of), scope);
  const left = t('Limit of {0}: {1}, left {2}', what, limit ?? '?', remaining ?? '?');
  // Beyond 8.64e15 ms there are no dates; a stored report may hold anything.
  const at = resetsAtMs !== null && Math.abs(resetsAtMs) <= 8.64e15 ? new Date(resetsAtMs).toISOString().slice(0, 19) : undefined;
  return at === undefined ? `${left}.` : t('{0}; it starts anew at {1} UTC.', left, at.replace('T', ' '));
}

function countedName(of: RateLimit['of']): string {
  const names: Readonly<Record<RateLimit['of'], string>> = {
    requests: t('requests'),
    tokens: t('tokens'),
    'input-tokens': t('input tokens'),
    'output-tokens': t('output tokens'),
    unknown: t('calls'),
  };
  return names[of];
}

/** What undici says of a header value that holds a line break or a character above U+00FF, before it sends anything. */
export function keyNotSendable(
  request: string,
  failure: NetworkFailure | undefined,
  severity: Severity,
  probe: string,
): Finding {
  return {
    id: 'key-not-sendable',
    leg: 'account',
    severity,
    title: t('The API key holds characters that cannot be sent.'),
    detail: t('{0} was not sent: {1}. A key is plain text on one line.', request, failure?.message ?? ''),
    probes: [probe],
    fixes: [
      {
        id: 'set-key-again',
        title: t('Set the key again'),
        detail: t('Copy the key again, without quotes, spaces or line breaks, and set it anew.'),
      },
    ],
  };
}
