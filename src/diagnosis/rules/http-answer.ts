/** Requests to the API that got no answer, half of one, or one that is no API's. */
import { t } from '@vscode/l10n';
import type { NetworkFailure } from '../../path/network-failure.ts';
import type { ApiExchange } from '../evidence.ts';
import type { Finding, Severity } from '../finding.ts';
import type { SubjectFacts } from '../subject.ts';
import { keyNotSendable } from './request-faults.ts';
import { duration } from './wording.ts';

const probes = ['http'];

type Path = SubjectFacts['paths'][number];

/** Connected, and then no usable response. */
export function noAnswer(exchange: ApiExchange, severity: Severity, path: Path, facts: SubjectFacts): Finding {
  const { failure, request, waterfall } = exchange;
  const code = failure?.code ?? 'UNKNOWN';
  const base = { severity, probes };
  if (code === 'DEADLINE' || code === 'UND_ERR_HEADERS_TIMEOUT') {
    if (proxyTakesRequest(path, facts)) return proxySilent(exchange, severity, path);
    return {
      ...base,
      id: 'no-response',
      leg: 'gateway',
      title: t('{0} accepts the request and never answers.', facts.gateway.title),
      detail: t(
        '{0}: connected{1}, the request was sent, and no response began within {2}.',
        request,
        tlsDone(waterfall),
        duration(waterfall.totalMs),
      ),
      fixes: [
        {
          id: 'wait-and-compare',
          title: t('Compare with another network'),
          detail: t(
            'Try again in a minute. If it answers from another network, something on this one holds the request back.',
          ),
        },
      ],
      confidence: 'medium',
    };
  }
  if (code === 'UND_ERR_HEADERS_OVERFLOW' || code === 'HPE_HEADER_OVERFLOW') {
    return {
      ...base,
      id: 'headers-too-large',
      leg: 'http',
      title: t('The response has more than 64 KB of headers.'),
      detail: t('{0} ended with {1}. No API sends that many; something else answers at this address.', request, code),
      fixes: [checkBaseUrl()],
    };
  }
  if (code === 'UND_ERR_INVALID_ARG') return keyNotSendable(request, failure, severity, 'http');
  if (code.startsWith('HPE_') && code !== 'HPE_INVALID_EOF_STATE') {
    return {
      ...base,
      id: 'not-http',
      leg: 'http',
      title: t('What answers at the base URL does not speak HTTP.'),
      detail: t('{0} ended with {1}: {2}.', request, code, failure?.message ?? ''),
      fixes: [checkBaseUrl()],
    };
  }
  return {
    ...base,
    id: 'connection-cut-before-response',
    leg: failure?.leg ?? 'http',
    title: t('The connection is cut before a response begins.'),
    detail: t('{0} ended with {1}: {2}.', request, code, failure?.message ?? ''),
    fixes: [
      {
        id: 'fresh-connection',
        title: t('Try again on a fresh connection'),
        detail: t(
          'Restart the client, so that it opens new connections. If it keeps happening, a box on the path closes them.',
        ),
      },
    ],
    confidence: 'medium',
  };
}

/** A plain HTTP request is handed to the proxy whole; what is seen of the gateway is what the proxy says. */
function proxyTakesRequest(path: Path, facts: SubjectFacts): boolean {
  return facts.routes.some(({ client, mode }) => mode === 'absolute' && path.proxied && path.clients.includes(client));
}

function proxySilent({ request, waterfall }: ApiExchange, severity: Severity, path: Path): Finding {
  return {
    id: 'proxy-hangs',
    leg: 'proxy',
    severity,
    title: t('The proxy accepts connections and then never answers ({0}).', path.label),
    detail: t(
      '{0} was handed to it, and no response began within {1}. It, or what it forwards to, is stuck.',
      request,
      duration(waterfall.totalMs),
    ),
    probes,
    fixes: [
      {
        id: 'restart-proxy',
        title: t('Restart the proxy or change its node'),
        detail: t(
          'Restart the proxy, or choose another node in it. If other sites work through it, the gateway behind it is silent.',
        ),
      },
    ],
    confidence: 'medium',
  };
}

function tlsDone({ steps }: ApiExchange['waterfall']): string {
  return steps.some(({ step, ok }) => step === 'tls' && ok) ? t(', TLS done') : '';
}

/** A response that began and broke off. */
export function bodyFailed(failure: NetworkFailure, { request, status }: ApiExchange, severity: Severity): Finding {
  return {
    id: 'body-cut',
    leg: 'http',
    severity,
    title: t('The response begins and does not end properly.'),
    detail: t(
      '{0} answered {1}; the body ended with {2}: {3}.',
      request,
      String(status),
      failure.code,
      failure.message,
    ),
    probes,
    fixes: [checkBaseUrl()],
    confidence: 'medium',
  };
}

function checkBaseUrl(): Finding['fixes'][number] {
  return {
    id: 'check-base-url',
    title: t('Check the base URL'),
    detail: t('Check host, port and path of the base URL; most end in /v1.'),
  };
}

/** A 200 that can't be read: another program answers, or the base URL stops short of the API. */
export function noModelsList({ request, bytes, truncated, headers }: ApiExchange, severity: Severity): Finding {
  const kind = headers['content-type'] ?? '?';
  return {
    id: 'no-models-list',
    leg: 'http',
    // Some servers answer everything with 200; only an answer without end is certainly no API's.
    severity: severity === 'error' && !truncated ? 'warning' : severity,
    title: t('What answers at the base URL gives no models list.'),
    detail: truncated
      ? t('{0} answered 200 ({1}) and was still sending after {2} bytes.', request, kind, String(bytes))
      : t('{0} answered 200 ({1}, {2} bytes), but not with a list of models.', request, kind, String(bytes)),
    probes,
    fixes: [checkBaseUrl()],
    confidence: 'medium',
  };
}
