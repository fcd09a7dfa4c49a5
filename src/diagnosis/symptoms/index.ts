import { answerSymptoms } from './answer.ts';
import { httpSymptoms } from './http.ts';
import { proxySymptoms } from './proxy.ts';
import { settingsSymptoms } from './settings.ts';
import { streamSymptoms } from './stream.ts';
import type { Symptom } from './symptom.ts';
import { tcpSymptoms } from './tcp.ts';
import { tlsSymptoms } from './tls.ts';

/** Every known symptom. When two weigh the same, the one that is listed first is named first. */
export const symptoms: readonly Symptom[] = [
  ...settingsSymptoms,
  ...proxySymptoms,
  ...tlsSymptoms,
  ...streamSymptoms,
  ...answerSymptoms,
  ...httpSymptoms,
  ...tcpSymptoms,
];
