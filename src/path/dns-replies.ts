/** What DNS servers answered, as plain data. */
import type { Damage } from './dns-message.ts';
import type { NetworkFailure } from './network-failure.ts';

/** What one server answered to one question. */
export interface ServerReply {
  durationMs: number;
  /** 0 is success, 2 SERVFAIL, 3 NXDOMAIN, 5 REFUSED. */
  rcode: number;
  authoritative: boolean;
  recursionAvailable: boolean;
  truncated: boolean;
  /** A and AAAA records of the answer. */
  addresses: readonly string[];
  /** The smallest time to live in the answer; null when it holds no record. */
  ttlSeconds: number | null;
  /** Records of the type that was asked for. */
  records: number;
  /** Set when the message was broken. */
  damage?: Damage;
}

/** A reply, or why there is none. */
export type ServerAnswer = ServerReply | { durationMs: number; failure: NetworkFailure };

/** Everything one server was asked. */
export interface ServerObservation {
  /** As the system names it: `192.0.2.53`, `[2001:db8::53]:5353`. */
  server: string;
  /** A records over UDP. */
  udp: ServerAnswer;
  /** A second, different answer to the same question: somebody answered in place of the server. */
  second?: ServerReply;
  /** AAAA and HTTPS (type 65) records over UDP. Null when the first question got no answer. */
  ipv6: ServerAnswer | null;
  https: ServerAnswer | null;
  /** A records of a name that is never registered. */
  invented: ServerAnswer | null;
  /** A records over TCP; null when that was not asked. */
  tcp: ServerAnswer | null;
}

/** True for an answer that arrived. */
export function replied(answer: ServerAnswer | null | undefined): answer is ServerReply {
  return answer !== null && answer !== undefined && 'rcode' in answer;
}
