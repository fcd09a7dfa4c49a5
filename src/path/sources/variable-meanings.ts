import type { ToolMeaning } from '../proxy-settings.ts';
import { isBaseUrlVariable, networkVariables, vendorPart } from './variables.ts';

const verification = new Set([
  'node_tls_reject_unauthorized',
  'git_ssl_no_verify',
  'pythonhttpsverify',
  'npm_config_strict_ssl',
]);

const clocks = new Set([
  'api_timeout_ms',
  'claude_stream_idle_timeout_ms',
  'claude_code_max_retries',
  'openai_timeout',
  'aider_timeout',
]);

const proxies =
  /^(?:https?|all|ftp|wss?|socks5?|pip|npm_config|npm_config_https?|cargo_http|docker_http|global_agent_https?)_proxy$/;

/**
 * What a variable in an agent's file or in a `.env` decides about calls; undefined when it has nothing to do with them.
 */
export function variableMeaning(name: string): ToolMeaning | undefined {
  const lower = name.toLowerCase();
  if (verification.has(lower)) return 'verification';
  if (clocks.has(lower)) return 'clock';
  if (isBaseUrlVariable(name)) return 'base-url';
  const part = vendorPart(name);
  if (part !== undefined && /^(?:api_key|auth_token|api_token|token|custom_headers)$/.test(part)) return 'key';
  if (part === 'proxy') return 'proxy';
  if (!(name in networkVariables({ [name]: '--use-env-proxy' }))) return undefined;
  if (proxies.test(lower)) return 'proxy';
  if (/no_?proxy$/.test(lower)) return 'exclusions';
  return /proxy|node_options|request_method|global_agent/.test(lower) ? 'other' : 'trust';
}

/** What of a variable's value may be kept: nothing of a key, of NODE_OPTIONS only what bears on the network. */
export function keptValue(name: string, meaning: ToolMeaning, value: string): string | undefined {
  if (meaning === 'key') return '';
  return /^node_options$/i.test(name) ? networkVariables({ [name]: value })[name] : value;
}
