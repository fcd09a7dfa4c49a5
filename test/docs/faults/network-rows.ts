/** What `fetch` and `http(s).request` of Node report when the network fails, and the fault it is. */
import type { ExpectedFault } from './row.ts';

/** What one of the two reports; null where it reports no error at all. */
export interface Reported {
  /** The deepest code, or one of those it can be. */
  codes: readonly string[];
  expected: ExpectedFault;
}

/** One situation, reproduced with real sockets by test/unit/gateways/network-rows.test.ts under the same id. */
export interface NetworkRow {
  id: string;
  name: string;
  /** null: no error is reported, and `end` is the fault that reading to the end finds. */
  fetch: Reported | null;
  /** Absent where it does not apply. */
  http?: Reported | null;
  end?: ExpectedFault;
}

const cut: ExpectedFault = { kind: 'stream-cut', leg: 'stream', retryable: true };
const reset: ExpectedFault = { kind: 'connection-reset', leg: 'tcp', retryable: true };
const truncated: ExpectedFault = { kind: 'truncated', leg: 'stream', retryable: false };
const tls = (kind: 'tls-untrusted' | 'tls-expired' | 'tls-wrong-host' | 'tls-protocol'): ExpectedFault => ({ kind, leg: 'tls', retryable: false });
const refused: ExpectedFault = { kind: 'connection-refused', leg: 'tcp', retryable: true };
const proxy = (kind: 'proxy-auth' | 'proxy-refuses'): ExpectedFault => ({ kind, leg: 'proxy', retryable: false });
const both = (codes: readonly string[], expected: ExpectedFault): Pick<NetworkRow, 'fetch' | 'http'> => ({ fetch: { codes, expected }, http: { codes, expected } });

export const networkRows: readonly NetworkRow[] = [
  { id: 'reset-in-body', name: 'reset after some of the body', ...both(['ECONNRESET'], cut) },
  { id: 'fin-in-chunked', name: 'closed inside a chunked body', fetch: { codes: ['UND_ERR_SOCKET'], expected: cut }, http: { codes: ['ECONNRESET'], expected: cut } },
  { id: 'short-length', name: 'closed short of its Content-Length', fetch: { codes: ['UND_ERR_SOCKET'], expected: cut }, http: { codes: ['ECONNRESET'], expected: cut } },
  { id: 'clean-without-mark', name: 'chunked stream that ends in order without [DONE]', fetch: null, http: null, end: truncated },
  { id: 'close-delimited-cut', name: 'body without a length, cut by closing', fetch: null, http: null, end: truncated },
  { id: 'fin-before-headers', name: 'closed before the headers', fetch: { codes: ['UND_ERR_SOCKET'], expected: reset }, http: { codes: ['ECONNRESET'], expected: reset } },
  { id: 'reset-before-headers', name: 'reset before the headers', ...both(['ECONNRESET'], reset) },
  { id: 'tls-to-plain', name: 'TLS to a port that speaks plain HTTP', fetch: { codes: ['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG'], expected: tls('tls-protocol') }, http: { codes: ['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG'], expected: tls('tls-protocol') } },
  { id: 'plain-to-tls', name: 'plain HTTP to a port that speaks TLS', fetch: { codes: ['UND_ERR_SOCKET'], expected: reset } },
  { id: 'closed-in-handshake', name: 'closed during the TLS handshake', ...both(['ECONNRESET'], { ...reset, leg: 'tls' }) },
  { id: 'self-signed', name: 'certificate that the server signed itself', ...both(['DEPTH_ZERO_SELF_SIGNED_CERT'], tls('tls-untrusted')) },
  { id: 'root-in-chain', name: 'private root, sent in the chain', ...both(['SELF_SIGNED_CERT_IN_CHAIN'], tls('tls-untrusted')) },
  { id: 'root-not-sent', name: 'private root, not sent', ...both(['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'], tls('tls-untrusted')) },
  { id: 'expired', name: 'certificate that has expired', ...both(['CERT_HAS_EXPIRED'], tls('tls-expired')) },
  { id: 'not-yet-valid', name: 'certificate that is not valid yet', ...both(['CERT_NOT_YET_VALID'], tls('tls-expired')) },
  { id: 'wrong-host', name: 'certificate for another host', ...both(['ERR_TLS_CERT_ALTNAME_INVALID'], tls('tls-wrong-host')) },
  { id: 'unknown-host', name: 'host that does not exist', ...both(['ENOTFOUND', 'EAI_AGAIN'], { kind: 'name-not-found', leg: 'dns', retryable: false }) },
  { id: 'nothing-listens', name: 'port where nothing listens', ...both(['ECONNREFUSED'], refused) },
  { id: 'all-addresses-fail', name: 'several addresses, none answers (AggregateError with an empty message)', ...both(['ECONNREFUSED'], refused) },
  { id: 'abort-timeout', name: 'AbortSignal.timeout runs out before the headers', fetch: { codes: ['TimeoutError'], expected: { kind: 'client-timeout', leg: 'http', retryable: true } }, http: { codes: ['ABORT_ERR'], expected: { kind: 'client-timeout', leg: 'http', retryable: true } } },
  { id: 'aborted', name: 'called off by the program', fetch: { codes: ['AbortError', 'ABORT_ERR'], expected: { kind: 'cancelled', leg: 'request', retryable: false } }, http: { codes: ['ABORT_ERR'], expected: { kind: 'cancelled', leg: 'request', retryable: false } } },
  { id: 'headers-timeout', name: 'silence before the headers (300 s by default)', fetch: { codes: ['UND_ERR_HEADERS_TIMEOUT'], expected: { kind: 'no-response', leg: 'http', retryable: true } } },
  { id: 'body-timeout', name: 'silence inside the body (300 s by default)', fetch: { codes: ['UND_ERR_BODY_TIMEOUT'], expected: { kind: 'stream-stalled', leg: 'stream', retryable: true } } },
  { id: 'blocked-port', name: 'port that fetch refuses (1, 22, 6000 ...)', fetch: { codes: ['Error', 'TypeError', 'UNKNOWN'], expected: { kind: 'bad-address', leg: 'settings', retryable: false } }, http: { codes: ['ECONNREFUSED'], expected: refused } },
  { id: 'not-http', name: 'port of another service', fetch: { codes: ['HPE_INVALID_CONSTANT', 'HPE_UNPARSABLE', 'HPE_INVALID_VERSION'], expected: { kind: 'not-http', leg: 'http', retryable: false } }, http: { codes: ['HPE_INVALID_CONSTANT', 'HPE_INVALID_VERSION'], expected: { kind: 'not-http', leg: 'http', retryable: false } } },
  { id: 'invalid-url', name: 'base URL that is no URL', ...both(['ERR_INVALID_URL'], { kind: 'bad-address', leg: 'settings', retryable: false }) },
  { id: 'proxy-407', name: 'proxy that wants credentials for the tunnel', fetch: { codes: ['UND_ERR_ABORTED'], expected: proxy('proxy-auth') } },
  { id: 'proxy-403', name: 'proxy that refuses the tunnel', fetch: { codes: ['UND_ERR_ABORTED'], expected: proxy('proxy-refuses') } },
];
