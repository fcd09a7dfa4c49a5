import type { Leg } from '../../path/leg.ts';
import { symptomIds } from '../seen-symptom.ts';

/**
 * What can be done about an explained error from here. `set-key`, `set-base-url`, `choose-model`: something of the user's
 * has to change. `select-gateway`: the gateway is in the catalogue, so nobody has to write its address. `diagnose`: the
 * path is measured, with the probes of the symptom first where there is one.
 */
export type ExplainedAction =
  | { do: 'set-key' | 'set-base-url' | 'choose-model' | 'select-gateway' }
  | { do: 'diagnose'; symptom?: string };

const byId: Readonly<Record<string, Exclude<ExplainedAction['do'], 'diagnose'>>> = {
  'bad-key': 'set-key',
  'wrong-host': 'select-gateway',
  'not-found': 'set-base-url',
  'not-an-api': 'set-base-url',
  'bad-address': 'set-base-url',
  'blocked-port': 'set-base-url',
  'model-not-found': 'choose-model',
  'no-endpoints': 'choose-model',
  'context-length': 'choose-model',
};

/** What is in the request itself, or no fault at all: nothing here can change or measure it. */
const nothing: readonly string[] = ['invalid-request', 'moderation', 'length-limit', 'cancelled'];

/**
 * The action that helps with an explained error. Pure.
 *
 * @param match a symptom or a fault, by its id and leg.
 * @returns undefined where only the words help.
 */
export function explainedAction({ id, leg }: { id: string; leg: Leg }): ExplainedAction | undefined {
  const direct = byId[id];
  // A page that a proxy sent has nothing to do with the address.
  if (direct && !(direct === 'set-base-url' && leg === 'proxy')) return { do: direct };
  if (nothing.includes(id)) return undefined;
  return { do: 'diagnose', ...(symptomIds.includes(id) && { symptom: id }) };
}
