import { t } from '@vscode/l10n';
import { classifyFailure } from '../gateways/classify-failure.ts';
import { describeFault } from '../gateways/fault.ts';
import type { Leg } from '../path/leg.ts';
import type { NetworkFailure } from '../path/network-failure.ts';
import { valueOf, type HeaderLine, type HeadProblem } from './http/head-lines.ts';

/** What the shim answers in place of a host. */
export interface Refusal {
  status: number;
  /** Stable, upper case: `WRONG_TOKEN`, `ECONNREFUSED`. */
  code: string;
  /** Where it failed; absent where the request itself is at fault. */
  leg?: Leg;
  /** What happened, one sentence. */
  title: string;
  /** What to do first, one sentence. */
  nextStep: string;
}

/** Refusals of the listener's own. */
export type OwnRefusal =
  | 'NO_TOKEN'
  | 'WRONG_TOKEN'
  | 'ORIGIN'
  | 'WRONG_HOST'
  | 'NO_SUCH_PATH'
  | 'TOO_MANY_CONNECTIONS'
  | 'HEAD_TOO_SLOW'
  | 'FORBIDDEN_TARGET'
  | 'LOOP'
  | 'RULE'
  | 'STOPPING'
  | 'BODY_TOO_LONG'
  | 'FIRST_BYTE_TOO_SLOW'
  | 'BAD_RESPONSE';

/** Puts a refusal of the listener's own in words. */
export function ownRefusal(code: OwnRefusal): Refusal {
  switch (code) {
    case 'NO_TOKEN':
      return { status: 407, code, title: t('The shim was asked without its token.'), nextStep: t('Use the whole proxy address, with its user name and password, as "gatehouse env" prints it.') };
    case 'WRONG_TOKEN':
      return { status: 407, code, title: t('The token in the proxy address is not one of this shim.'), nextStep: t('Open a new terminal, or run "gatehouse env" again: the token was changed or taken back.') };
    case 'ORIGIN':
      return { status: 403, code, title: t('The request comes from a web page, and pages may not use the shim.'), nextStep: t('Send it from a program instead.') };
    case 'WRONG_HOST':
      return { status: 421, code, title: t('The request names another host than this one, and asks the shim itself.'), nextStep: t('Use 127.0.0.1 and the port of the shim, or use the shim as a proxy.') };
    case 'NO_SUCH_PATH':
      return { status: 404, code, title: t('There is nothing at this path of the shim.'), nextStep: t('Set this address as a proxy (HTTPS_PROXY), not as a base URL.') };
    case 'TOO_MANY_CONNECTIONS':
      return { status: 503, code, title: t('The shim has as many connections as it may have.'), nextStep: t('Look in the list of connections for a program that opens too many, and end it.') };
    case 'HEAD_TOO_SLOW':
      return { status: 408, code, title: t('The request did not arrive in time.'), nextStep: t('Send it again.') };
    case 'FORBIDDEN_TARGET':
      return { status: 403, code, leg: 'settings', title: t('The shim does not reach loopback, private, link-local and metadata addresses.'), nextStep: t('Put the host into NO_PROXY, or allow it: --allow HOST, or the setting gatehouse.shim.allow.') };
    case 'LOOP':
      return { status: 508, code, leg: 'settings', title: t('The request would come back to the shim itself.'), nextStep: t('Take the address of the shim out of the base URL or the proxy setting of this program.') };
    case 'RULE':
      return { status: 403, code, leg: 'settings', title: t('A rule of yours refuses this host.'), nextStep: t('Change the rule: --rule HOST=UPSTREAM, or the setting gatehouse.shim.rules.') };
    case 'STOPPING':
      return { status: 503, code, title: t('The shim is ending.'), nextStep: t('Open a new terminal.') };
    case 'BODY_TOO_LONG':
      return { status: 413, code, leg: 'request', title: t('The body of the request is longer than the endpoint takes.'), nextStep: t('Shorten the conversation, or send fewer or smaller images.') };
    case 'FIRST_BYTE_TOO_SLOW':
      return { status: 504, code, leg: 'http', title: t('The host took the request and did not begin to answer in time.'), nextStep: t('Ask for a stream, or for less at once.') };
    case 'BAD_RESPONSE':
      return { status: 502, code, leg: 'http', title: t('The host did not answer in HTTP that can be passed on safely.'), nextStep: t('Check that the address is that of an HTTP server.') };
  }
}

