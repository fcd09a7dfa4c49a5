import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { t } from '@vscode/l10n';
import { plainText } from '../network-failure.ts';
import { UnknownClientError } from '../routes.ts';
import type { FoundProgram, MeasurableClient } from './client.ts';
import { clientEnvironment } from './client-environment.ts';
import { measurableClients } from './clients/index.ts';
import { findProgram } from './find-program.ts';
import { inTurns } from './in-turns.ts';
import { runClient } from './run-client.ts';

/** Ids of all clients that can be measured. */
export const measurableIds: readonly string[] = measurableClients.map(({ id }) => id);

/** A client that is on this machine. */
export interface ReadyClient extends FoundProgram {
  client: MeasurableClient;
}

/** Where to look. */
export interface FindRequest {
  /** Variables that the clients are asked with. */
  environment: Readonly<Record<string, string | undefined>>;
  /** This process's own. */
  machine: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
  /** Dialect ids; without them every client that is neither slow nor writes anything. */
  clients?: readonly string[] | undefined;
  limitMs: number;
  signal: AbortSignal;
}

/** A folder that is empty and goes when the work is done. */
export async function inEmptyFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'gatehouse-measure-'));
  try {
    return await work(folder);
  } finally {
    await fs.rm(folder, { recursive: true, force: true, maxRetries: 2 });
  }
}

/** The clients asked for, or the usual ones, of those that can be started on a platform. @throws UnknownClientError */
export function chosenClients(ids: readonly string[] | undefined, platform: NodeJS.Platform): readonly MeasurableClient[] {
  const chosen = ids?.map((id) => {
    const client = measurableClients.find((known) => known.id === id);
    if (client) return client;
    throw new UnknownClientError(t('"{0}" can not be measured. These can: {1}.', plainText(id, 60), measurableIds.join(', ')));
  });
  return (chosen ?? measurableClients.filter(({ onRequest }) => !onRequest)).filter(
    ({ platforms }) => !platforms || platforms.includes(platform),
  );
}

/** The programs that measuring would start, as found on the search path; none is started for this. */
export async function programsToMeasure(
  machine: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): Promise<string[]> {
  const files = await inTurns(chosenClients(undefined, platform), ({ programs }) => findProgram(programs, machine, platform));
  return [...new Set(files.filter((file) => file !== undefined))];
}

/**
 * Looks for the clients; what is started for it prints its version and nothing else.
 *
 * @throws UnknownClientError for a client that can't be measured; the signal's reason.
 */
export async function findClients(request: FindRequest): Promise<{ ready: ReadyClient[]; absent: string[] }> {
  const { platform, limitMs, signal } = request;
  const wanted = chosenClients(request.clients, platform);
  const environment = clientEnvironment(request.environment, request.machine);
  const printed = new Map<string, Promise<string>>();
  const found = await inEmptyFolder((directory) =>
    inTurns(wanted, async (client) => {
      const file = await findProgram(client.programs, request.machine, platform);
      if (file === undefined) return undefined;
      const key = JSON.stringify([file, client.version.args]);
      const output =
        printed.get(key) ??
        runClient(file, client.version.args, { environment, directory, limitMs, signal }).then(({ stdout }) => stdout);
      printed.set(key, output);
      const version = versionIn(await output, client);
      return version === undefined ? undefined : { client, file, version };
    }),
  );
  const ready = found.filter((one) => one !== undefined);
  const absent = wanted.filter((one) => !ready.some(({ client }) => client === one)).map(({ id }) => id);
  return { ready, absent };
}

function versionIn(output: string, { id, version }: MeasurableClient): string | undefined {
  if (version.pattern) return version.pattern.exec(output)?.[1];
  try {
    const found = (JSON.parse(output) as Record<string, unknown>)[id];
    return typeof found === 'string' && /^[\w.+-]{1,40}$/.test(found) ? found : undefined;
  } catch {
    return undefined;
  }
}
