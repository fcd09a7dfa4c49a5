import type { ShownFeed, Standing } from '../../../src/gateways/health/standing.ts';

/** A watched gateway that is well, with changes. */
export function aStanding(changes: Partial<Standing> = {}, health: Partial<Standing['health']> = {}): Standing {
  return {
    id: 'openrouter',
    title: 'OpenRouter',
    baseUrl: 'https://openrouter.ai/api/v1',
    historyKey: 'openrouter',
    health: {
      state: 'healthy',
      fault: null,
      leg: null,
      kind: null,
      sentence: 'It answers.',
      nextStep: '',
      latencyMs: 120,
      checkedAtMs: 0,
      lastGoodAtMs: 0,
      sinceMs: 0,
      wavering: false,
      ...health,
    },
    feed: null,
    line: [],
    wellShare: 0.98,
    requests: 1,
    dueAtMs: null,
    ...changes,
  };
}

/** An official page that is well, with changes. */
export function aFeed(changes: Partial<ShownFeed> = {}): ShownFeed {
  return { state: 'operational', pageUrl: 'https://status.example', thirdParty: false, readAtMs: 0, problem: null, incidents: [], ...changes };
}
