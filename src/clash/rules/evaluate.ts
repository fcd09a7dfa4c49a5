import type { ClashConfiguration } from '../configuration/model.ts';
import { surroundingsOf } from './before-rules.ts';
import type { ClashConnection, ClashKnowledge } from './connection.ts';
import type { ClashExplanation, PassedOver, RuleReference, Undecided } from './explanation.ts';
import type { Workshop } from './kind.ts';
import { kindOf } from './kinds/index.ts';
import { isRule, parseCondition } from './parse-rule.ts';
import { Policies } from './policies.ts';
import { Question, type Row, type Surroundings } from './question.ts';
import type { RuleLine } from './rule.ts';
import { RuleList } from './rule-list.ts';
import { isMissing, type Verdict } from './verdict.ts';

/** A configuration made ready for being asked about many connections. */
export interface CompiledRules {
  explain(connection: ClashConnection, knowledge: ClashKnowledge): ClashExplanation;
}

/** Nobody reads more, and a connection without a name may be undecided by a hundred thousand rows. */
const mostUndecided = 200;

const compiled = new WeakMap<ClashConfiguration, CompiledRules>();

/** What the core would do with a connection. The same configuration may be asked again and again: it is made ready once. */
export function explainConnection(configuration: ClashConfiguration, connection: ClashConnection, knowledge: ClashKnowledge): ClashExplanation {
  let rules = compiled.get(configuration);
  if (!rules) compiled.set(configuration, (rules = compileRules(configuration)));
  return rules.explain(connection, knowledge);
}

/** Makes a configuration ready: a hundred thousand rules take some tens of milliseconds, a question then some microseconds. */
export function compileRules(configuration: ClashConfiguration): CompiledRules {
  const providers = new Map(configuration.ruleProviders.toReversed().map((provider) => [provider.name.value, provider]));
  const workshop: Workshop = {
    parseCondition,
    test: (condition) => kindOf(condition.type).test(condition, workshop),
    ruleSet: (name) => providers.get(name),
  };
  const lists = new Map<string, RuleList>();
  const listOf = (name: string, lines: readonly RuleLine[]): RuleList => {
    let list = lists.get(name);
    if (!list) lists.set(name, (list = new RuleList(name, lines, workshop)));
    return list;
  };
  const main = new RuleList('rules', configuration.rules, workshop);
  const subRule = (name: string): RuleList | undefined => {
    const lines = configuration.subRules.get(name);
    return lines && listOf(name, lines);
  };
  const policies = new Policies(configuration);
  const surroundings = surroundingsOf(configuration);
  return { explain: (connection, knowledge) => new Walk({ main, subRule, policies, surroundings }, connection, knowledge).explain(configuration.mode) };
}

interface Ready {
  readonly main: RuleList;
  subRule(name: string): RuleList | undefined;
  readonly policies: Policies;
  readonly surroundings: Surroundings;
}

interface Hit {
  readonly rule: RuleReference;
  readonly policy: string;
}

/** One connection on its way. */
class Walk {
  private readonly ready: Ready;
  private readonly knowledge: ClashKnowledge;
  private readonly question: Question;
  private readonly network: 'tcp' | 'udp';
  private readonly undecided: Undecided[] = [];
  private readonly passedOver: PassedOver[] = [];

  constructor(ready: Ready, connection: ClashConnection, knowledge: ClashKnowledge) {
    this.ready = ready;
    this.knowledge = knowledge;
    this.question = new Question(connection, knowledge, ready.surroundings);
    this.network = connection.network;
  }

  explain(mode: string): ClashExplanation {
    if (mode === 'global' || mode === 'direct') return this.explanation(mode, undefined, mode === 'global' ? 'GLOBAL' : 'DIRECT');
    const hit = this.goDown();
    return this.explanation('rule', hit?.rule, hit?.policy ?? 'DIRECT');
  }

