/** What the editor loads when monitoring is switched on; a bundle of its own, so that activation does not pay for it. */
export { HistoryFile } from '../../gateways/health/history-file.ts';
export { historyCsv, historyJson } from '../../gateways/health/history-export.ts';
export { linkAddress } from './link-address.ts';
export { SharedMonitor } from './shared-monitor.ts';
