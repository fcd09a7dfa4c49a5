/** Gatehouse's own shim, as the variables of a program that was started through it name it. Pure. */

/** Set beside the proxy variables by whoever leads a program through the shim (`shim/environment/variables.ts`). */
const portVariable = 'gatehouse_shim_port';

/** The port of the shim that these variables lead to; undefined where they lead to none. */
export function shimPortOf(variables: Readonly<Record<string, string>>): number | undefined {
  const text = Object.entries(variables).find(([name]) => name.toLowerCase() === portVariable)?.[1] ?? '';
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port > 0 && port <= 65_535 ? port : undefined;
}

/** Whether a text names that shim, with or without credentials, masked ones too. */
export function namesShim(text: string, port: number): boolean {
  return new RegExp(`//(?:[^/\\s]*@)?127\\.0\\.0\\.1:${port}(?:/|\\s|$)`).test(text);
}
