/** Faults that any request to the gateway's API can meet, whichever probe sends it. */
import { t } from '@vscode/l10n';
import { describeFault, type Fault } from '../../gateways/fault.ts';
import type { NetworkFailure } from '../../path/network-failure.ts';
import type { Finding, Severity } from '../finding.ts';
import { duration } from './wording.ts';

/** A classified fault as a finding; `probe` is the one that met it. */
export function faultFinding(
  fault: Fault,
  exchange: { request: string; status: number | null; headers: Readonly<Record<string, string>> },
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
