import type { ControllerAddress } from '../../clash/controller/address.ts';
import { controllerClient } from '../../clash/controller/client.ts';
import type { ControllerFault, FaultDetails } from '../../clash/controller/fault.ts';
import { Secret } from '../../path/secret.ts';
import type { ClashCoreSeen, ClashPlace } from './evidence.ts';
import type { FoundCore, LookRequest } from './find-core.ts';

/** A look as a thread is told of it: nothing but what can be copied. */
export interface LookJob {
  address: ControllerAddress;
  secret?: string;
  roots?: readonly string[];
  place: ClashPlace;
  title: string;
  /** The file that names the controller. */
  file?: string;
  request: Pick<LookRequest, 'hosts' | 'process' | 'environment' | 'platform' | 'homeDirectory' | 'network' | 'systemAddresses' | 'namedLists' | 'direct' | 'own'>;
  paths: readonly { id: string; proxyUrl?: string }[];
}

/** What came of it. */
export type LookAnswer = { core: ClashCoreSeen } | { fault: ControllerFault; details: FaultDetails };

/** A look to hand over. The secret stays in this process. */
export function lookJobOf({ client, place, title, file }: FoundCore, request: LookRequest): LookJob {
  const { address, secret, roots } = client.access;
  const { hosts, process, environment, platform, homeDirectory, network, systemAddresses, namedLists, direct, own, paths } = request;
  return {
    address,
    ...(secret && { secret: secret.reveal() }),
    ...(roots && { roots }),
    place,
    title,
    ...(file && { file: file.path }),
    request: { hosts, environment: { ...environment }, platform, homeDirectory, ...(process !== undefined && { process }), ...(network !== undefined && { network }), ...(systemAddresses && { systemAddresses }), ...(namedLists !== undefined && { namedLists }), ...(direct && { direct }), ...(own && { own }) },
    paths: paths.map(({ id, proxyUrl }) => ({ id, ...(proxyUrl && { proxyUrl: proxyUrl.href }) })),
  };
}

/** The same look, where it is taken. */
export function lookOf({ address, secret, roots, place, title, file, request, paths }: LookJob): { found: FoundCore; request: LookRequest } {
  const client = controllerClient(address, secret === undefined ? undefined : new Secret(secret), roots);
  return {
    found: { client, place, title, ...(file !== undefined && { file: { path: file } }) },
    request: { ...request, paths: paths.map(({ id, proxyUrl }) => ({ id, ...(proxyUrl !== undefined && { proxyUrl: new URL(proxyUrl) }) })) },
  };
}
