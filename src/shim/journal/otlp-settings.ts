import { t } from '@vscode/l10n';
import { plainText } from '../../path/network-failure.ts';
import { isLoopbackUrl } from '../../path/loopback-url.ts';

/** Where one kind of record goes. */
export interface OtlpTarget {
  url: URL;
  /** Lower-case names. May hold a key. */
  headers: Readonly<Record<string, string>>;
  timeoutMs: number;
}

/** What the user has set up. */
export interface OtlpSettings {
  traces?: OtlpTarget;
  metrics?: OtlpTarget;
  /** `service.name` and what else was named. */
  resource: Readonly<Record<string, string>>;
}

type Environment = Readonly<Record<string, string | undefined>>;
type Kind = 'TRACES' | 'METRICS';

/**
 * OpenTelemetry's own variables, read as its specification says
 * (https://opentelemetry.io/docs/specs/otel/protocol/exporter/): the general endpoint is a base, `v1/traces` is put
 * behind it; one of a kind is taken as it is and goes before. Only `http/json` is spoken. Pure.
 *
 * @returns what to do, or one sentence on why nothing can be exported. That somebody has such variables is no wish to
 *   export: ask only where the user has switched it on.
 */
export function otlpSettings(environment: Environment): OtlpSettings | { problem: string } {
  const read = (name: string): string => environment[name]?.trim() ?? '';
  if (read('OTEL_SDK_DISABLED').toLowerCase() === 'true') return { problem: t('OTEL_SDK_DISABLED is set, so nothing is exported.') };
  const traces = read('OTEL_TRACES_EXPORTER') === 'none' ? undefined : targetOf('TRACES', read);
  if (traces && 'problem' in traces) return traces;
  const metrics = read('OTEL_METRICS_EXPORTER') === 'none' ? undefined : targetOf('METRICS', read);
  if (metrics && 'problem' in metrics) return metrics;
  if (!traces && !metrics) {
    return { problem: t('No endpoint is named, so nothing is exported. Set {0}, for example to http://127.0.0.1:4318.', 'OTEL_EXPORTER_OTLP_ENDPOINT') };
  }
  const named = pairs(read('OTEL_RESOURCE_ATTRIBUTES'));
  const service = read('OTEL_SERVICE_NAME') || named['service.name'] || 'gatehouse-shim';
  return { ...(traces && { traces }), ...(metrics && { metrics }), resource: { ...named, 'service.name': service } };
}

function targetOf(kind: Kind, read: (name: string) => string): OtlpTarget | { problem: string } | undefined {
  const either = (name: string): { text: string; variable: string } => {
    const own = `OTEL_EXPORTER_OTLP_${kind}_${name}`;
    const general = `OTEL_EXPORTER_OTLP_${name}`;
    return read(own) === '' ? { text: read(general), variable: general } : { text: read(own), variable: own };
  };
  const endpoint = either('ENDPOINT');
  if (endpoint.text === '') return undefined;
  const protocol = either('PROTOCOL');
  if (protocol.text !== '' && protocol.text !== 'http/json') {
    const own = `OTEL_EXPORTER_OTLP_${kind}_PROTOCOL`;
    return { problem: t('{0} asks for {1}, and the shim exports as http/json alone. Set {2} to http/json.', protocol.variable, plainText(protocol.text, 40), own) };
  }
  const url = urlOf(endpoint.text, endpoint.variable === 'OTEL_EXPORTER_OTLP_ENDPOINT' ? kind.toLowerCase() : undefined);
  if (!url) return { problem: t('{0} is no http or https address without credentials, so nothing is exported.', endpoint.variable) };
  const headers = lowerCase(pairs(either('HEADERS').text));
  if (url.protocol === 'http:' && Object.keys(headers).length > 0 && !isLoopbackUrl(url.href)) {
    return { problem: t('{0} would send the headers unencrypted, so nothing is exported. Use https, or a collector on this machine.', endpoint.variable) };
  }
  const timeoutMs = Number(either('TIMEOUT').text || Number.NaN);
  return { url, headers, timeoutMs: timeoutMs >= 100 && timeoutMs <= 60_000 ? timeoutMs : 10_000 };
}

function urlOf(text: string, kind: string | undefined): URL | undefined {
  const url = URL.parse?.(text) ?? (URL.canParse(text) ? new URL(text) : undefined);
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return undefined;
  if (kind !== undefined) url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/${kind}`;
  return url;
}

/** `key1=value1,key2=value2`, percent-encoded: the form of W3C baggage without its properties. What is no pair is left out. */
function pairs(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const part of text.split(',')) {
    const at = part.indexOf('=');
    const name = part.slice(0, Math.max(0, at)).trim();
    if (at < 1 || !/^[\w.!#$%&'*+^`|~-]+$/.test(name)) continue;
    const value = decoded(part.slice(at + 1).trim());
    if (value !== undefined && !/[\r\n\0]/.test(value)) found[name] = value;
  }
  return found;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
