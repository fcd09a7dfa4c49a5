import type { ClashKnowledge } from './connection.ts';

/** Knows nothing beside the configuration; for those who know some of it to begin with. */
export const nothingKnown: ClashKnowledge = {
  addressOf: () => undefined,
  ruleSet: () => undefined,
  geosite: () => undefined,
  geoip: () => undefined,
  asn: () => undefined,
  chosen: () => undefined,
  membersOf: () => undefined,
  carriesUdp: () => undefined,
};
