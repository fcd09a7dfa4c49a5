import type { Gateway } from '../../gateways/gateway.ts';
import type { EndpointConfiguration } from '../../shim/endpoint/chains/chain.ts';
import type { ChainFile } from '../../shim/endpoint/chains/chain-file.ts';
import type { AssembledEndpoint, WantedKey } from '../../shim/endpoint/chains/endpoint-configuration.ts';
import type { KeyStore } from '../secrets.ts';
import type { EndpointSettings } from './endpoint-of.ts';
import type { ChainsRoom } from './load-chains.ts';

/** What the configuration is made of. */
export interface EndpointSources {
  load(): Promise<ChainsRoom>;
  enabled(): boolean;
  settings(): EndpointSettings;
  gateways(): readonly Gateway[];
  /** Of the workspace, where the user has agreed to them. */
  workspace(): Promise<ChainFile | undefined>;
  keys: Pick<KeyStore, 'get'>;
  /** Sentences that hold no secret. */
  log(line: string): void;
}

/** A setting that can't be used. The message is for the user. */
export class EndpointSettingError extends Error {
  readonly settingId: string;

  constructor(message: string, settingId: string) {
    super(message);
    this.name = 'EndpointSettingError';
    this.settingId = settingId;
  }
}

/**
 * What the endpoint is to serve now; undefined while it is switched off. The keys in it go to the shim and nowhere else.
 *
 * @throws EndpointSettingError
 */
export async function endpointConfiguration(sources: EndpointSources): Promise<EndpointConfiguration | undefined> {
  if (!sources.enabled()) return undefined;
  const { endpointOf, assembleEndpoint, wantedKeys } = await sources.load();
  const made = endpointOf(sources.settings(), sources.gateways(), await sources.workspace());
  if (!made.parts) throw new EndpointSettingError(made.problem, made.settingId);
  const keys = new Map<WantedKey, string>();
  const wanted = wantedKeys(made.parts);
  for (const one of wanted) {
    const key = await sources.keys.get(one.gateway, one.name).catch(() => undefined);
    if (key) keys.set(one, key.reveal());
  }
  const of = ({ gateway, name }: WantedKey): string | undefined => {
    const found = wanted.find((one) => one.gateway.id === gateway.id && one.name === name);
    return found && keys.get(found);
  };
  const { configuration, keyProblems }: AssembledEndpoint = assembleEndpoint(made.parts, of);
  for (const line of [...made.notes, ...keyProblems.map(({ text }) => text)]) sources.log(line);
  return configuration;
}
