import type { NetworkFailure } from './network-failure.ts';

/**
 * How a TLS handshake failed, when not by the certificate.
 * `not-tls`: the other side speaks something else. `name-refused`: it does not know the name asked for.
 * `old-protocol`: it offers only versions of TLS given up. `no-common-protocol`: no HTTP version in common.
 * `refused`: it sent another alert. `cut`: the connection ended. `silent`: nothing came.
 */
export type HandshakeFault =
  'not-tls' | 'name-refused' | 'old-protocol' | 'no-common-protocol' | 'refused' | 'cut' | 'silent';

/**
 * By code, and where that is only `EPROTO` by OpenSSL's words for the reason. BoringSSL, which the editor has, words
 * some differently, so prefixes and parts are matched, not whole texts.
 */
const signs: readonly { fault: HandshakeFault; pattern: RegExp }[] = [
  { fault: 'name-refused', pattern: /unrecognized[ _]name/i },
  { fault: 'old-protocol', pattern: /protocol[ _]version|unsupported[ _]protocol|inappropriate[ _]fallback/i },
  { fault: 'no-common-protocol', pattern: /no[ _]application[ _]protocol/i },
  {
    fault: 'not-tls',
    pattern:
      /wrong[ _]version|packet[ _]length|http[ _]request|unknown[ _]protocol|record[ _]layer|bad[ _]record[ _]type/i,
  },
  { fault: 'refused', pattern: /alert/i },
];

/** Says how a handshake failed. Pure. */
export function handshakeFault({ code, message }: Pick<NetworkFailure, 'code' | 'message'>): HandshakeFault {
  if (code === 'DEADLINE') return 'silent';
  if (code !== 'EPROTO' && !code.startsWith('ERR_SSL_')) return 'cut';
  const text = `${code} ${message}`;
  return signs.find(({ pattern }) => pattern.test(text))?.fault ?? 'not-tls';
}

/** True when somebody at the other side spoke TLS, if only to say no. */
export function answeredInTls(failure: Pick<NetworkFailure, 'code' | 'message'>): boolean {
  return ['name-refused', 'old-protocol', 'no-common-protocol', 'refused'].includes(handshakeFault(failure));
}

/** OpenSSL's words where it gives no code of its own (nodejs reports `UNSPECIFIED`). */
export function isWeakCertificate(code: string | null, message: string | null | undefined): boolean {
  return /(EE|CA)_KEY_TOO_SMALL|CA_MD_TOO_WEAK|key too (weak|small)|(digest|md)( algorithm)? too weak/i.test(
    `${code ?? ''} ${message ?? ''}`,
  );
}
