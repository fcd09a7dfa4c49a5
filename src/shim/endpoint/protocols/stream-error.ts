import { classifyStreamEvent } from '../../../gateways/classify.ts';
import { asObject } from '../../../gateways/fault-body.ts';
import type { Fault } from '../../../gateways/fault.ts';
import type { EventFields } from './event-fields.ts';

/** Names of events that are errors whatever their data is. */
const errorNames = new Set(['error', 'response.failed', 'response.error']);

/** The error that an event tells of, in whatever shape: in its data, or by its name alone. */
export function streamError({ event, data }: EventFields, json: unknown): Fault | undefined {
  const found = classifyStreamEvent(json);
  if (found) return found;
  if (event === undefined || !errorNames.has(event)) return undefined;
  const object = asObject(json);
  return classifyStreamEvent(object ? { ...object, type: event } : { error: data.trim() === '' ? event : data }) ?? undefined;
}

/** An error whose event is too long to be read. */
export function unreadError(): Fault | undefined {
  return classifyStreamEvent({ error: { message: '' } }) ?? undefined;
}
