import { createHash } from 'node:crypto';
import type { Attached } from '../../shim/control/attach.ts';
import type { EndpointConfiguration } from '../../shim/endpoint/chains/chain.ts';
import { emptyEndpoint } from '../../shim/endpoint/chains/endpoint-configuration.ts';

/** What a window has to say about the endpoint. */
export interface EndpointTellerNeeds {
  /** What the endpoint is to serve; undefined: nothing. It holds keys. */
  endpoint(): Promise<EndpointConfiguration | undefined>;
  /** It can't be made out, or the shim does not take it; what was told before still holds. */
  onEndpointProblem(error: unknown): void;
}

/** Tells a shim what its endpoint is to serve, when that has changed. */
export class EndpointTeller {
  readonly #needs: EndpointTellerNeeds;
  /** Which shim was told what: a digest, as it holds keys. */
  #told: { attached: Pick<Attached, 'endpoint'>; digest: string } | undefined;
  #telling: Promise<void> = Promise.resolve();

  constructor(needs: EndpointTellerNeeds) {
    this.#needs = needs;
  }

  /** One after the other, so that the last one told is the last one made. Never rejects. */
  tell(attached: Pick<Attached, 'endpoint'>): Promise<void> {
    return (this.#telling = this.#telling.then(() => this.#tellNow(attached)));
  }

  async #tellNow(attached: Pick<Attached, 'endpoint'>): Promise<void> {
    try {
      const configuration = await this.#needs.endpoint();
      const digest = createHash('sha256').update(JSON.stringify(configuration ?? emptyEndpoint)).digest('hex');
      const told = this.#told?.attached === attached ? this.#told.digest : undefined;
      // A window that has nothing to say leaves what others have told.
      if (told === digest || (told === undefined && !configuration)) return;
      await attached.endpoint(configuration ?? emptyEndpoint);
      this.#told = { attached, digest };
    } catch (error) {
      const { code } = error as { code?: unknown };
      // A shim that is gone is told of by its keeper.
      if (code !== 'LOST' && code !== 'ENDING') this.#needs.onEndpointProblem(error);
    }
  }
}
