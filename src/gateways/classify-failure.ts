/**
 * From a network error to one fault of the closed list, whoever reports it: this program's own steps, or what `fetch`,
 * undici and `http` throw. The codes were measured with Node 20 and 24 (test/unit/gateways/network-rows.ts).
 */
import { isCertificateCode } from '../path/certificate-codes.ts';
import { deepestCode, deepestMessage, errorChain, plainText, type NetworkFailure } from '../path/network-failure.ts';
import { legOfFault, retryableFault, type Fault, type FaultKind } from './fault.ts';

/** What is known about the request beside its error. */
export interface FailureMoment {
  /** The head of the answer had come. Taken from the error's own words when absent. */
  answered?: boolean;
  /** Content of the answer was handed on, so that the request may not be repeated silently. */
  contentSeen?: boolean;
}

/** What is read out of an error before it is judged. */
interface Seen {
  code: string;
  /** Names, messages and codes of the whole chain. */
  text: string;
  said: string;
  step: string | undefined;
  answered: boolean;
}

/** Codes that mean one thing wherever they come from (nodejs.org/api/errors.html; undici, docs/api/Errors.md). */
const kindByCode: Readonly<Record<string, FaultKind>> = {
  ENOTFOUND: 'name-not-found',
  EAI_AGAIN: 'name-not-found',
  EAI_FAIL: 'name-not-found',
  EAI_NODATA: 'name-not-found',
  EAI_NONAME: 'name-not-found',
  ENODATA: 'name-not-found',
  ESERVFAIL: 'name-not-found',
  ETIMEOUT: 'name-not-found',
  ENETUNREACH: 'network-unreachable',
  EHOSTUNREACH: 'network-unreachable',
  ENETDOWN: 'network-unreachable',
  EADDRNOTAVAIL: 'network-unreachable',
  ECONNREFUSED: 'connection-refused',
  ETIMEDOUT: 'connect-timeout',
  UND_ERR_CONNECT_TIMEOUT: 'connect-timeout',
  UND_ERR_HEADERS_TIMEOUT: 'no-response',
  UND_ERR_BODY_TIMEOUT: 'stream-stalled',
  CERT_HAS_EXPIRED: 'tls-expired',
  CERT_NOT_YET_VALID: 'tls-expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'tls-wrong-host',
  HOSTNAME_MISMATCH: 'tls-wrong-host',
  EPROTO: 'tls-protocol',
  ERR_INVALID_URL: 'bad-address',
  ERR_INVALID_PROTOCOL: 'bad-address',
  ERR_UNESCAPED_CHARACTERS: 'bad-address',
  ABORT_ERR: 'cancelled',
  AbortError: 'cancelled',
  UND_ERR_ABORTED: 'cancelled',
  TimeoutError: 'client-timeout',
  ERR_STREAM_PREMATURE_CLOSE: 'stream-cut',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'stream-cut',
  PROXY_407: 'proxy-auth',
  SOCKS_AUTH: 'proxy-auth',
};

