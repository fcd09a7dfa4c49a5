/** A fault in words: what it is, why it happens, what to do. */
export interface FaultWords {
  title: string;
  cause: string;
  nextStep: string;
}
