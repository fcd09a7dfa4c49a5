import type { Leg } from '../../path/leg.ts';
import { symptoms } from './index.ts';

/** A symptom as it is offered to somebody who has no error text. */
export interface OfferedSymptom {
  id: string;
  leg: Leg;
  title: string;
}

/** All symptoms in the user's language, in the order they are offered. */
export function offeredSymptoms(): OfferedSymptom[] {
  return symptoms.map(({ id, leg, title }) => ({ id, leg, title: title() }));
}
