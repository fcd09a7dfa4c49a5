import type { RuleKind } from '../kind.ts';
import { inRanges, parseRanges, type NumberRange } from '../number-ranges.ts';
import type { Verdict } from '../verdict.ts';

/** Ports of both sides and of the listener; several with `/` (core: rules/common/port.go). */
export const portKind: RuleKind = {
  types: ['SRC-PORT', 'DST-PORT', 'IN-PORT'],
  fault({ payload }) {
    return parseRanges(payload, 16)?.length ? undefined : payload;
  },
  test({ type, payload }) {
    const ranges = parseRanges(payload, 16) ?? [];
    if (type === 'DST-PORT') return (question) => compare(ranges, question.destinationPort, 'source');
    if (type === 'SRC-PORT') return (question) => compare(ranges, question.sourcePort, 'source');
    return ({ connection }) => compare(ranges, connection.inboundPort, 'inbound');
  },
};

function compare(ranges: readonly NumberRange[], port: number | null | undefined, missing: 'source' | 'inbound'): Verdict {
  return port === undefined ? { missing, detail: '' } : inRanges(ranges, port ?? 0);
}
