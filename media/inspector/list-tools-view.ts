import type { TemplateResult } from 'lit';
import { html } from 'lit';
import type { ListLabels } from '../../src/editor/inspector/protocol.ts';
import { icon } from './icon.ts';
import type { RowChoice } from './row-list.ts';

/** What the tools change. */
interface ToolsList {
  filter: RowChoice;
  readonly paused: boolean;
  readonly callers: readonly string[];
  pause(paused: boolean): void;
}

/**
 * What chooses among the rows of a list: text, caller, only those that failed, and a pause.
 *
 * @param more further buttons.
 */
export function listToolsView(list: ToolsList, of: { id: string; title: string }, labels: ListLabels, draw: () => void, more: TemplateResult[] = []): TemplateResult {
  const { filter, paused } = list;
  const choose = (change: Partial<RowChoice>): void => {
    list.filter = { ...filter, ...change };
    draw();
  };
  const pause = (): void => {
    list.pause(!paused);
    draw();
  };
  return html`
    <div class="connection-tools" role="group" aria-label="${labels.filter}: ${of.title}">
      <input
        class="table-filter"
        id="${of.id}-filter"
        type="search"
        placeholder=${labels.filter}
        aria-label="${labels.filter}: ${of.title}"
        .value=${filter.text}
        @input=${(event: Event) => choose({ text: (event.currentTarget as HTMLInputElement).value })}
      />
      <select
        class="choice"
        aria-label=${labels.caller}
        .value=${filter.caller}
        @change=${(event: Event) => choose({ caller: (event.currentTarget as HTMLSelectElement).value })}
      >
        <option value="" ?selected=${filter.caller === ''}>${labels.allCallers}</option>
        ${list.callers.map((name) => html`<option value=${name} ?selected=${filter.caller === name}>${name}</option>`)}
      </select>
      <label class="only-failed">
        <input type="checkbox" .checked=${filter.onlyFailed} @change=${(event: Event) => choose({ onlyFailed: (event.currentTarget as HTMLInputElement).checked })} />
        ${labels.onlyFailed}
      </label>
      <button class="button" id="pause-${of.id}s" @click=${pause}>
        ${icon(paused ? 'play' : 'debug-pause')}<span>${paused ? labels.resume : labels.pause}</span>
      </button>
      ${more}
    </div>
  `;
}