/** The same for a caller of the endpoint: its SDK has a key and no proxy. */
export function endpointRefusal(code: 'NO_TOKEN' | 'WRONG_TOKEN' | 'ORIGIN' | 'WRONG_HOST'): Refusal {
  if (code === 'NO_TOKEN') {
    return { status: 401, code, leg: 'request', title: t('The endpoint was asked without the shim\'s token.'), nextStep: t('Give the token as the API key, as "gatehouse env --endpoint" prints it.') };
  }
  if (code === 'WRONG_TOKEN') {
    return { status: 401, code, leg: 'request', title: t('The API key is not a token of this shim.'), nextStep: t('Use the token that "gatehouse env --endpoint" prints. The gateways\' own keys stay in Gatehouse.') };
  }
  return ownRefusal(code);
}

/** Puts a head that was not understood in words. */
export function headRefusal({ status, code }: HeadProblem): Refusal {
  switch (code) {
    case 'TLS_TO_PLAIN_PORT':
      return { status, code, title: t('The program speaks TLS to the shim, which is a plain HTTP proxy.'), nextStep: t('Write the proxy address with http://, also for https URLs.') };
    case 'UNSUPPORTED_SCHEME':
      return { status, code, title: t('The program sent a whole URL that is not http: to its proxy, where CONNECT is needed.'), nextStep: t('Update the program or its proxy library: as it is, the proxy would see its keys.') };
    case 'HEAD_TOO_LONG':
      return { status, code, title: t('The head of the request is longer than the shim takes.'), nextStep: t('Send fewer or shorter headers.') };
    default:
      return { status, code, title: t('The request is not HTTP/1.1 that every program would read in the same way.'), nextStep: t('Check that the program is given this address as an HTTP proxy.') };
  }
}

/** Puts a way that could not be opened in words: those of the fault it is. */
export function wayRefusal(failure: NetworkFailure): Refusal {
  if (failure.code === 'FORBIDDEN_TARGET') return ownRefusal('FORBIDDEN_TARGET');
  if (failure.code === 'EMFILE' || failure.code === 'ENFILE') {
    return { status: 503, code: failure.code, leg: 'settings', title: t('The shim has no more connections that the system would give it.'), nextStep: t('End programs that hold many connections, or raise the limit of open files.') };
  }
  const fault = classifyFailure(failure);
  const { title, nextStep } = describeFault(fault);
  const late = failure.code === 'DEADLINE' || failure.code === 'ETIMEDOUT' || fault.kind === 'connect-timeout';
  return { status: late ? 504 : 502, code: failure.code, leg: failure.leg, title, nextStep };
}

/** Reason phrases of the statuses used here (RFC 9110, 15). */
const phrases: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  400: 'Bad Request',
  401: 'Unauthorized',
  402: 'Payment Required',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  407: 'Proxy Authentication Required',
  408: 'Request Timeout',
  409: 'Conflict',
  413: 'Content Too Large',
  414: 'URI Too Long',
  421: 'Misdirected Request',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
  505: 'HTTP Version Not Supported',
  508: 'Loop Detected',
};

/** What stands behind a status in its line; `Status` for one that is not known here. */
export function reasonPhrase(status: number): string {
  return phrases[status] ?? 'Status';
}

/**
 * The whole answer. Most programs show no more of a refused CONNECT than the status line, so the leg and the code stand
 * in it; the body is HTML for who asks for HTML, else JSON. The connection closes behind it. Pure.
 */
export function refusalBytes(refusal: Refusal, headers: readonly HeaderLine[]): Buffer {
  const { status, code, leg, title, nextStep } = refusal;
  const html = /\btext\/html\b/i.test(valueOf(headers, 'accept') ?? '');
  const body = html ? htmlBody(refusal) : `${JSON.stringify({ error: { source: 'gatehouse', code, ...(leg && { leg }), message: title, nextStep } })}\n`;
  const lines = [
    `HTTP/1.1 ${status} ${phrases[status] ?? 'Error'} (${leg === undefined ? '' : `${leg}: `}${code.replace(/[^\w.-]/g, '_')})`,
    `Content-Type: ${html ? 'text/html' : 'application/json'}; charset=utf-8`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    'Proxy-Connection: close',
    'Cache-Control: no-store',
    'X-Content-Type-Options: nosniff',
    `Gatehouse-Code: ${code.replace(/[^\w.-]/g, '_')}`,
    ...(leg ? [`Gatehouse-Leg: ${leg}`] : []),
    ...(status === 407 ? ['Proxy-Authenticate: Basic realm="Gatehouse"'] : []),
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`, 'utf8');
}

function htmlBody({ code, leg, title, nextStep }: Refusal): string {
  const escape = (text: string): string => text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);
  return `<!doctype html><meta charset="utf-8"><title>Gatehouse</title><h1>${escape(title)}</h1><p>${escape(nextStep)}</p><p><small>Gatehouse${leg ? ` · ${escape(leg)}` : ''} · ${escape(code)}</small></p>\n`;
}
