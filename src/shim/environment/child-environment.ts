/** What the environment of a child process gets so that its calls go through the shim and its roots are not fewer. Pure. */
import { entriesOf, mergeEnvironment, nameKey, wayBack, type Environment, type EnvironmentChange } from './change.ts';
import { entriesIn, mergedExclusions } from './exclusions.ts';
import { formerText } from './former.ts';
import { recordIn, upstreamVariables, withoutShim } from './nested.ts';
import { childVariables, formerVariable, type ChildVariable } from './variables.ts';

/** A file of roots, and what it may stand in for. */
export interface RootBundle {
  file: string;
  /**
   * It holds the public roots, the system's, and everything that the variables of the base environment name. A variable
   * that takes the place of other roots is set only then.
   */
  whole: boolean;
  /** It holds what the settings of these tools name too. */
  ofTools: readonly ('git' | 'cargo')[];
}

/** All that decides what a child gets. */
export interface ChildQuestion {
  /** What it would have without. */
  base: Environment;
  platform: NodeJS.Platform;
  /** `proxyAddress()`: with the token. */
  proxy: string;
  /** Null leaves every variable of trust as it is. */
  bundle: RootBundle | null;
  /** Hosts that go direct, beside those of the user's NO_PROXY. */
  exclude?: readonly string[];
  /** False: Node's switch stays as it is. */
  nodeSwitch?: boolean;
  /** The local endpoint for agents; never without being asked for. */
  endpoint?: LocalEndpoint;
  /** The endpoint and no proxy; exclusions only where a proxy is set, as it would get what is meant for this machine. */
  endpointOnly?: boolean;
}

/** Where the endpoint is, and what lets a program in. */
export interface LocalEndpoint {
  /** Without `/v1`. */
  url: string;
  token: string;
}

/** What to set. `childChange` takes nothing away, so an editor's collection, which can't, is as good as a new environment. */
export interface ChildChange extends EnvironmentChange {
  /** Entries of the user's NO_PROXY: these hosts still go direct. `*` among them: everything does. */
  direct: readonly string[];
}

/** Variables that npm, pnpm, Yarn, pip or Python read in any case (npm/config; Python urllib.request, getproxies_environment). */
const readInAnyCase = /^(?:p?npm_config|yarn)_|_proxy$/i;
const namesOfOurs = new Set(childVariables.map(({ name }) => name));

/** One that the table does not have itself. */
function isOtherSpelling(name: string, known: string): boolean {
  return name.toLowerCase() === known.toLowerCase() && !namesOfOurs.has(name);
}

/**
 * Works out the variables. Where the base has a shim's address with its record (`gatehouse env`), the environment before
 * it counts. Spellings of a name that only case tells apart are set too, as npm and Python read any.
 */
export function childChange(question: ChildQuestion): ChildChange {
  const base = withoutShim(question.base, question.platform);
  const there = entriesOf(base);
  const keyOf = nameKey(question.platform);
  const set = new Map<string, readonly [name: string, value: string]>();
  const now = lookUp(there, question.platform);
  const wanted = question.endpointOnly ? ofEndpoint(upstreamVariables(base, undefined)) : childVariables;
  for (const variable of wanted) {
    const value = valueFor(variable, question, now);
    if (value === undefined) continue;
    const spellings = readInAnyCase.test(variable.name) ? there.map(([name]) => name) : [];
    for (const name of [variable.name, ...spellings.filter((one) => isOtherSpelling(one, variable.name))]) {
      if (!set.has(keyOf(name))) set.set(keyOf(name), [name, value]);
    }
  }
  const lists = there.filter(([name]) => name.toLowerCase() === 'no_proxy').flatMap(([, list]) => entriesIn(list));
  return { set: [...set.values()], unset: [], direct: [...new Set(lists)] };
}

/**
 * The environment of a child in whole. With `keepFormer`, it holds what is needed to go back; without, former values, a
 * proxy's password among them, are not in it.
 */
