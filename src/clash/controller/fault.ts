import { t } from '@vscode/l10n';
import { deepestCode } from '../../path/network-failure.ts';
import type { Leg } from '../../path/leg.ts';
import { printControllerAddress, type ControllerAddress } from './address.ts';

/**
 * Why a controller gave no answer that can be used. `missing`: this core or release has no such call, or knows no such
 * name. `refused-request`: it has the call and did not like what was asked. `failed`: it tried and could not.
 */
export type ControllerFault =
  | 'refused'
  | 'no-socket'
  | 'no-permission'
  | 'unreachable'
  | 'timeout'
  | 'tls'
  | 'unauthorized'
  | 'not-a-core'
  | 'missing'
  | 'refused-request'
  | 'failed'
  | 'too-large'
  | 'cut';

/** What a fault says besides its sentence. */
export interface FaultDetails {
  readonly code?: string;
  readonly status?: number;
  /** The core's own words, bounded and plain. */
  readonly said?: string;
  /** Whether a secret was sent. */
  readonly withSecret?: boolean;
}

/** A call to a controller that came to nothing. Its message says what happened, where, and what to do next. */
export class ControllerError extends Error {
  readonly fault: ControllerFault;
  readonly leg: Leg;
  readonly address: ControllerAddress;
  /** The network's error code, where there was one. */
  readonly code: string | undefined;
  /** The answer's HTTP status, where there was one. */
  readonly status: number | undefined;
  /** What the core said, without the sentence around it. */
  readonly said: string | undefined;

  constructor(fault: ControllerFault, address: ControllerAddress, details: FaultDetails = {}) {
    super(sentence(fault, printControllerAddress(address), details));
    this.name = 'ControllerError';
    this.fault = fault;
    this.leg = legOf(fault);
    this.address = address;
    this.code = details.code;
    this.status = details.status;
    this.said = details.said;
  }
}

/** What a fault says besides its sentence, as it was made of. */
export function faultDetails({ code, status, said }: ControllerError): FaultDetails {
  return { ...(code !== undefined && { code }), ...(status !== undefined && { status }), ...(said !== undefined && { said }) };
}

/** What the network said, as a fault. */
export function networkFault(error: unknown, address: ControllerAddress): ControllerError {
  const code = deepestCode(error);
  return new ControllerError(faultOfCode(code, address), address, { code });
}

function faultOfCode(code: string, { kind }: ControllerAddress): ControllerFault {
  const own = kind === 'unix' || kind === 'pipe';
  if (own && (code === 'ENOENT' || code === 'ENOTSOCK' || code === 'ECONNREFUSED')) return 'no-socket';
  if (code === 'ECONNREFUSED') return 'refused';
  if (code === 'EACCES' || code === 'EPERM') return 'no-permission';
  if (code === 'DEADLINE' || code === 'ETIMEDOUT' || code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_CONNECT_TIMEOUT') return 'timeout';
  // The TLS greeting answered in plain text, or a certificate that nobody here knows.
  if (code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS') || code === 'EPROTO' || /CERT|SIGNED|VERIFY|ISSUER/.test(code)) return 'tls';
  if (code.startsWith('HPE_')) return 'not-a-core';
  if (code === 'ECONNRESET' || code === 'EPIPE' || code.startsWith('UND_ERR_')) return 'cut';
  return 'unreachable';
}

function legOf(fault: ControllerFault): Leg {
  switch (fault) {
    case 'refused':
    case 'no-socket':
    case 'unreachable':
    case 'timeout':
      return 'tcp';
    case 'tls':
      return 'tls';
    case 'no-permission':
    case 'unauthorized':
    case 'not-a-core':
      return 'settings';
    case 'missing':
    case 'refused-request':
    case 'failed':
    case 'too-large':
    case 'cut':
      return 'http';
  }
}

function sentence(fault: ControllerFault, where: string, { code, status, said, withSecret }: FaultDetails): string {
  switch (fault) {
    case 'refused':
      return t('Nothing listens at {0}. Start the Clash core, or switch its external controller on, and check the port.', where);
    case 'no-socket':
      return t('No Clash core answers at {0}. The app that makes this socket is not running, or has put it elsewhere.', where);
    case 'no-permission':
      return t('This user may not open {0}. The core runs as another user; use its TCP controller with the secret instead.', where);
    case 'unreachable':
      return t('{0} could not be reached ({1}). Check the address of the controller and the network to it.', where, code ?? '?');
    case 'timeout':
      return t('{0} did not answer in time. The core may be busy or hang; try again, then restart the core.', where);
    case 'tls':
      return t('The TLS connection to {0} failed ({1}). Give the certificate of the controller, or use http for a plain one.', where, code ?? '?');
    case 'unauthorized':
      return withSecret === true
        ? t('{0} refused the secret. Set the one that stands as "secret" in the configuration that the core runs.', where)
        : t('{0} asks for a secret. Set the one that stands as "secret" in the configuration that the core runs.', where);
    case 'not-a-core':
      return t('What answers at {0} is no Clash controller. Another program has this port; set the address of the controller.', where);
    case 'missing':
      return t('The core at {0} does not have what was asked for (HTTP {1}). It may be another core or an older release.', where, status ?? '?');
    case 'refused-request':
      return t('The core at {0} refused the request (HTTP {1}): {2}', where, status ?? '?', said ?? '');
    case 'failed':
      return t('The core at {0} could not do it (HTTP {1}): {2}', where, status ?? '?', said ?? '');
    case 'too-large':
      return t('The answer of {0} is larger than Gatehouse reads. Close some connections or shorten the rules, then try again.', where);
    case 'cut':
      return t('{0} closed the connection before its answer was whole. The core may have been restarted; try again.', where);
  }
}
