import type { NetworkFailure } from './network-failure.ts';
import type { Greeting } from './tls-greeting.ts';

/** One attempt to open a TCP connection to one address. */
export interface TcpAttempt {
  address: string;
  family: 4 | 6;
  port: number;
  durationMs: number;
  failure?: NetworkFailure;
  /** What came of beginning TLS on it, where that was tried. */
  greeting?: Greeting;
}

/** True when a connection opened, and nothing said on it speaks against its being the right host. */
export function ledToGateway({ failure, greeting }: TcpAttempt): boolean {
  if (failure) return false;
  return !greeting || (greeting.outcome === 'answered' && greeting.code !== 'ERR_TLS_CERT_ALTNAME_INVALID');
}
