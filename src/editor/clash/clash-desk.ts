/**
 * Reads Clash files and answers what is asked about them; away from the editor's thread, so that a hundred thousand rules
 * keep nobody from typing. Imports nothing of the editor.
 */
import { lintConfiguration } from '../../clash/lint/lint.ts';
import { steadyGroup } from '../../clash/fragment/tune-all.ts';
import { tuningWords } from '../../clash/fragment/tuning.ts';
import type { GatewayHost } from '../../clash/gateway-host.ts';
import { completionsAt } from '../../clash/look/completion.ts';
import { foldsOf } from '../../clash/look/folds.ts';
import { hoverAt } from '../../clash/look/hover.ts';
import { lensesOf } from '../../clash/look/lenses.ts';
import { definitionsOf, referencesTo, ruleLineAt, symbolAt } from '../../clash/look/symbols.ts';
import type { FromDesk, Notice, Question, ToDesk } from './clash-protocol.ts';
import { DeskDocument, type DeskReading, type ReadRuleSets } from './desk-document.ts';
import { shownProblems, togetherFixes } from './shown-problems.ts';

export interface DeskSurroundings {
  /** Lines of rule sets that lie beside a document, by the provider's name. */
  ruleSets: ReadRuleSets;
  lint?: typeof lintConfiguration;
}

/** The documents that are open, each as the editor has last told it. */
export class ClashDesk {
  readonly #around: DeskSurroundings;
  readonly #documents = new Map<string, DeskDocument>();
  #gateways: readonly GatewayHost[] = [];

  constructor(around: DeskSurroundings) {
    this.#around = around;
  }

  /** @returns the answer to a question; undefined for what is only told. */
  take(message: ToDesk): FromDesk | undefined {
    if ('notice' in message) {
      this.#heed(message.notice);
      return undefined;
    }
    const { id, uri, version, question } = message;
    const document = this.#documents.get(uri);
    if (!document || document.version !== version) return { id, stale: true };
    try {
      return { id, answer: this.#answer(document, question) };
    } catch (error) {
      return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
  }

  #heed(notice: Notice): void {
    switch (notice.kind) {
      case 'opened':
        this.#documents.set(notice.uri, new DeskDocument(notice, this.#around.ruleSets));
        break;
      case 'changed':
        this.#documents.get(notice.uri)?.change(notice.version, notice.changes);
        break;
      case 'closed':
        this.#documents.delete(notice.uri);
        break;
      case 'gateways':
        this.#gateways = notice.gateways;
    }
  }

  #answer(document: DeskDocument, question: Question): unknown {
    if (question.kind === 'completion') return this.#completion(document, question.offset);
    if (question.kind === 'standing') return document.standing();
    const reading = document.read();
    if (!reading) return question.kind === 'steady' || question.kind === 'hover' || question.kind === 'definition' || question.kind === 'ruleAt' ? undefined : [];
    const { configuration, lines } = reading;
    switch (question.kind) {
      case 'lint':
        return shownProblems(configuration.text, lines, this.#problems(reading, document));
      case 'fixAll':
        return togetherFixes(lines, this.#problems(reading, document), question.id).map((edit) => ({ span: lines.spanOf(edit), text: edit.text }));
      case 'steady': {
        const place = symbolAt(configuration, question.offset);
        const steadied = place?.symbol.kind === 'policy' ? steadyGroup(configuration, place.symbol.name) : undefined;
        return (
          steadied && {
            group: steadied.group,
            changes: steadied.changes.map(({ id, now, suggested }) => `${tuningWords[id]} ${now} -> ${suggested}`),
            edits: [{ span: lines.spanOf(steadied.edit), text: steadied.edit.text }],
          }
        );
      }
      case 'hover': {
        const hover = hoverAt(configuration, question.offset, { gateways: this.#gateways, ...reading.evaluator });
        return hover && { span: lines.spanOf(hover.range), title: hover.title, lines: hover.lines };
      }
      case 'lenses':
        return lensesOf(configuration, this.#gateways, reading.evaluator.explain).map(({ words, goesTo }) => ({ words, goesTo: goesTo && lines.spanOf(goesTo) }));
      case 'definition': {
        const place = symbolAt(configuration, question.offset);
        return place && { from: lines.spanOf(place), to: definitionsOf(configuration, place.symbol).map((one) => lines.spanOf(one)) };
      }
      case 'references': {
        const place = symbolAt(configuration, question.offset);
        const found = place ? [...(question.withDefinition ? definitionsOf(configuration, place.symbol) : []), ...referencesTo(configuration, place.symbol)] : [];
        // Of a use inside a rule the whole rule is wanted: the list shows a line for each.
        return found.map((one) => lines.spanOf(ruleLineAt(configuration, one.start)?.range ?? one));
      }
      case 'folds':
        return foldsOf(configuration, lines);
      case 'ruleAt': {
        const range = configuration.rules[question.rule]?.range;
        return range && lines.spanOf(range);
      }
    }
  }

  /** What is being typed need be no YAML: names come from the last text that was read. */
  #completion(document: DeskDocument, offset: number): unknown {
    const names = document.lastRead() ?? document.read()?.configuration;
    const found = names && completionsAt(document.text, offset, names, this.#gateways);
    return found && { span: document.lines().spanOf(found.range), items: found.items };
  }

  #problems(reading: DeskReading, document: DeskDocument): ReturnType<typeof lintConfiguration> {
    const lint = this.#around.lint ?? lintConfiguration;
    return lint(reading.configuration, { gateways: this.#gateways, path: document.path, ruleSets: reading.ruleSets() });
  }
}
