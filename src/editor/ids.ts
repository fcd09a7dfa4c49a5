/**
 * Every id the editor knows this extension by. A test holds these lists equal to package.json and to the NLS files,
 * so an id is spelt once, here.
 */

export const commands = {
  diagnose: 'gatehouse.diagnose',
  diagnoseWithStream: 'gatehouse.diagnoseWithStream',
  cancelDiagnosis: 'gatehouse.cancelDiagnosis',
  diagnoseInDepth: 'gatehouse.diagnoseInDepth',
  cancelDeepDiagnosis: 'gatehouse.cancelDeepDiagnosis',
  showInspector: 'gatehouse.showInspector',
  showMenu: 'gatehouse.showMenu',
  copyReport: 'gatehouse.copyReport',
  saveReport: 'gatehouse.saveReport',
  explainError: 'gatehouse.explainError',
  setApiKey: 'gatehouse.setApiKey',
  clearApiKey: 'gatehouse.clearApiKey',
  selectGateway: 'gatehouse.selectGateway',
  startMonitoring: 'gatehouse.startMonitoring',
  stopMonitoring: 'gatehouse.stopMonitoring',
  openLog: 'gatehouse.openLog',
  proveEnvironment: 'gatehouse.proveEnvironment',
  measureClients: 'gatehouse.measureClients',
  compareReport: 'gatehouse.compareReport',
  pickSymptom: 'gatehouse.pickSymptom',
  checkNow: 'gatehouse.checkNow',
  exportHistory: 'gatehouse.exportHistory',
  switchShimOn: 'gatehouse.switchShimOn',
  switchShimOff: 'gatehouse.switchShimOff',
  leaveWorkspaceOut: 'gatehouse.leaveWorkspaceOut',
  restartShim: 'gatehouse.restartShim',
  showConnections: 'gatehouse.showConnections',
  showRequests: 'gatehouse.showRequests',
  showSpend: 'gatehouse.showSpend',
  copyEndpointSettings: 'gatehouse.copyEndpointSettings',
  copyProxyAddress: 'gatehouse.copyProxyAddress',
  chooseNewPort: 'gatehouse.chooseNewPort',
  shimTerminals: 'gatehouse.shimTerminals',
  agentsUseShim: 'gatehouse.agentsUseShim',
  createChainsFile: 'gatehouse.createChainsFile',
  useWorkspaceChains: 'gatehouse.useWorkspaceChains',
  setChainKey: 'gatehouse.setChainKey',
  setClashSecret: 'gatehouse.setClashSecret',
  checkClashFile: 'gatehouse.checkClashFile',
  showClash: 'gatehouse.showClash',
  closeClashConnections: 'gatehouse.closeClashConnections',
  compareClashPolicies: 'gatehouse.compareClashPolicies',
  generateClashRows: 'gatehouse.generateClashRows',
  verifyClashRows: 'gatehouse.verifyClashRows',
  takeClashRowsBack: 'gatehouse.takeClashRowsBack',
} as const;

export const settings = {
  gateway: 'gatehouse.gateway',
  customBaseUrl: 'gatehouse.customBaseUrl',
  gateways: 'gatehouse.gateways',
  model: 'gatehouse.model',
  monitoringEnabled: 'gatehouse.monitoring.enabled',
  monitoringIntervalSeconds: 'gatehouse.monitoring.intervalSeconds',
  monitoringStatusPages: 'gatehouse.monitoring.statusPages',
  monitoringThirdParties: 'gatehouse.monitoring.thirdPartyStatusPages',
  notifications: 'gatehouse.notifications',
  statusBarLatency: 'gatehouse.statusBar.latency',
  monitoringGateways: 'gatehouse.monitoring.gateways',
  shimEnabled: 'gatehouse.shim.enabled',
  shimRules: 'gatehouse.shim.rules',
  shimAllow: 'gatehouse.shim.allow',
  shimExclude: 'gatehouse.shim.exclude',
  shimKeepAliveSeconds: 'gatehouse.shim.keepAliveSeconds',
  shimJournalFile: 'gatehouse.shim.journalFile',
  shimChains: 'gatehouse.shim.chains',
  shimEndpointEnabled: 'gatehouse.shim.endpoint.enabled',
  shimEndpointClocks: 'gatehouse.shim.endpoint.clocks',
  shimEndpointCaps: 'gatehouse.shim.endpoint.caps',
  shimEndpointMaxPerTarget: 'gatehouse.shim.endpoint.maxPerTarget',
  clashLint: 'gatehouse.clash.lint',
  clashController: 'gatehouse.clash.controller',
  clashCorePath: 'gatehouse.clash.corePath',
} as const;

export const contextKeys = {
  diagnosisRunning: 'gatehouse.diagnosisRunning',
  deepDiagnosisRunning: 'gatehouse.deepDiagnosisRunning',
  hasReport: 'gatehouse.hasReport',
  monitoring: 'gatehouse.monitoring',
  shim: 'gatehouse.shim',
} as const;

export const views = {
  inspector: 'gatehouse.inspector',
} as const;

export const walkthroughs = {
  start: 'gatehouse.start',
} as const;

export const statusBarItemId = 'gatehouse.health';
