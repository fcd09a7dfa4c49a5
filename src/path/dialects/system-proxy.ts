import { t } from '@vscode/l10n';
import type { PacForUrl } from '../pac/answer.ts';
import { pacEntryText, type PacEntry } from '../pac/entry.ts';
import type { SystemProxy } from '../proxy-settings.ts';
import { redactProxyUrl } from '../proxy-redaction.ts';
import type { RouteDecision, RouteQuestion } from '../route.ts';
import { readAgentProxy, type AgentProxy } from './agent-proxy.ts';
import { chromiumBypass } from './chromium-bypass.ts';
import { excluded, loopbackDirect, nothingSet } from './decisions.ts';
import { systemSettingName } from './python-environment.ts';
import type { FoundSetting } from './settings-lookup.ts';

type Speak = (setting: FoundSetting, found: AgentProxy) => RouteDecision;

/**
 * What the desktop's settings say, for Chromium and for the clients that ask the editor's own browser engine. A PAC
 * script was run by whoever asks, and its answer is part of the question; without it the route is unknown.
 */
export function resolveSystemProxy(question: RouteQuestion, speak: Speak): RouteDecision {
  const { system } = question;
  if (!system || system.mode === 'none') return nothingSet();
  if (system.mode === 'manual') return resolveManual(question, system, speak);
  if (system.mode === 'unknown') return unknown(t('The system proxy settings could not be read.'));
  // What is never proxied is not put to a script either (configured_proxy_resolution_service.cc ApplyPacBypassRules).
  if (chromiumBypass('', question, false) === 'loopback') return loopbackDirect(question.url.hostname);
  if (system.pacUrl === undefined) {
    return unknown(
      t('The system looks for a proxy script on the network by itself (WPAD), which Gatehouse does not do.'),
    );
  }
  if (!question.pac) return unknown(t('The system chooses the proxy with a script (PAC), which decides for each URL.'));
  return resolvePac(question, question.pac, system, speak);
}

function resolveManual(question: RouteQuestion, system: SystemProxy, speak: Speak): RouteDecision {
  const value = (question.url.protocol === 'https:' ? system.https : system.http) ?? system.socks;
  const found = value === undefined ? undefined : readAgentProxy(value);
  if (value === undefined || !found) return nothingSet();
  const setting: FoundSetting = { name: systemSettingName, value };
  const host = question.url.hostname;
  // KDE's list is of endings (proxy_config_service_linux.cc, UseSuffixMatching).
  const bypass = chromiumBypass(system.bypass.join(','), question, system.store === 'kde');
  if (system.bypassReversed === true) {
    if (bypass !== undefined) return speak(setting, found);
    return direct(t('The system proxy is used for listed hosts alone, and {0} is not among them.', host));
  }
  if (bypass === undefined) return speak(setting, found);
  return bypass === 'loopback' ? loopbackDirect(host) : excluded(setting, bypass.entry, host);
}

/**
 * A script that can't be had leaves the store's other settings in force; one that fails when it is called leaves a
 * direct connection. Neither is said anywhere (configured_proxy_resolution_service.cc).
 */
function resolvePac(question: RouteQuestion, pac: PacForUrl, system: SystemProxy, speak: Speak): RouteDecision {
  const { source, answer } = pac;
  switch (answer.outcome) {
    case 'answered':
      return followAnswer(source, answer.entries, speak);
    case 'not-fetched':
    case 'not-loaded': {
      const otherwise = resolveManual(question, system, speak);
      return {
        ...otherwise,
        decidedBy: systemSettingName,
        reason:
          otherwise.decidedBy === 'nothing set'
            ? t('The PAC script {0} could not be used, so this client goes directly without a word.', source)
            : t('The PAC script {0} could not be used, so the fixed settings count: {1}', source, otherwise.reason),
      };
    }
    case 'threw':
    case 'no-text':
      return direct(t('The PAC script {0} failed for this URL, so this client goes directly without a word.', source));
    case 'too-slow':
      return unknown(t('The PAC script {0} had not answered when the time was up; clients wait for it.', source));
    case 'crashed':
      return unknown(t('The PAC script {0} uses more memory than a script may.', source));
    case 'unknown':
      return unknown(t('The PAC script {0} could not be run here.', source));
  }
}

function followAnswer(source: string, entries: readonly PacEntry[], speak: Speak): RouteDecision {
  const [first, ...others] = entries;
  if (!first) {
    return direct(t('The PAC script {0} names no usable proxy, so this client goes directly without a word.', source));
  }
  const then = others.length === 0 ? '' : ` ${t('Next in its list: {0}.', others.map(pacEntryText).join(', '))}`;
  if (first.kind === 'direct') {
    return direct(t('The PAC script {0} says DIRECT for this URL.', source) + then);
  }
  const kind = first.kind;
  const value = `${kind}://${first.target}`;
  const decision = speak({ name: systemSettingName, value }, { kind, target: first.target });
  if (decision.outcome !== 'proxy') return decision;
  const proxy = redactProxyUrl(value);
  return { ...decision, reason: t('The PAC script {0} names the proxy {1} for this URL.', source, proxy) + then };
}

function direct(reason: string): RouteDecision {
  return { outcome: 'direct', decidedBy: systemSettingName, reason };
}

function unknown(reason: string): RouteDecision {
  return { outcome: 'unknown', decidedBy: systemSettingName, reason };
}
