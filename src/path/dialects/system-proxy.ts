import { t } from '@vscode/l10n';
import ipaddr from 'ipaddr.js';
import type { RouteDecision, RouteQuestion } from '../route.ts';
import { readAgentProxy, type AgentProxy } from './agent-proxy.ts';
import { excluded, nothingSet } from './decisions.ts';
import { destinationOf, isBelow, isSameAddress, matchesStars, type Destination } from './host-matching.ts';
import { systemSettingName } from './python-environment.ts';
import type { FoundSetting } from './settings-lookup.ts';

/**
 * What the desktop's settings say, for the clients that ask the editor's own browser engine. A PAC script is not run
 * here, so its answer is unknown.
 */
export function resolveSystemProxy(
  question: RouteQuestion,
  speak: (setting: FoundSetting, found: AgentProxy) => RouteDecision,
): RouteDecision {
  const { system } = question;
  if (!system || system.mode === 'none') return nothingSet();
  if (system.mode !== 'manual') {
    return {
      outcome: 'unknown',
      decidedBy: systemSettingName,
      reason:
        system.mode === 'automatic'
          ? t('The system chooses the proxy with a script (PAC), which decides for each URL.')
          : t('The system proxy settings could not be read.'),
    };
  }
  const value = (question.url.protocol === 'https:' ? system.https : system.http) ?? system.socks;
  const found = value === undefined ? undefined : readAgentProxy(value);
  if (value === undefined || !found) return nothingSet();
  const destination = destinationOf(question.url);
  const entry = system.bypass.find((one) => matches(one.trim().toLowerCase(), destination));
  const setting: FoundSetting = { name: systemSettingName, value };
  return entry === undefined ? speak(setting, found) : excluded(setting, entry, destination.urlHost);
}

/** Chromium's bypass rules, the forms people use (chromium net/docs/proxy.md, "Bypass rules"). */
function matches(entry: string, { host, port, addressFamily }: Destination): boolean {
  if (entry === '') return false;
  if (entry === '<local>') return addressFamily === 0 && !host.includes('.');
  if (ipaddr.isValidCIDR(entry)) {
    if (addressFamily === 0) return false;
    const [network, bits] = ipaddr.parseCIDR(entry);
    const address = ipaddr.process(host);
    return address.kind() === network.kind() && address.match(network, bits);
  }
  const rule = /^(?:[a-z]+:\/\/)?(\[[^\]]*\]|.*?)(?::(\d+))?$/.exec(ipaddr.IPv6.isValid(entry) ? `[${entry}]` : entry);
  const name = (rule?.[1] ?? '').replace(/^\[|\]$/g, '');
  if (rule?.[2] !== undefined && Number(rule[2]) !== port) return false;
  if (ipaddr.isValid(name) && addressFamily !== 0) return isSameAddress(name, host);
  if (name.startsWith('.')) return isBelow(host, name.slice(1));
  if (!name.includes('*')) return host === name;
  return matchesStars(name, host);
}
