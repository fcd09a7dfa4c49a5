/**
 * The expressions of rules and group filters, in .NET's grammar (core: regexp2), read strictly: what means the same in
 * every backtracking engine is taken, the rest is `unknown`, so that nobody guesses what it matches.
 */
export type RegexNode =
  | { readonly kind: 'character'; readonly matches: (codePoint: number) => boolean }
  | { readonly kind: 'assertion'; readonly at: 'start' | 'end' | 'last' | 'boundary' | 'no-boundary' }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly RegexNode[] }
  | { readonly kind: 'repeat'; readonly part: RegexNode; readonly least: number; readonly most: number }
  | { readonly kind: 'ahead'; readonly part: RegexNode; readonly not: boolean };

export type ParsedRegex = { readonly node: RegexNode } | { readonly fault: string } | { readonly unknown: string };

/** A fault is what the core refuses as well. */
export function parseRegex(pattern: string, ignoreCase: boolean): ParsedRegex {
  const start = /^\(\?i\)/.exec(pattern);
  try {
    return { node: new Parser([...pattern.slice(start?.[0].length ?? 0)], ignoreCase || start !== null).whole() };
  } catch (error) {
    if (error instanceof Refused) return { fault: error.message };
    if (error instanceof Unknown) return { unknown: error.message };
    throw error;
  }
}

class Refused extends Error {}
class Unknown extends Error {}

type Test = (codePoint: number) => boolean;

const digit = /^\p{Nd}$/u;
const word = /^[\p{L}\p{Mn}\p{Nd}\p{Pc}]$/u;
const blank = /^\s$/u;
const classes: Readonly<Record<string, Test>> = {
  d: (code) => (code < 128 ? code >= 48 && code <= 57 : digit.test(String.fromCodePoint(code))),
  w: isWordCharacter,
  s: (code) => blank.test(String.fromCodePoint(code)),
};
const controls: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, a: 7, e: 27 };
const deepest = 200;

