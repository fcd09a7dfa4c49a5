import type { RuleKind } from '../kind.ts';

export const matchKind: RuleKind = {
  types: ['MATCH'],
  test: () => () => true,
};
