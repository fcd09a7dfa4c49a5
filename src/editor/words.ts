import { t } from '@vscode/l10n';
import type { Confidence, Severity, State } from '../diagnosis/finding.ts';
import type { ProbeStatus } from '../diagnosis/probe.ts';
import type { Leg } from '../path/leg.ts';

/** A probe's status on screen: its result, or where it is on the way there. */
export type ShownStatus = ProbeStatus | 'waiting' | 'running';

/** The state of a gateway in one or two words, fit to follow its name. */
export function stateWord(state: State): string {
  switch (state) {
    case 'healthy':
      return t('healthy');
    case 'degraded':
      return t('degraded');
    case 'down':
      return t('down');
    case 'unknown':
      return t('could not tell');
  }
}

/** A leg's name for people. */
export function legWord(leg: Leg): string {
  switch (leg) {
    case 'settings':
      return t('settings');
    case 'proxy':
      return t('proxy');
    case 'dns':
      return t('DNS');
    case 'tcp':
      return t('TCP');
    case 'tls':
      return t('TLS');
    case 'http':
      return t('HTTP');
    case 'stream':
      return t('stream');
    case 'gateway':
      return t('gateway');
    case 'provider':
      return t('provider');
    case 'account':
      return t('account');
    case 'request':
      return t('request');
  }
}

/** A finding's severity in a word. */
export function severityWord(severity: Severity): string {
  switch (severity) {
    case 'error':
      return t('Error');
    case 'warning':
      return t('Warning');
    case 'info':
      return t('Note');
  }
}

/** How sure a verdict is. */
export function confidenceWord(confidence: Confidence): string {
  switch (confidence) {
    case 'high':
      return t('high confidence');
    case 'medium':
      return t('medium confidence');
    case 'low':
      return t('low confidence');
  }
}

/** A probe's status in a word. */
export function statusWord(status: ShownStatus): string {
  switch (status) {
    case 'pass':
      return t('passed');
    case 'warn':
      return t('warning');
    case 'fail':
      return t('failed');
    case 'skip':
      return t('skipped');
    case 'unknown':
      return t('could not tell');
    case 'waiting':
      return t('waiting');
    case 'running':
      return t('running');
  }
}
