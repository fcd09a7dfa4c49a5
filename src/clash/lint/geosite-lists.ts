/**
 * Named domain lists that hold hosts of gateways (v2fly/domain-list-community, August 2026). What the core's own file
 * holds is another matter, so that a list can catch a host, not does.
 */
const general: ReadonlySet<string> = new Set(['category-ai-!cn', 'category-ai-chat-!cn', 'geolocation-!cn', 'tld-!cn', 'gfw', 'greatfire']);

/** Lists of one company, and what their hosts end with. */
const companies: ReadonlyMap<string, readonly string[]> = new Map([
  ['openai', ['openai.com', 'chatgpt.com', 'oaistatic.com', 'oaiusercontent.com']],
  ['anthropic', ['anthropic.com', 'claude.ai', 'claude.com']],
  ['google', ['googleapis.com', 'google.com', 'google.dev']],
  ['google-gemini', ['googleapis.com', 'google.com']],
  ['google-deepmind', ['generativelanguage.googleapis.com', 'aistudio.google.com', 'gemini.google.com', 'ai.google.dev']],
  ['microsoft', ['azure.com', 'microsoft.com']],
  ['github', ['github.com', 'githubcopilot.com', 'githubusercontent.com']],
  ['github-copilot', ['githubcopilot.com', 'githubusercontent.com']],
  ['amazon', ['amazonaws.com']],
  ['aws', ['amazonaws.com']],
  ['cloudflare', ['cloudflare.com']],
  ['vercel', ['vercel.sh', 'vercel.com']],
  ['xai', ['x.ai', 'grok.com']],
  ['huggingface', ['huggingface.co']],
  ['groq', ['groq.com']],
  ['mistral', ['mistral.ai']],
  ['cohere', ['cohere.com', 'cohere.ai']],
  ['perplexity', ['perplexity.ai']],
  ['cerebras', ['cerebras.ai']],
  ['category-ai-cn', ['deepseek.com', 'z.ai', 'bigmodel.cn', 'kimi.com', 'moonshot.cn', 'aliyuncs.com']],
  ['geolocation-cn', ['deepseek.com', 'bigmodel.cn', 'kimi.com', 'moonshot.cn', 'aliyuncs.com']],
  ['cn', ['deepseek.com', 'bigmodel.cn', 'kimi.com', 'moonshot.cn', 'aliyuncs.com']],
]);
const homeHosts = companies.get('category-ai-cn') ?? [];

/** Whether a list can hold a host. Lower case. */
export function geositeCanHold(code: string, host: string): boolean {
  const bare = (code.toLowerCase().split('@')[0] ?? '').trim();
  const under = (domain: string): boolean => host === domain || host.endsWith(`.${domain}`);
  if (general.has(bare)) return !homeHosts.some(under);
  return companies.get(bare)?.some(under) ?? false;
}
