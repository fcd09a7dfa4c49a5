import { DomainSet, splitDomain } from './domain-set.ts';
import { hasGeositeList, readGeositeList, type GeositeDomain } from './geosite-file.ts';
import { compileRegex } from './regex-run.ts';

type GeositeTest = (host: string) => boolean | undefined;

const unknown: GeositeTest = () => undefined;

/**
 * What rows with `GEOSITE` match, by the core's own file (core: component/geodata/utils.go, LoadGeoSiteMatcher). Each list
 * is read when it is first asked for. Pure.
 */
export class GeositeLists {
  readonly #file: Uint8Array;
  readonly #wholeHost: boolean;
  readonly #tests = new Map<string, GeositeTest>();
  readonly #lists = new Map<string, readonly GeositeDomain[] | undefined>();
  #sound: boolean | undefined;

  /** @param matcher the key `geosite-matcher` of the configuration: with `mph` and `hybrid` hosts are lower-cased first */
  constructor(file: Uint8Array, matcher?: unknown) {
    this.#file = file;
    this.#wholeHost = matcher !== 'mph' && matcher !== 'hybrid';
  }

  /**
   * @param code as a row writes it: `cn`, `!cn`, `google@cn`
   * @returns undefined where the file does not tell
   */
  holds(code: string, host: string): boolean | undefined {
    const key = code.toLowerCase();
    let test = this.#tests.get(key);
    if (!test) this.#tests.set(key, (test = this.#testOf(key)));
    return test(host);
  }

  #testOf(code: string): GeositeTest {
    // The core takes a file without this list for a broken one, and fetches another (init.go).
    this.#sound ??= hasGeositeList(this.#file, 'cn');
    const not = code.startsWith('!');
    const [name = '', ...attributes] = (not ? code.slice(1) : code).split('@').map((part) => part.trim());
    const all = name === '' || !this.#sound ? undefined : this.#list(name);
    if (!all) return unknown;
    const asked = attributes.filter((attribute) => attribute !== '');
    const test = this.#compile(all.filter((one) => asked.every((attribute) => one.attributes.includes(attribute))));
    return not ? (host) => negated(test(host)) : test;
  }

  #list(name: string): readonly GeositeDomain[] | undefined {
    if (!this.#lists.has(name)) this.#lists.set(name, readGeositeList(this.#file, name));
    return this.#lists.get(name);
  }

  #compile(domains: readonly GeositeDomain[]): GeositeTest {
    const names = namesOf(domains);
    if (!names) return unknown;
    // The other matcher gives stars and capitals no meaning.
    if (!this.#wholeHost && domains.some(({ type, value }) => type !== 'regex' && /[*+A-Z]/.test(value))) return unknown;
    const keywords = domains.filter(({ type }) => type === 'plain').map(({ value }) => value);
    const expressions = domains.filter(({ type }) => type === 'regex').map(({ value }) => expression(value));
    return (written) => {
      const host = this.#wholeHost ? written : written.toLowerCase();
      const byName = names(host);
      if (byName === true || keywords.some((word) => host.includes(word))) return true;
      const answers = expressions.map((test) => test(host));
      return answers.includes(true) ? true : byName === undefined || answers.includes(undefined) ? undefined : false;
    };
  }
}

/** A name without any of what the core's tables give a meaning of its own. */
const usual = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/;

/** The lines that are names; undefined where one of them is none, which keeps the core from loading the list. */
function namesOf(domains: readonly GeositeDomain[]): GeositeTest | undefined {
  const names = domains.filter(({ type }) => type === 'domain' || type === 'full');
  if (names.every(({ value }) => usual.test(value))) {
    // Lists of a hundred thousand names are asked for a few hosts: no table is worth its making.
    return (written) => {
      const host = written.toLowerCase();
      return names.some(({ type, value }) => host.endsWith(value) && (host.length === value.length || (type === 'domain' && host[host.length - value.length - 1] === '.')));
    };
  }
  const lines = names.map(({ type, value }) => (type === 'domain' ? `+.${value}` : value));
  if (lines.some((line) => splitDomain(line) === undefined)) return undefined;
  const set = new DomainSet(lines);
  return (host) => set.has(host);
}

/** What Go's grammar has and the one that is read here has not, or has for something else. */
const elsewhere = /\(\?(?!:|i\))|\\(?![dwsDWS])[A-Za-z0-9]|\[\[:|-\[|\{\d{4}/;

/** An expression in Go's grammar (RE2), as far as it means the same in the other one. */
function expression(pattern: string): GeositeTest {
  const compiled = elsewhere.test(pattern) ? undefined : compileRegex(pattern, false);
  if (!compiled || 'fault' in compiled) return unknown;
  // Classes such as \d hold letters of other scripts in one of the two.
  return (host) => (/^[\x20-\x7e]*$/.test(host) ? compiled.test(host) : undefined);
}

function negated(answer: boolean | undefined): boolean | undefined {
  return answer === undefined ? undefined : !answer;
}