export function childEnvironment(question: ChildQuestion, keepFormer = false): Record<string, string> {
  const { base, platform } = question;
  if (keepFormer) return mergeEnvironment(base, reversibleChange(question), platform).environment;
  return mergeEnvironment(withoutShim(base, platform), childChange(question), platform).environment;
}

/**
 * The same change with the record of what was there before in a variable of its own, for a shell. What an earlier one set
 * there and this one does not goes back.
 */
export function reversibleChange(question: ChildQuestion): ChildChange {
  const { base, platform } = question;
  const keyOf = nameKey(platform);
  const change = childChange(question);
  const { record } = mergeEnvironment(withoutShim(base, platform), change, platform);
  const set = [...change.set, [formerVariable, formerText(record)] as const];
  const names = new Set(set.map(([name]) => keyOf(name)));
  const earlier = recordIn(base, platform);
  const back = earlier ? wayBack(base, earlier, platform) : { set: [], unset: [] };
  return {
    set: [...back.set.filter(([name]) => !names.has(keyOf(name))), ...set],
    unset: back.unset.filter((name) => !names.has(keyOf(name))),
    direct: change.direct,
  };
}

/** The endpoint's variables alone, whatever else is there. */
export function endpointChange(endpoint: LocalEndpoint): EnvironmentChange {
  const question: ChildQuestion = { base: {}, platform: 'linux', proxy: '', bundle: null, endpoint, endpointOnly: true };
  const { set, unset } = childChange(question);
  return { set, unset };
}

/** @param proxies what leads to a proxy without the shim. */
function ofEndpoint(proxies: Readonly<Record<string, string>>): readonly ChildVariable[] {
  const hasProxy = Object.keys(proxies).some((name) => !/^no_?proxy$|_no_?proxy$/i.test(name));
  return childVariables.filter(({ value, when }) => when === 'asked' || (hasProxy && value === 'exclusions'));
}

/** What a variable is set to now, as its readers see it. */
type Now = (name: string) => string | undefined;

function valueFor(variable: ChildVariable, question: ChildQuestion, now: Now): string | undefined {
  const { name, value, when } = variable;
  if (when === 'present' && !now(name)) return undefined;
  switch (value) {
    case 'proxy':
      return question.proxy;
    case 'port':
      return new URL(question.proxy).port;
    case 'on':
      return question.nodeSwitch === false ? undefined : '1';
    case 'exclusions':
      return mergedExclusions(listFor(name, now), question.exclude);
    case 'roots':
      return rootsFor(variable, question, now(name));
    case 'endpoint':
      return question.endpoint?.url;
    case 'endpoint/v1':
      return question.endpoint && `${question.endpoint.url}/v1`;
    case 'endpoint token':
      return question.endpoint?.token;
    case 'blank':
      return question.endpoint && '';
  }
}

function rootsFor({ replaces, beats }: ChildVariable, { bundle }: ChildQuestion, now: string | undefined): string | undefined {
  if (!bundle) return undefined;
  // An added file takes the place of the one that was added before.
  if (!bundle.whole && (replaces || now)) return undefined;
  if (beats && !now && !bundle.ofTools.includes(beats)) return undefined;
  return bundle.file;
}

/** The list that readers of a variable have now: what one spelling lacks, they find in the other. */
function listFor(name: string, now: Now): string {
  const names = name === 'no_proxy' ? ['no_proxy', 'NO_PROXY'] : [name, 'NO_PROXY', 'no_proxy'];
  return names.map(now).find((list) => list !== undefined && list.trim() !== '') ?? '';
}

/** Package managers read their variables in any case, as everybody does on Windows; one with something in it counts first. */
function lookUp(there: readonly (readonly [name: string, value: string])[], platform: NodeJS.Platform): Now {
  const exact = new Map(there);
  const anyCase = new Map<string, string>();
  for (const [name, value] of there) if (!anyCase.get(name.toUpperCase())) anyCase.set(name.toUpperCase(), value);
  return (name) => (platform === 'win32' || /^(?:p?npm_config|yarn|PIP)_/.test(name) ? anyCase.get(name.toUpperCase()) : exact.get(name));
}
