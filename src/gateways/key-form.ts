/**
 * What can be said of an API key by its form alone, before anybody is asked. Pure. The key, or a part of it, is never in
 * what comes out.
 */
import { t } from '@vscode/l10n';
import type { Gateway } from './gateway.ts';

export type KeyRemarkId =
  | 'blank'
  | 'placeholder'
  | 'masked'
  | 'bearer-pasted'
  | 'quoted'
  | 'not-sendable'
  | 'whitespace-around'
  | 'other-gateway'
  | 'management-key'
  | 'sign-in-token'
  | 'too-short'
  | 'unusual-prefix';

/** One thing that stands out about a key. */
export interface KeyRemark {
  id: KeyRemarkId;
  /** True when no gateway can accept it as it is; an unusual prefix may be a new kind of key. */
  blocks: boolean;
  /** The gateway the prefix belongs to, where that is another one. */
  owner?: KeyOwner;
}

/** Whose keys begin in a certain way. */
export interface KeyOwner {
  title: string;
  /** The variable its clients read the key from. */
  variable: string;
}

interface KeyPrefix extends KeyOwner {
  prefix: string;
  /** Id in the catalogue, where it is there. */
  gateway?: string;
  /** What kind of credential it is, where it can't ask a model. */
  kind?: 'management-key' | 'sign-in-token';
}

/**
 * Prefixes that belong to one vendor alone; a bare `sk-` belongs to many (OpenAI's older keys, DeepSeek, LiteLLM).
 * Sources: the vendors' own documentation, and the secret patterns of GitHub's scanning partners.
 */
const prefixes: readonly KeyPrefix[] = (
  [
    { prefix: 'sk-or-v1-', gateway: 'openrouter', title: 'OpenRouter', variable: 'OPENROUTER_API_KEY' },
    { prefix: 'sk-ant-admin', gateway: 'anthropic', title: 'Anthropic', variable: 'ANTHROPIC_API_KEY', kind: 'management-key' },
    { prefix: 'sk-ant-oat', gateway: 'anthropic', title: 'Anthropic', variable: 'CLAUDE_CODE_OAUTH_TOKEN', kind: 'sign-in-token' },
    { prefix: 'sk-ant-', gateway: 'anthropic', title: 'Anthropic', variable: 'ANTHROPIC_API_KEY' },
    { prefix: 'sk-admin-', gateway: 'openai', title: 'OpenAI', variable: 'OPENAI_ADMIN_KEY', kind: 'management-key' },
    { prefix: 'sk-proj-', gateway: 'openai', title: 'OpenAI', variable: 'OPENAI_API_KEY' },
    { prefix: 'sk-svcacct-', gateway: 'openai', title: 'OpenAI', variable: 'OPENAI_API_KEY' },
    { prefix: 'AIza', title: 'Google Gemini', variable: 'GEMINI_API_KEY' },
    { prefix: 'gsk_', title: 'Groq', variable: 'GROQ_API_KEY' },
    { prefix: 'csk-', title: 'Cerebras', variable: 'CEREBRAS_API_KEY' },
    { prefix: 'xai-', title: 'xAI', variable: 'XAI_API_KEY' },
    { prefix: 'fw_', title: 'Fireworks', variable: 'FIREWORKS_API_KEY' },
    { prefix: 'tgp_v1_', title: 'Together', variable: 'TOGETHER_API_KEY' },
    { prefix: 'github_pat_', title: 'GitHub', variable: 'GITHUB_TOKEN' },
    { prefix: 'ghp_', title: 'GitHub', variable: 'GITHUB_TOKEN' },
    { prefix: 'gho_', title: 'GitHub', variable: 'GITHUB_TOKEN' },
    { prefix: 'ghu_', title: 'GitHub', variable: 'GITHUB_TOKEN' },
    { prefix: 'hf_', title: 'Hugging Face', variable: 'HF_TOKEN' },
    { prefix: 'pplx-', title: 'Perplexity', variable: 'PERPLEXITY_API_KEY' },
    { prefix: 'nvapi-', title: 'NVIDIA', variable: 'NVIDIA_API_KEY' },
  ] satisfies KeyPrefix[]
).toSorted((a, b) => b.prefix.length - a.prefix.length);

/** Keys of OpenRouter are the prefix and 64 hexadecimal digits; one that lost half of them was not copied whole. */
const shortestKey: Readonly<Record<string, number>> = { openrouter: 40, anthropic: 40 };

type KeyGateway = Pick<Gateway, 'id' | 'title' | 'keyPrefix' | 'userDefined'>;

/**
 * Looks at a key as it was typed, pasted or set.
 *
 * @returns what stands out, what blocks first; empty when nothing does.
 */
