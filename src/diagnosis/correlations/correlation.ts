import type {
  ClashEvidence,
  ConnectEvidence,
  DnsEvidence,
  HttpEvidence,
  ProxyEnvironmentEvidence,
  StacksEvidence,
  TlsEvidence,
} from '../evidence.ts';
import type { Finding } from '../finding.ts';
import type { SubjectFacts } from '../subject.ts';

/** Evidence by probe id; a probe that did not measure is absent. */
export interface AllEvidence {
  dns?: DnsEvidence;
  connect?: ConnectEvidence;
  tls?: TlsEvidence;
  http?: HttpEvidence;
  clash?: ClashEvidence;
  stacks?: StacksEvidence;
  'proxy-environment'?: ProxyEnvironmentEvidence;
}

/** Makes of the findings what the evidence of several probes together says of them. Pure. */
export type Correlation = (
  findings: readonly Finding[],
  evidence: AllEvidence,
  facts: SubjectFacts,
) => readonly Finding[];
