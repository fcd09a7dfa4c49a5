/**
 * Which variables of an environment bear on proxies, trust and where calls go. Everything else is dropped where it is
 * read, so that a report can never hold an unrelated secret.
 */

/** Proxy variables by lower-case name. Who reads each is said in `dialects/`. */
const proxyVariables = [
  'http_proxy',
  'https_proxy',
  'all_proxy',
  'no_proxy',
  'ftp_proxy',
  'ws_proxy',
  'wss_proxy',
  'socks_proxy',
  'socks5_proxy',
  'cgi_http_proxy',
  'npm_config_proxy',
  'npm_config_http_proxy',
  'npm_config_https_proxy',
  'npm_config_noproxy',
  'pip_proxy',
  'docker_http_proxy',
  'cargo_http_proxy',
  'node_use_env_proxy',
  'global_agent_http_proxy',
  'global_agent_https_proxy',
  'global_agent_no_proxy',
  'global_agent_environment_variable_namespace',
  'global_agent_force_global_agent',
  'electron_get_use_proxy',
  // Not read by clients: by it the shim of this product is known again.
  'gatehouse_shim_port',
  // Python and Go look at it: under CGI an upper-case HTTP_PROXY is a request header, no setting (CVE-2016-5385).
  'request_method',
];

/** Trust variables by lower-case name. */
const trustVariables = [
  'node_extra_ca_certs',
  'node_tls_reject_unauthorized',
  'node_use_system_ca',
  'ssl_cert_file',
  'ssl_cert_dir',
  'requests_ca_bundle',
  'curl_ca_bundle',
  'curl_ssl_backend',
  'git_ssl_cainfo',
  'git_ssl_capath',
  'git_ssl_no_verify',
  'git_proxy_ssl_cainfo',
  'pip_cert',
  'pip_trusted_host',
  'npm_config_cafile',
  'npm_config_strict_ssl',
  'aws_ca_bundle',
  'cargo_http_cainfo',
  'deno_cert',
  'deno_tls_ca_store',
  'codex_ca_certificate',
  'claude_code_cert_store',
  'pythonhttpsverify',
  'httplib2_ca_certs',
  'perl_lwp_ssl_ca_file',
  'openssl_conf',
];

const kept = new Set([...proxyVariables, ...trustVariables]);

/** Whose clients read a base URL from a variable (docs of LiteLLM, of the OpenAI and Anthropic SDKs, of Gemini CLI). */
const vendors = [
  // Longer ones before those they begin with.
  'azure_openai', 'azure_ai', 'azure', 'google_gemini', 'google', 'anthropic', 'openai', 'openrouter', 'gemini',
  'ollama', 'litellm', 'deepseek', 'groq', 'mistral', 'xai', 'togetherai', 'together', 'fireworks_ai', 'fireworks', 'moonshot',
  'dashscope', 'zhipuai', 'siliconflow', 'cohere', 'perplexity', 'huggingface', 'hf',
];
const vendorVariable = new RegExp(`^(?:aider_|litellm_)?(?:${vendors.join('|')})_(.+)$`);

/** What stands behind the vendor in a variable of a vendor's clients: `api_key` of OPENAI_API_KEY. */
export function vendorPart(name: string): string | undefined {
  return vendorVariable.exec(name.toLowerCase())?.[1];
}

/** True for a variable that says where a vendor's clients send their calls. */
export function isBaseUrlVariable(name: string): boolean {
  const part = vendorPart(name);
  if (part === undefined) return false;
  return /^(?:base_url|api_base|api_base_url|api_url|endpoint)$/.test(part) || /^ollama_host$/i.test(name);
}

/** The flags of NODE_OPTIONS that change how Node connects; the others stay out of reports. */
const nodeNetworkFlags = [
  '--use-env-proxy',
  '--use-system-ca',
  '--use-openssl-ca',
  '--use-bundled-ca',
  '--tls-',
  '--openssl-',
  '--dns-result-order',
  '--network-family-autoselection',
  '--no-network-family-autoselection',
  '--max-http-header-size',
  '--insecure-http-parser',
  '--http-parser',
  '--no-experimental-fetch',
];

/** Keeps the proxy, trust and base URL variables of an environment, names as spelt and values as they are. */
export function networkVariables(
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined) continue;
    const lower = name.toLowerCase();
    if (kept.has(lower) || isBaseUrlVariable(name)) found[name] = value;
    else if (lower === 'node_options') {
      const flags = value.split(/\s+/).filter((flag) => nodeNetworkFlags.some((known) => flag.startsWith(known)));
      if (flags.length > 0) found[name] = flags.join(' ');
    }
  }
  return found;
}
