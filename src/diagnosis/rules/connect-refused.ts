import { t } from '@vscode/l10n';
import type { Finding, Severity } from '../finding.ts';
import type { PathEvidence } from './connect-path.ts';

/** What was answered, in HTTP's terms and in the words of the proxy's own protocol. */
export type Refusal = NonNullable<PathEvidence['proxyReply']> & { words?: string };

/** A SOCKS proxy's refusal means what an HTTP proxy says with a status (RFC 1928, section 6; RFC 1929). */
export function socksReply(failure: PathEvidence['failure']): Refusal | undefined {
  const status = { SOCKS_AUTH: 407, SOCKS_NOT_ALLOWED: 403, SOCKS_UPSTREAM: 502 }[failure?.code ?? ''];
  return failure && status !== undefined ? { status, headers: {}, words: failure.message } : undefined;
}

/** A proxy that answered, and the answer was no. */
export function refused(
  reply: Refusal,
  way: string,
  users: string,
  base: { leg: 'proxy'; severity: Severity; probes: string[] },
): Finding {
  const { status, headers, words } = reply;
  const answer = words ?? String(status);
  const named = headers['server'] ?? headers['via'] ?? headers['proxy-agent'];
  const who = named ? t('It calls itself "{0}".', named) : '';
  if (status === 407) {
    const wants = headers['proxy-authenticate'];
    return {
      ...base,
      id: 'proxy-auth-required',
      title: t('The proxy asks for a user name and password ({0}, {1}).', answer, way),
      detail: [wants ? t('It wants: {0}.', wants) : '', who, users].filter(Boolean).join(' '),
      fixes: [
        {
          id: 'add-proxy-credentials',
          title: t('Give the proxy its credentials'),
          detail: t('Write them into the proxy address, URL-encoded (http://USER:PASSWORD@HOST:PORT). For NTLM or Kerberos a local relay is needed; most clients speak only Basic.'),
        },
      ],
    };
  }
  if (status === 403 || status === 405) {
    return {
      ...base,
      id: 'proxy-forbids',
      title: t('The proxy forbids the gateway ({0}, {1}).', answer, way),
      detail: [t('It answered {0}: its rules do not allow this host or port.', answer), who, users].filter(Boolean).join(' '),
      fixes: [
        { id: 'allow-gateway', title: t('Have the gateway allowed'), detail: t('Ask whoever runs the proxy to allow the host of the gateway, or choose a rule in it that does.') },
      ],
    };
  }
  return {
    ...base,
    id: 'proxy-upstream-failed',
    title: t('The proxy could not reach the gateway ({0}, {1}).', answer, way),
    detail: [t('It answered {0}. The proxy works; the way behind it does not.', answer), who, users].filter(Boolean).join(' '),
    fixes: [
      { id: 'check-proxy-upstream', title: t('Check the way behind the proxy'), detail: t('Choose another node in it, or ask whoever runs it why it cannot reach the host.') },
    ],
  };
}
