import { t } from '@vscode/l10n';
import type { DiagnosisEvent } from '../diagnosis/doctor.ts';
import { statusWord } from '../diagnosis/render/words.ts';
import { displayWidth } from '../diagnosis/render/wrap.ts';
import type { Terminal } from './output.ts';

/** Progress of a diagnosis on stderr: a line that changes on a terminal, a line a probe elsewhere. */
export interface Progress {
  show(event: DiagnosisEvent): void;
  /** Clears what is on the screen. */
  end(): Promise<void>;
}

/** Summaries are not shown here: they are redacted only when the report is made. */
export function startProgress(terminal: Terminal): Progress {
  const running = new Map<string, string>();
  const titles = new Map<string, string>();
  let total = 0;
  let finished = 0;
  let shown = Promise.resolve();
  const write = (text: string): void => {
    shown = shown.then(() => terminal.note(text));
  };
  const live = terminal.stderrIsTty;
  const redraw = (): void => {
    const line = t(
      '{0} of {1} probes done. Running: {2}',
      finished,
      total,
      [...running.values()].join(', ') || t('none'),
    );
    write(`\r\u001b[2K${fit(line, terminal.width - 1)}`);
  };
  return {
    show(event) {
      switch (event.type) {
        case 'started':
          total = event.probes.length;
          for (const { id, title } of event.probes) {
            titles.set(id, title);
            running.set(id, title);
          }
          break;
        case 'probe-started':
          break;
        case 'probe-progress':
          running.set(event.id, withShare(titles.get(event.id) ?? event.id, event.elapsedMs / event.totalMs));
          break;
        case 'probe-finished': {
          const { id, title, status, durationMs } = event.result;
          running.delete(id);
          finished++;
          if (!live) write(`${t('{0}: {1} ({2} ms)', title, statusWord(status), durationMs)}\n`);
          break;
        }
      }
      if (live) redraw();
    },
    async end() {
      if (live) write('\r\u001b[2K');
      await shown;
    },
  };
}

function withShare(title: string, share: number): string {
  return t('{0} {1} %', title, Math.round(Math.min(1, Math.max(0, share)) * 100));
}

function fit(line: string, width: number): string {
  if (displayWidth(line) <= width) return line;
  let short = '';
  for (const character of line) {
    if (displayWidth(short + character) > width - 1) break;
    short += character;
  }
  return `${short}…`;
}
