import type { ClashConfiguration } from '../../clash/configuration/model.ts';
import { readConfiguration } from '../../clash/configuration/read.ts';
import { recognise } from '../../clash/configuration/recognise.ts';
import { generatedBy } from '../../clash/look/generated-by.ts';
import { LineIndex } from '../../clash/look/line-index.ts';
import type { Notice, Standing, TextChange } from './clash-protocol.ts';
import { textEvaluator, type TextEvaluator } from './text-evaluator.ts';

export type ReadRuleSets = (configuration: ClashConfiguration, path: string) => ReadonlyMap<string, readonly string[]>;

/** One version of a document, read. */
export interface DeskReading {
  readonly configuration: ClashConfiguration;
  readonly lines: LineIndex;
  readonly evaluator: TextEvaluator;
  /** Lines of rule sets that lie on this machine. */
  ruleSets(): ReadonlyMap<string, readonly string[]>;
}

/** One document as the editor has last told it; read when something is asked, once a version. */
export class DeskDocument {
  readonly path: string;
  readonly #local: boolean;
  readonly #readRuleSets: ReadRuleSets;
  #text: string;
  #version: number;
  #lines: LineIndex | undefined;
  #reading: DeskReading | undefined;
  #lastRead: ClashConfiguration | undefined;

  constructor({ path, local, version, text }: Extract<Notice, { kind: 'opened' }>, readRuleSets: ReadRuleSets) {
    this.path = path;
    this.#local = local;
    this.#version = version;
    this.#text = text;
    this.#readRuleSets = readRuleSets;
  }

  get text(): string {
    return this.#text;
  }

  get version(): number {
    return this.#version;
  }

  /** Changes one after the other, each of the text that the ones before have left. */
  change(version: number, changes: readonly TextChange[]): void {
    for (const { offset, length, text } of changes) this.#text = this.#text.slice(0, offset) + text + this.#text.slice(offset + length);
    this.#version = version;
    this.#lines = undefined;
    this.#reading = undefined;
  }

  lines(): LineIndex {
    return (this.#lines ??= new LineIndex(this.#text));
  }

  standing(): Standing {
    const form = recognise(this.#text, this.path);
    const first = form === undefined ? undefined : /^["']?\+?(?:rules|prepend|payload)\+?["']?\s*:/m.exec(this.#text);
    return {
      form,
      generatedBy: form === undefined ? undefined : generatedBy(this.#text, this.path),
      rules: first ? this.lines().spanOf({ start: first.index, end: first.index + first[0].length }) : undefined,
    };
  }

  /** Undefined where it is no Clash file. */
  read(): DeskReading | undefined {
    if (this.#reading) return this.#reading;
    if (recognise(this.#text, this.path) === undefined) return undefined;
    const configuration = readConfiguration(this.#text, { path: this.path });
    let ruleSets: ReadonlyMap<string, readonly string[]> | undefined;
    const setsOnce = (): ReadonlyMap<string, readonly string[]> => (ruleSets ??= this.#local ? this.#readRuleSets(configuration, this.path) : new Map());
    // A text that is just being typed may have lost all its names for a moment.
    if (configuration.top) this.#lastRead = configuration;
    this.#reading = { configuration, lines: this.lines(), evaluator: textEvaluator(configuration, setsOnce), ruleSets: setsOnce };
    return this.#reading;
  }

  /** As it could last be read; it may be older than the text. */
  lastRead(): ClashConfiguration | undefined {
    return this.#lastRead;
  }
}
