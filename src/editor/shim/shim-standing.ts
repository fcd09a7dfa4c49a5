import { t } from '@vscode/l10n';

/** Why a window goes without the shim. `stopped`: somebody else has ended it. */
export type OffWhy = 'setting' | 'workspace' | 'restricted' | 'stopped';

/** How this window stands to the shim. */
export type ShimStanding =
  | { state: 'off'; why: OffWhy }
  /** Off for what starts from now on; programs that were started with it still have it. */
  | { state: 'leaving'; users: number }
  | { state: 'starting' }
  | { state: 'on'; port: number }
  | { state: 'lost' }
  /** `portTaken`: the port it keeps is somebody else's. */
  | { state: 'failed'; sentence: string; portTaken: boolean };

/** Whether programs of a window are to go through the shim; undefined: they are. Pure. */
export function offBecause({ enabled, usedHere, trusted }: { enabled: boolean; usedHere: boolean; trusted: boolean }): OffWhy | undefined {
  if (!enabled) return 'setting';
  if (!trusted) return 'restricted';
  return usedHere ? undefined : 'workspace';
}

/** The state in a few words, for a menu. Pure. */
export function standingWords(standing: ShimStanding): string {
  switch (standing.state) {
    case 'off':
      return offWords(standing.why);
    case 'leaving':
      return standing.users === 1
        ? t('off for new terminals; one that is open still uses it')
        : t('off for new terminals; {0} that are open still use it', standing.users);
    case 'starting':
      return t('starting');
    case 'on':
      return t('on, port {0}', standing.port);
    case 'lost':
      return t('lost; it is started again');
    case 'failed':
      return standing.portTaken ? t('failed: its port is taken') : t('failed; the log has the details');
  }
}

function offWords(why: OffWhy): string {
  switch (why) {
    case 'setting':
      return t('off');
    case 'workspace':
      return t('not used in this workspace');
    case 'restricted':
      return t('off in Restricted Mode');
    case 'stopped':
      return t('ended by somebody; programs start without it');
  }
}
