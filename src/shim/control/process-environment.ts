/**
 * What the shim's process must not have from whoever starts it, by name in upper case. Proxy variables travel in the
 * routing, where they are shown and can be replaced; here they would count for the process itself for ever. NODE_
 * variables change how the runtime works (NODE_OPTIONS loads code, NODE_TLS_REJECT_UNAUTHORIZED ends all checks);
 * the roots that the user adds stay. The rest is the editor's own, and of one window.
 */
const unwanted = /PROXY|^NODE_(?!EXTRA_CA_CERTS$)|^VSCODE_|^ELECTRON_|^CHROME_|^GATEHOUSE_|^GIT_ASKPASS$|^TERM_PROGRAM|^npm_/i;

/** The environment of the shim's process. Pure. */
export function processEnvironment(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept = Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined && !unwanted.test(entry[0]));
  // An editor's own runtime is a Node only when it is told so; Node itself does not know the variable.
  return { ...Object.fromEntries(kept), ELECTRON_RUN_AS_NODE: '1' };
}