export function keyForm(text: string, gateway: KeyGateway): KeyRemark[] {
  const key = text.trim();
  if (key === '') return [{ id: 'blank', blocks: true }];
  const remarks: KeyRemark[] = [];
  const say = (id: KeyRemarkId, blocks: boolean): void => void remarks.push({ id, blocks });
  if (isPlaceholder(key)) say('placeholder', true);
  else if (isMasked(key)) say('masked', true);
  if (/^bearer\b/i.test(key)) say('bearer-pasted', true);
  if (/^['"`\u2018-\u201f]|['"`\u2018-\u201f]$/.test(key)) say('quoted', true);
  // Header values: visible ASCII (RFC 9110, 5.5). What has a remark of its own already is not said twice.
  if (remarks.length === 0 && !/^[\x21-\x7e]+$/.test(key)) say('not-sendable', true);
  // What was pasted around a key hides its beginning.
  if (remarks.length === 0) remarks.push(...byPrefix(key, gateway));
  if (text !== key) say('whitespace-around', false);
  return remarks;
}

/** The vendor a key's beginning belongs to, or undefined where several have keys of that form. */
export function keyOwner(key: string): (KeyOwner & { gateway?: string }) | undefined {
  const found = prefixes.find(({ prefix }) => key.startsWith(prefix));
  return found && { title: found.title, variable: found.variable, ...(found.gateway && { gateway: found.gateway }) };
}

/**
 * The variable among those that clients read keys from which holds a key of this gateway, where its own has none.
 *
 * @param environment variables by name.
 */
export function keyInOtherVariable(
  environment: Readonly<Record<string, string | undefined>>,
  gateway: Pick<Gateway, 'keyPrefix' | 'keyVariable'>,
): string | undefined {
  const { keyPrefix, keyVariable } = gateway;
  // A prefix as short as `sk-` is no proof of whose key it is.
  if (keyPrefix === undefined || keyPrefix.length < 4 || environment[keyVariable]?.trim()) return undefined;
  const variables = new Set([...prefixes.map(({ variable }) => variable), 'ANTHROPIC_AUTH_TOKEN', 'OPENAI_KEY', 'LLM_API_KEY']);
  return [...variables].find((name) => name !== keyVariable && environment[name]?.trim().startsWith(keyPrefix));
}

function byPrefix(key: string, gateway: KeyGateway): KeyRemark[] {
  // A gateway of one's own may take any key.
  if (gateway.userDefined) return [];
  const known = prefixes.find(({ prefix }) => key.startsWith(prefix));
  const startsRight = gateway.keyPrefix !== undefined && key.startsWith(gateway.keyPrefix);
  const own =
    known === undefined ||
    known.gateway === gateway.id ||
    known.title === gateway.title ||
    (startsRight && (gateway.keyPrefix?.length ?? 0) >= known.prefix.length);
  if (!own) {
    return gateway.keyPrefix === undefined
      ? []
      : [{ id: 'other-gateway', blocks: true, owner: { title: known.title, variable: known.variable } }];
  }
  if (known?.kind) return [{ id: known.kind, blocks: known.kind === 'management-key' }];
  if (gateway.keyPrefix !== undefined && !startsRight) return [{ id: 'unusual-prefix', blocks: false }];
  return key.length < (shortestKey[gateway.id] ?? 0) ? [{ id: 'too-short', blocks: false }] : [];
}

/** A variable that was not expanded, or what an example has in the place of a key. */
function isPlaceholder(key: string): boolean {
  return (
    /^\$\{?\w+(:[\w.]+)?\}?$|^%\w+%$|^\{\{.*\}\}$|^\$env:\w+$|^process\.env\./i.test(key) ||
    /^<.*>$|^(sk-(or-v1-|ant-|proj-)?)?(your|my|insert|paste|replace)[\w-]{0,30}(key|token|here)[\w-]{0,10}$/i.test(key) ||
    /^(api[-_ ]?key|changeme|todo|(sk-(or-v1-|ant-|proj-)?)?x{6,})$/i.test(key)
  );
}

/** As lists of keys show them: `sk-or-v1-0e6...1c96`, dots, bullets or stars in the middle or at the end. */
function isMasked(key: string): boolean {
  return /\.{3}|\u2026|[\u2022\u25cf\u00b7\u2219\u26ab]{2}|\*{3}/.test(key);
}

/** A remark in words: what is wrong, and what to do. */
export function describeKeyRemark({ id, owner }: KeyRemark, gateway: KeyGateway): { title: string; nextStep: string } {
  const again = t('Copy the key again from the page of the gateway and set it anew.');
  switch (id) {
    case 'blank':
      return { title: t('The key is blank.'), nextStep: again };
    case 'placeholder':
      return {
        title: t('What is set is no key, but a name or an example that was to be replaced by one.'),
        nextStep: t('Set the key itself; where a variable is meant, check that what reads it expands variables.'),
      };
    case 'masked':
      return {
        title: t('The key is shortened, as pages show it: its middle is missing.'),
        nextStep: t('A key is shown in full once, when it is made. Create a new one and copy it then.'),
      };
    case 'bearer-pasted':
      return { title: t('The key has "Bearer" in front of it.'), nextStep: t('Enter the key alone, without "Bearer".') };
    case 'quoted':
      return { title: t('The key has quotation marks around it.'), nextStep: t('Remove the quotation marks and set the key anew.') };
    case 'not-sendable':
      return { title: t('The key has spaces or characters that cannot be sent.'), nextStep: again };
    case 'whitespace-around':
      return {
        title: t('The key has spaces or a line break around it.'),
        nextStep: t('They were left out here; clients that send them along are refused. Remove them where the key is set.'),
      };
    case 'other-gateway':
      return {
        title: t('The key set for {0} is one of {1}, by its beginning.', gateway.title, owner?.title ?? '?'),
        nextStep: t('Put it into {0}, and set a key of {1} here.', owner?.variable ?? '?', gateway.title),
      };
    case 'management-key':
      return {
        title: t('The API key is a management key: it can create keys, but it cannot ask a model.'),
        nextStep: t('Create an ordinary API key at the gateway and set that one.'),
      };
    case 'sign-in-token':
      return {
        title: t('What is set is a token of a signed-in program, not an API key.'),
        nextStep: t('Create an API key at {0}, or let the program that signed in use its token itself.', gateway.title),
      };
    case 'too-short':
      return { title: t('The key is shorter than keys of {0} are.', gateway.title), nextStep: again };
    case 'unusual-prefix':
      return {
        title: t('Keys of {0} usually start with {1}, and this one does not.', gateway.title, gateway.keyPrefix ?? ''),
        nextStep: again,
      };
  }
}
