/** The numbers in an error about a limit of tokens: what the limit is, and how much was asked for. */

/** Tokens named in an error; what it does not tell is left out. */
export interface TokenLimits {
  limitTokens?: number;
  requestedTokens?: number;
}

const count = '(\\d[\\d,_]{0,14})(?!\\d)';

/** How gateways and servers word it: the limit first in `limit`, the request in `asked`. Public wordings. */
const limitForms: readonly RegExp[] = [
  // OpenAI, OpenRouter, DeepSeek, vLLM, xAI, Groq: "maximum context length is N", "maximum prompt length is N".
  new RegExp(`maximum (?:context|prompt|input) length (?:is|of) ${count}`, 'i'),
  // Anthropic: "M tokens > N maximum", "A + B > N"
  new RegExp(`tokens? > ${count} maximum`, 'i'),
  new RegExp(`context limit:? ${count} \\+ ${count} > (?<limit>\\d[\\d,_]{0,14})`, 'i'),
  // OpenAI Responses: "exceed the configured limit of N tokens"; Google: "maximum number of tokens allowed (N)"
  new RegExp(`(?:configured|token|context) limit (?:is|of) ${count} tokens`, 'i'),
  new RegExp(`maximum number of tokens allowed \\(?${count}`, 'i'),
  // Mistral: "too large for model with N maximum context length"; LM Studio: "loaded with context length of only N"
  new RegExp(`model with ${count} maximum context`, 'i'),
  new RegExp(`context length of (?:only )?${count}`, 'i'),
  // Cerebras: "Current length is M while limit is N"; OpenAI and Groq of rates: "Limit N, Requested M"
  new RegExp(`while limit is ${count}`, 'i'),
  new RegExp(`\\bLimit:? ${count},? (?:Used:? \\d[\\d,_]{0,14},? )?Requested`, 'i'),
  // Together: "must be <= N"
  new RegExp(`tokens.{0,40} must be <= ${count}`, 'i'),
  // llama.cpp: "exceeds the available context size (N tokens)"
  new RegExp(`context size \\(?${count} tokens`, 'i'),
];

const askedForms: readonly RegExp[] = [
  new RegExp(`you requested (?:about )?${count} tokens`, 'i'),
  new RegExp(`(?:messages|prompt|input) resulted in ${count} tokens`, 'i'),
  new RegExp(`${count} tokens? > \\d`, 'i'),
  new RegExp(`input token count \\(?${count}`, 'i'),
  new RegExp(`prompt contains ${count} tokens`, 'i'),
  new RegExp(`request contains ${count} tokens`, 'i'),
  new RegExp(`current length is ${count}`, 'i'),
  new RegExp(`\\bRequested:? ${count}`, 'i'),
  new RegExp(`\\bGiven: ${count}`, 'i'),
  new RegExp(`request \\(${count} tokens\\)`, 'i'),
  new RegExp(`keep the first ${count} tokens`, 'i'),
];

/** Reads the numbers out of a message. Pure; a number that no known wording names is not guessed at. */
export function tokenLimits(message: string): TokenLimits {
  const text = message.slice(0, 2_000);
  const limit = firstNumber(text, limitForms);
  const sum = new RegExp(`context limit:? ${count} \\+ ${count} >`, 'i').exec(text);
  const asked = sum ? (numberOf(sum[1]) ?? 0) + (numberOf(sum[2]) ?? 0) : firstNumber(text, askedForms);
  return {
    ...(limit === undefined ? {} : { limitTokens: limit }),
    ...(asked === undefined ? {} : { requestedTokens: asked }),
  };
}

function firstNumber(text: string, forms: readonly RegExp[]): number | undefined {
  for (const form of forms) {
    const found = form.exec(text);
    const value = numberOf(found?.groups?.['limit'] ?? found?.[1]);
    if (value !== undefined) return value;
  }
  return undefined;
}

function numberOf(digits: string | undefined): number | undefined {
  if (digits === undefined) return undefined;
  const value = Number(digits.replace(/[,_]/g, ''));
  return Number.isSafeInteger(value) && value > 0 ? value : undefined;
}
