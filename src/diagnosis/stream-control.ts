/** Asking once more another way, after a stream came in one lump: only a comparison tells who collects it. */
import { t } from '@vscode/l10n';
import type { HttpProtocol } from '../path/http.ts';
import type { NetworkPath } from '../path/network-path.ts';
import type { StreamControl } from './evidence.ts';
import { httpAccessOnce, tlsOnce } from './path-measurements.ts';
import type { PlannedSpend } from './planned-spend.ts';
import { tlsEnd } from './probes/idle.ts';
import { streamOnce, type Asking } from './streamed-answer.ts';

export interface ControlFacts {
  practice: boolean;
  /** What the first answer was spoken over. */
  over: HttpProtocol | undefined;
  /** The other version of HTTP was asked already. */
  both: boolean;
}

/**
 * Repeats the question by another network path: direct where the first went by a proxy, by a proxy of another client
 * where it went direct. Where no other way leads to the gateway, by the same path over HTTP/1.1. One answer at most is
 * asked for.
 *
 * @returns every way that was tried, the last of them perhaps with an answer; empty where there is none.
 */
export async function askAnotherWay(
  asking: Asking,
  plan: PlannedSpend,
  { practice, over, both }: ControlFacts,
): Promise<StreamControl[]> {
  const tried: StreamControl[] = [];
  const other = otherPath(asking);
  if (other) {
    const control = await byPath(asking, other, plan, practice);
    tried.push(control);
    if (control.run?.record) return tried;
  }
  if (over !== 'h2' || both) return tried;
  const { run, notReached } = await streamOnce(asking, plan, 'http/1.1');
  tried.push({ kind: 'protocol', path: asking.path.id, run, ...(notReached && { failure: notReached }) });
  return tried;
}

/** The way to compare with. Going direct is tried also where no client does; it is how a proxy is told from the rest. */
function otherPath({ subject, path }: Asking): NetworkPath | undefined {
  if (path.mode === 'direct') return subject.paths.find(({ mode }) => mode !== 'direct');
  return (
    subject.paths.find(({ mode }) => mode === 'direct') ?? {
      id: 'direct',
      mode: 'direct',
      label: t('direct'),
      clients: [],
      primary: false,
    }
  );
}

async function byPath(asking: Asking, path: NetworkPath, plan: PlannedSpend, practice: boolean): Promise<StreamControl> {
  const { subject, measurements } = asking;
  const control: StreamControl = { kind: 'path', path: path.id };
  const access = await httpAccessOnce(subject, path, measurements);
  if (!access.ready) {
    const failure = access.notReached ?? (await handshakeFailure(asking, path));
    return failure ? { ...control, failure } : { ...control, withheld: true };
  }
  control.tlsEnd = await tlsEnd(subject, path, measurements);
  if (!access.confidential && !practice) return { ...control, withheld: true };
  const { run, notReached } = await streamOnce({ ...asking, path, roots: access.roots }, plan, 'h2-too');
  return { ...control, run, ...(notReached && { failure: notReached }) };
}

async function handshakeFailure({ subject, measurements }: Asking, path: NetworkPath): Promise<StreamControl['failure']> {
  const seen = await tlsOnce(subject, path, measurements);
  return 'observation' in seen ? seen.observation.failure : undefined;
}
