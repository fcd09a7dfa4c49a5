import { requestSchemaVersion, type RequestEntry } from './request-entry.ts';

/** One request as a JSON document, for programs and for whoever reports it. There is no secret in an entry. */
export function requestDocument(entry: RequestEntry): string {
  return JSON.stringify({ schemaVersion: requestSchemaVersion, ...entry }, null, 2);
}
