/** A gateway as this room knows it: which hosts its calls go to. Other rooms make it from their catalogue. */
export interface GatewayHost {
  /** The gateway's id. */
  readonly id: string;
  /** As people know it. */
  readonly name: string;
  /** Lower case, no port. */
  readonly host: string;
  /** Of the API's URL. */
  readonly port: number;
  /** True where the user calls it; the others are only known. */
  readonly inUse: boolean;
}