/** A connection that ended, by either side; what it means depends on how far the request had come. */
const endedCodes: readonly string[] = ['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'UND_ERR_SOCKET', 'UND_ERR_CLOSED', 'UND_ERR_DESTROYED', 'HPE_INVALID_EOF_STATE'];

/** Names that can resolve at the next try; ENOTFOUND is an answer and stays one. */
const passingLookups: readonly string[] = ['EAI_AGAIN', 'ESERVFAIL', 'ETIMEOUT', 'DEADLINE'];

/** Steps of `path/` in which the other side is the proxy. */
const proxySteps: readonly string[] = ['proxy-dns', 'proxy-tcp', 'proxy-tls'];

/**
 * Classifies a failure of the network. Pure.
 *
 * @param failure a measured failure, or whatever was thrown; `cause` and `errors[]` are walked to the deepest code.
 */
export function classifyFailure(failure: unknown, moment: FailureMoment = {}): Fault {
  const seen = read(failure, moment);
  const kind = kindOf(seen);
  const found: Fault = {
    kind,
    leg: legOfFault(kind),
    retryable: retryableFault(kind),
    code: seen.code,
    said: seen.said,
  };
  if (kind === 'connection-reset' && seen.step !== undefined) found.leg = legOfEnd(seen.step);
  else if (kind === 'connection-reset' && /before secure TLS connection/i.test(seen.text)) found.leg = 'tls';
  if (kind === 'name-not-found' && passingLookups.includes(seen.code)) found.retryable = true;
  if (moment.contentSeen === true) found.retryable = false;
  return found;
}

function kindOf({ code, text, step, answered }: Seen): FaultKind {
  if (code.startsWith('PROXY_') && code !== 'PROXY_407') return 'proxy-refuses';
  if (code.startsWith('SOCKS_') && code !== 'SOCKS_AUTH') return code === 'SOCKS_NOT_SOCKS' ? 'proxy-unreachable' : 'proxy-refuses';
  // undici's tunnel puts the status into words (undici, lib/dispatcher/proxy-agent.js).
  const tunnel = /proxy response \((\d{3})\)|tunnel(?:ing)?[^\n]{0,30} (\d{3})\b/i.exec(text);
  if (tunnel) return (tunnel[1] ?? tunnel[2]) === '407' ? 'proxy-auth' : 'proxy-refuses';
  if (step !== undefined && proxySteps.includes(step)) return 'proxy-unreachable';
  if (step === 'proxy-connect' || step === 'socks') return code === 'DEADLINE' ? 'proxy-unreachable' : (kindByCode[code] ?? 'proxy-refuses');
  if (/\bbad port\b|\bInvalid URL\b|unknown scheme/i.test(text)) return 'bad-address';
  if (code === 'DEADLINE') return deadlineKind(step, answered);
  // AbortSignal.timeout: a DOMException whose code is the number 23 (webidl, TimeoutError).
  if (/\bTimeoutError\b/.test(text) && !/ETIMEDOUT|UND_ERR/.test(text)) return 'client-timeout';
  const several = bySeveralAddresses(code, text);
  if (several) return several;
  if (endedCodes.includes(code)) return answered ? 'stream-cut' : 'connection-reset';
  const known = kindByCode[code];
  if (known !== undefined) return known === 'connect-timeout' && answered ? 'stream-cut' : known;
  if (code.startsWith('ERR_HTTP2_') || code.startsWith('NGHTTP2_')) return answered ? 'stream-cut' : 'connection-reset';
  if (code.startsWith('ERR_SSL_')) return 'tls-protocol';
  if (code.startsWith('HPE_')) return answered ? 'stream-cut' : 'not-http';
  // OpenSSL's names for what is wrong with a chain; it has some 60 of them, all in capitals.
  if (/^[A-Z][A-Z_]{5,60}$/.test(code) && /CERT|SIGNED|ISSUER|LEAF|CHAIN|_CA\b|CRL/.test(code) && isCertificateCode(code)) return 'tls-untrusted';
  return 'unknown';
}

/** Each address failed in its own way: one that was silent or refused says more than one without a route. */
function bySeveralAddresses(code: string, text: string): FaultKind | undefined {
  if (!['ETIMEDOUT', 'ECONNREFUSED', 'ENETUNREACH', 'EHOSTUNREACH', 'EADDRNOTAVAIL'].includes(code)) return undefined;
  if (/\bETIMEDOUT\b/.test(text)) return 'connect-timeout';
  return /\bECONNREFUSED\b/.test(text) ? 'connection-refused' : undefined;
}

/** This program's own clock ran out; the step says for what. */
function deadlineKind(step: string | undefined, answered: boolean): FaultKind {
  if (step === 'dns' || step?.startsWith('dns-') === true) return 'name-not-found';
  if (step === 'tcp') return 'connect-timeout';
  if (step === 'tls') return 'tls-protocol';
  if (step === 'stream' || answered) return 'stream-stalled';
  return step === undefined ? 'client-timeout' : 'no-response';
}

function legOfEnd(step: string): Fault['leg'] {
  if (step === 'tls') return 'tls';
  return step === 'tcp' ? 'tcp' : 'http';
}

function read(failure: unknown, moment: FailureMoment): Seen {
  if (isMeasured(failure)) {
    const { code, message, step, chain } = failure;
    return { code, text: [...chain, message].join(' '), said: message, step, answered: moment.answered ?? step === 'stream' };
  }
  const chain = errorChain(failure);
  const text = chain.map(({ name, code, message }) => [name, code, message].map(String).join(' ')).join('\n');
  // "terminated" is fetch after the headers, "aborted" is http after them (measured with Node 20.20 and 24.21).
  const answered = moment.answered ?? /\bterminated\b|\baborted\b(?! due to)|\bPremature close\b/.test(text);
  return { code: deepestCode(failure), text, said: plainText(deepestMessage(failure), 400), step: undefined, answered };
}

function isMeasured(failure: unknown): failure is NetworkFailure {
  const like = failure as Partial<NetworkFailure> | null;
  return typeof like === 'object' && typeof like?.step === 'string' && typeof like.code === 'string' && Array.isArray(like.chain);
}
