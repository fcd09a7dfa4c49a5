/** Finds what must not stand in a file that a team commits. Pure; nothing of what was found is in what comes out. */
import { keyOwner } from '../../../gateways/key-form.ts';
import { plainText } from '../../../path/network-failure.ts';

/** Shorter than this, a word that begins like a key is a name that happens to. */
const leastKeyChars = 16;

/** Whether a text holds something that has the form of an API key or a token. */
export function looksLikeKey(text: string): boolean {
  if (/^\s*(?:bearer|basic)\s+\S{8,}/i.test(text)) return true;
  return text.split(/[\s"'`=,;:/()[\]{}<>@]+/).some((word) => word.length >= leastKeyChars && isKey(word));
}

function isKey(word: string): boolean {
  // Many gateways have keys that begin with `sk-`; a JSON Web Token begins with `{"` in base64.
  return keyOwner(word) !== undefined || /^sk-[\w-]+$/i.test(word) || /^eyJ[\w-]+\./.test(word);
}

/** Whether a text is a URL, with or without its scheme. */
export function looksLikeUrl(text: string): boolean {
  return /^\s*(?:[a-z][a-z0-9+.-]*:)?\/\/\S/i.test(text) || /^\s*(?:localhost|\d{1,3}(?:\.\d{1,3}){3})(?::\d+)?(?:\/|\s*$)/i.test(text);
}

/** A text as a sentence may quote it: short, plain, and nothing of it where it could be a key. */
export function quotable(text: string): string {
  return looksLikeKey(text) || looksLikeUrl(text) ? '[...]' : plainText(text, 60);
}
