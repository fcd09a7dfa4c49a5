import type { Leg } from '../../path/leg.ts';

/** One known way in which a call fails, recognised by what programs print when it happens. */
export interface Symptom {
  /** Stable, kebab-case. One that a fault of a gateway can stand for has the fault's kind as its id. */
  id: string;
  leg: Leg;
  /** Texts are functions, so that the language is chosen when they are shown. */
  title(): string;
  cause(): string;
  /** How to tell this cause from others that look alike. */
  tell?(): string;
  fix(): string;
  signs: readonly Sign[];
  /** Public threads and documents the symptom is known from. */
  source: string;
}

/** Words that announce a symptom. */
export interface Sign {
  /** All of them have to be in the text. Each is matched on its own, so none needs to span the text. */
  all: readonly RegExp[];
  /** None of these may be in the text. */
  none?: readonly RegExp[];
  /** From 1 to 100: how sure the words make it. From 80 on it is high, from 55 on medium. */
  weight: number;
  /** The words of a program about what it met, not of what it met: a cause that is named beside them goes first. */
  outer?: true;
}

/** A sign of one pattern or of several that have to come together. */
export function sign(weight: number, ...all: readonly RegExp[]): Sign {
  return { all, weight };
}

/** A sign of words that a program puts around whatever it met. */
export function outerSign(weight: number, ...all: readonly RegExp[]): Sign {
  return { all, weight, outer: true };
}

/** The surest sign found in a text. */
export function surestSign(symptom: Symptom, text: string): Sign | undefined {
  let best: Sign | undefined;
  for (const one of symptom.signs) {
    if (best && one.weight <= best.weight) continue;
    if (one.all.every((pattern) => pattern.test(text)) && !one.none?.some((pattern) => pattern.test(text))) best = one;
  }
  return best;
}

/** The weight of the surest sign found in a text, or 0. */
export function weigh(symptom: Symptom, text: string): number {
  return surestSign(symptom, text)?.weight ?? 0;
}

/** Words that place a report in talk with a model, where the rest of it is everyday language. */
export const modelTalk =
  /\b(APIs?|LLMs?|models?|requests?|responses?|stream(s|ed|ing)?|SSE|tokens?|agents?|prompts?|completions?|claude|codex|cline|copilot|cursor|openrouter|ollama)\b|模型|流式|请求|对话/i;

/** Loopback as programs write it. */
export const loopbackWords = /\b127\.0\.0\.1\b|\blocalhost\b|\[::1\]/i;