  /** The list of `rules`: what a row leads to is looked at before it counts. */
  private goDown(): Hit | undefined {
    let hit: Hit | undefined;
    this.ready.main.walk(this.question, (row, verdict) => {
      const found = this.rowHit(row, verdict, []);
      if (found && this.counts(found)) hit = found;
      return hit !== undefined;
    });
    return hit;
  }

  /** Whether a row's end is one that a connection can take. */
  private counts({ rule, policy }: Hit): boolean {
    const { policies } = this.ready;
    const passes = policies.passes(policy, this.knowledge);
    if (passes !== false) {
      if (passes) this.passedOver.push({ rule, why: 'pass' });
      else this.note({ rule, missing: 'members', detail: policy, policy });
      return false;
    }
    if (this.network === 'tcp') return true;
    const udp = policies.carriesUdp(policy, this.knowledge);
    if (udp === false) this.passedOver.push({ rule, why: 'udp' });
    else if (udp === undefined) this.note({ rule, missing: 'udp', detail: policy, policy });
    return udp === true;
  }

  /** Where a row that may match leads; undefined where that is nowhere, or not known. */
  private rowHit(row: Row, verdict: Verdict, via: readonly RuleReference[]): Hit | undefined {
    const rule = referenceTo(row, via);
    const asked = row.line.rule;
    const target = isRule(asked) ? asked.target : '';
    if (isRule(asked) && asked.type === 'SUB-RULE') {
      const sub = this.question.inDoubt(isMissing(verdict), () => this.subHit(target, [...via, rule]));
      if (!isMissing(verdict)) return sub;
      if (sub) this.noteRow({ rule, ...verdict, policy: sub.policy });
      return undefined;
    }
    if (isMissing(verdict)) {
      this.noteRow({ rule, ...verdict, policy: target });
      return undefined;
    }
    if (target === 'PASS-RULE') {
      this.passedOver.push({ rule, why: 'pass-rule' });
      return undefined;
    }
    return { rule, policy: target };
  }

  /** The first row of a sub-rule that matches decides for it, whatever it leads to; none: the list above goes on. */
  private subHit(name: string, via: readonly RuleReference[]): Hit | undefined {
    const list = this.ready.subRule(name);
    // Lists that name each other are refused by the core.
    if (!list || via.some((above) => above.list === name)) return undefined;
    let hit: Hit | undefined;
    list.walk(this.question, (row, verdict) => {
      hit = this.rowHit(row, verdict, via);
      return hit !== undefined;
    });
    return hit;
  }

  /** A row of `rules` whose policy no such connection can take changes nothing by matching; in a sub-rule it ends that one. */
  private noteRow(undecided: Undecided): void {
    const { policies } = this.ready;
    const { rule, policy } = undecided;
    if (rule.via === undefined && (policies.passes(policy, this.knowledge) === true || (this.network === 'udp' && policies.carriesUdp(policy, this.knowledge) === false))) return;
    this.note(undecided);
  }

  private note(undecided: Undecided): void {
    if (this.undecided.length < mostUndecided) this.undecided.push(undecided);
  }

  private explanation(mode: 'rule' | 'global' | 'direct', rule: RuleReference | undefined, policy: string): ClashExplanation {
    const undecided = this.undecided.filter((each) => each.policy !== policy);
    const { resolvedBy } = this.question;
    const { chain, complete } = this.ready.policies.chain(policy, this.knowledge);
    return { mode, complete: undecided.length === 0, rule, policy, chain, chainComplete: complete, undecided, passedOver: this.passedOver, resolvedBy: resolvedBy && referenceTo(resolvedBy, []) };
  }
}

function referenceTo({ list, line: { index, text, rule } }: Row, via: readonly RuleReference[]): RuleReference {
  return { list, index, text, ...(isRule(rule) && rule.type === 'RULE-SET' && { provider: rule.payload }), ...(via.length > 0 && { via }) };
}
