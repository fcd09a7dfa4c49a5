import { redactProxyUrl } from '../../path/proxy-redaction.ts';
import type { JournalEntry } from './entry.ts';

/**
 * An entry as it leaves the data path: its own fields and no other, so that nothing which was hung on the object there
 * gets into a file or a message; the proxy without anything that could be a credential.
 */
export function copyEntry(entry: JournalEntry): JournalEntry {
  const { id, startedAtMs, kind, caller, process, host, port, route, timings, bytesUp, bytesDown, longestSilenceMs, requests, end } = entry;
  return {
    id,
    startedAtMs,
    kind,
    caller,
    ...(process && { process: { pid: process.pid, name: process.name } }),
    host,
    port,
    ...(route && {
      route: {
        outcome: route.outcome,
        via: route.via === null ? null : redactProxyUrl(route.via),
        decidedBy: route.decidedBy,
        reason: route.reason,
      },
    }),
    timings: { ...timings },
    bytesUp,
    bytesDown,
    longestSilenceMs,
    requests,
    ...(end && {
      end: {
        by: end.by,
        how: end.how,
        ...(end.leg !== undefined && { leg: end.leg }),
        ...(end.code !== undefined && { code: end.code }),
        ...(end.status !== undefined && { status: end.status }),
      },
    }),
  };
}