export function isWordCharacter(code: number): boolean {
  return code < 128 ? (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95 : word.test(String.fromCodePoint(code));
}

class Parser {
  private at = 0;
  private depth = 0;
  private readonly characters: readonly string[];
  private readonly ignoreCase: boolean;

  constructor(characters: readonly string[], ignoreCase: boolean) {
    this.characters = characters;
    this.ignoreCase = ignoreCase;
  }

  whole(): RegexNode {
    const node = this.choice();
    if (this.at < this.characters.length) throw new Refused('unmatched )');
    return node;
  }

  private choice(): RegexNode {
    if (++this.depth > deepest) throw new Unknown('nested too deeply');
    const parts = [this.sequence()];
    while (this.take('|')) parts.push(this.sequence());
    this.depth--;
    return parts.length === 1 && parts[0] ? parts[0] : { kind: 'choice', parts };
  }

  private sequence(): RegexNode {
    const parts: RegexNode[] = [];
    for (let next = this.peek(); next !== undefined && next !== '|' && next !== ')'; next = this.peek()) parts.push(this.quantified());
    return { kind: 'sequence', parts };
  }

  private quantified(): RegexNode {
    if (this.quantifier()) throw new Refused('quantifier behind nothing');
    const part = this.atom();
    const count = this.quantifier();
    if (!count) return part;
    if (part.kind === 'ahead' || part.kind === 'assertion') throw new Unknown('repeated assertion');
    this.take('?');
    if (this.peek() === '+') throw new Refused('nested quantifier');
    if (this.quantifier()) throw new Refused('nested quantifier');
    return { kind: 'repeat', part, ...count };
  }

  private quantifier(): { least: number; most: number } | undefined {
    if (this.take('*')) return { least: 0, most: Infinity };
    if (this.take('+')) return { least: 1, most: Infinity };
    if (this.take('?')) return { least: 0, most: 1 };
    if (this.peek() !== '{') return undefined;
    const found = /^\{(\d{1,9})(,(\d{0,9}))?\}/.exec(this.characters.slice(this.at, this.at + 24).join(''));
    if (!found) return undefined;
    this.at += found[0].length;
    const least = Number(found[1]);
    const most = found[2] === undefined ? least : found[3] ? Number(found[3]) : Infinity;
    if (most < least) throw new Refused(`quantifier ${found[0]}`);
    return { least, most };
  }

  private atom(): RegexNode {
    const character = this.next();
    switch (character) {
      case '(': return this.group();
      case '[': return this.set();
      case '.': return { kind: 'character', matches: (code) => code !== 10 };
      case '^': return { kind: 'assertion', at: 'start' };
      case '$': return { kind: 'assertion', at: 'end' };
      case '\\': return this.escape();
      default: return this.literal(character);
    }
  }

  private group(): RegexNode {
    let ahead: { not: boolean } | undefined;
    if (this.take('?')) {
      if (this.take('=')) ahead = { not: false };
      else if (this.take('!')) ahead = { not: true };
      else if (this.take('<')) this.groupName();
      else if (!this.take(':')) throw new Unknown(`(?${this.peek() ?? ''}`);
    }
    const part = this.choice();
    if (!this.take(')')) throw new Refused('missing )');
    return ahead ? { kind: 'ahead', part, ...ahead } : part;
  }

  private groupName(): void {
    if (this.peek() === '=' || this.peek() === '!') throw new Unknown(`(?<${this.next()}`);
    let name = '';
    while (this.peek() !== '>') name += this.next();
    this.at++;
    if (!/^[a-z_]\w*$/i.test(name)) throw new Unknown(`(?<${name}`);
  }

  private escape(): RegexNode {
    const character = this.next();
    if (character === 'b') return { kind: 'assertion', at: 'boundary' };
    if (character === 'B') return { kind: 'assertion', at: 'no-boundary' };
    if (character === 'A') return { kind: 'assertion', at: 'start' };
    if (character === 'Z') return { kind: 'assertion', at: 'end' };
    if (character === 'z') return { kind: 'assertion', at: 'last' };
    const known = this.classEscape(character);
    return known ? { kind: 'character', matches: known } : this.literal(this.escaped(character));
  }

  private classEscape(character: string): Test | undefined {
    const known = classes[character];
    if (known) return known;
    const opposite = classes[character.toLowerCase()];
    return opposite && character !== character.toLowerCase() ? (code) => !opposite(code) : undefined;
  }

  private escaped(character: string): string {
    const control = controls[character];
    if (control !== undefined) return String.fromCharCode(control);
    if (character === 'x' || character === 'u') {
      const length = character === 'x' ? 2 : 4;
      const digits = this.characters.slice(this.at, this.at + length).join('');
      if (digits.length !== length || !/^[0-9a-f]+$/i.test(digits)) throw new Refused(`\\${character}${digits}`);
      this.at += length;
      return String.fromCharCode(Number.parseInt(digits, 16));
    }
    if (/[a-z0-9]/i.test(character)) throw new Unknown(`\\${character}`);
    return character;
  }

  private set(): RegexNode {
    const not = this.take('^');
    const tests: Test[] = [];
    for (let first = true; ; first = false) {
      const character = this.next('unterminated [] set');
      if (character === ']' && !first) break;
      if (character === '[' && this.peek() === ':') throw new Unknown('[:');
      if (character === '-' && this.peek() === '[') throw new Unknown('subtraction in a set');
      const known = character === '\\' ? this.classEscape(this.peek() ?? '') : undefined;
      if (known) {
        this.at++;
        tests.push(known);
        continue;
      }
      const low = this.member(character);
      if (this.peek() === '-' && this.characters[this.at + 1] !== ']') {
        this.at++;
        const end = this.next('unterminated [] set');
        if (end === '[' || (end === '\\' && this.classEscape(this.peek() ?? ''))) throw new Unknown('subtraction in a set');
        tests.push(this.range(low, this.member(end)));
      } else {
        tests.push(this.same(low));
      }
    }
    return { kind: 'character', matches: (code) => tests.some((test) => test(code)) !== not };
  }

  private member(character: string): string {
    if (character !== '\\') return character;
    const escaped = this.next('unterminated [] set');
    return escaped === 'b' ? '\b' : this.escaped(escaped);
  }

  private range(low: string, high: string): Test {
    const [from, to] = [low.codePointAt(0) ?? 0, high.codePointAt(0) ?? 0];
    if (from > to) throw new Refused(`[${low}-${high}] in reverse order`);
    if (!this.ignoreCase) return (code) => code >= from && code <= to;
    if (to > 127) throw new Unknown('letters of any case beyond ASCII');
    const inside = (code: number): boolean => code >= from && code <= to;
    return (code) => inside(code) || (code < 128 && (inside(lower(code)) || inside(upper(code))));
  }

  private same(character: string): Test {
    const wanted = character.codePointAt(0) ?? 0;
    if (!this.ignoreCase || character.toLowerCase() === character.toUpperCase()) return (code) => code === wanted;
    if (wanted > 127) throw new Unknown('letters of any case beyond ASCII');
    const folded = lower(wanted);
    return (code) => lower(code) === folded;
  }

  private literal(character: string): RegexNode {
    return { kind: 'character', matches: this.same(character) };
  }

  private peek(): string | undefined {
    return this.characters[this.at];
  }

  private next(fault = 'unexpected end'): string {
    const character = this.characters[this.at++];
    if (character === undefined) throw new Refused(fault);
    return character;
  }

  private take(character: string): boolean {
    if (this.characters[this.at] !== character) return false;
    this.at++;
    return true;
  }
}

function lower(code: number): number {
  return code >= 65 && code <= 90 ? code + 32 : code;
}

function upper(code: number): number {
  return code >= 97 && code <= 122 ? code - 32 : code;
}
