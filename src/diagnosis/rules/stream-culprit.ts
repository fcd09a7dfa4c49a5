/** Who collects a stream that came in one lump, from what the same question by another way showed. */
import type { StreamControl, StreamEvidence, StreamRun } from '../evidence.ts';
import type { Confidence } from '../finding.ts';
import type { SubjectFacts } from '../subject.ts';
import { classifyRun } from './stream-class.ts';
import { pathOf } from './wording.ts';

/**
 * `proxy`: the proxy of this path; another way passes the same stream on. `way`: something on the direct way, for by a
 * proxy it comes as it is made. `protocol`: whoever speaks the one HTTP version and not the other. `interceptor`: a box
 * that reads TLS is on the way, and nothing else was there to compare with. `gateway`: the gateway or what stands in
 * front of it. `unknown`: it can't be told from here.
 */
export interface Culprit {
  who: 'proxy' | 'way' | 'protocol' | 'interceptor' | 'gateway' | 'unknown';
  confidence: Confidence;
  /** What it rests on. */
  by?: StreamControl;
}

/** Names who collects. Pure; ask only where the stream came in one lump. */
export function culpritOf(evidence: StreamEvidence, facts: SubjectFacts): Culprit {
  const controls = [...(evidence.controls ?? []), ...byOtherProtocol(evidence)];
  const streamed = controls.find(({ run }) => run && comesAsMade(run));
  if (streamed) return { who: whoDiffers(streamed, evidence, facts), confidence: 'high', by: streamed };
  const lumped = controls.find(({ kind, run }) => kind === 'path' && run && comesInOneLump(run));
  if (lumped) {
    const bothRead = evidence.tlsEnd === 'interceptor' && lumped.tlsEnd === 'interceptor';
    return bothRead
      ? { who: 'interceptor', confidence: 'medium', by: lumped }
      : { who: 'gateway', confidence: 'high', by: lumped };
  }
  return alone(evidence, facts);
}

function whoDiffers(control: StreamControl, { path }: StreamEvidence, facts: SubjectFacts): Culprit['who'] {
  if (control.kind === 'protocol') return 'protocol';
  return pathOf(path ?? '', facts)?.proxied ? 'proxy' : 'way';
}

/** A deep look asks over both protocols anyway. */
function byOtherProtocol({ otherProtocol, path, tlsEnd }: StreamEvidence): StreamControl[] {
  if (!otherProtocol) return [];
  return [{ kind: 'protocol', path: path ?? '', ...(tlsEnd && { tlsEnd }), run: otherProtocol }];
}

/** Without a second answer: only who reads TLS can know where an answer begins and ends, and hold it back whole. */
function alone({ tlsEnd, path }: StreamEvidence, facts: SubjectFacts): Culprit {
  switch (tlsEnd) {
    case 'interceptor':
      return { who: 'interceptor', confidence: 'medium' };
    case 'public-root':
      return { who: 'gateway', confidence: 'medium' };
    case 'private-root':
      return { who: facts.gateway.userDefined ? 'gateway' : 'interceptor', confidence: 'medium' };
    default:
      return facts.loopback && pathOf(path ?? '', facts)?.proxied !== true
        ? { who: 'gateway', confidence: 'medium' }
        : { who: 'unknown', confidence: 'medium' };
  }
}

function comesAsMade(run: StreamRun): boolean {
  const { class: kind, delivery } = classifyRun(run);
  return kind === 'complete' && delivery === 'as-made';
}

function comesInOneLump(run: StreamRun): boolean {
  return classifyRun(run).delivery === 'in-one-lump';
}
