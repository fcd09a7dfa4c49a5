import { plainText } from '../path/network-failure.ts';

/** True when an answer is a page for people: an API never sends one, a proxy, a portal and a web site do. */
export function isWebPage(contentType: string, bodyText: string): boolean {
  if (/^\s*(text\/html|application\/xhtml\+xml)\b/i.test(contentType)) return true;
  if (/\bjson\b|event-stream/i.test(contentType)) return false;
  return /^\s{0,100}(<!doctype html|<html|<head)[\s>]/i.test(bodyText.slice(0, 300));
}

/** The page's title as plain text, or '' when it has none. Markup is never kept. */
export function pageTitle(bodyText: string): string {
  const head = bodyText.slice(0, 16_384);
  const open = head.search(/<title[\s>]/i);
  if (open < 0) return '';
  const start = head.indexOf('>', open) + 1;
  const end = head.indexOf('<', start);
  if (start <= 0 || end < 0) return '';
  return plainText(head.slice(start, end).replace(/\s+/g, ' '), 120);
}
