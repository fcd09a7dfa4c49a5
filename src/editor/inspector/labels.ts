import { t } from '@vscode/l10n';
import type { InspectorLabels } from './protocol.ts';

/** The page's fixed texts in the user's language. */
export function inspectorLabels(streamIsFree: boolean): InspectorLabels {
  return {
    title: t('Gateway inspector'),
    diagnose: t('Diagnose'),
    diagnoseWithStream: streamIsFree
      ? t('Diagnose with a short real stream')
      : t('Diagnose with a short real stream (spends a few tokens)'),
    cancel: t('Cancel'),
    copyReport: t('Copy report'),
    saveReport: t('Save report'),
    showLog: t('Open log'),
    selectGateway: t('Select gateway'),
    setApiKey: t('Set API key'),
    openSetting: t('Open setting'),
    toolbar: t('Diagnosis'),
    verdict: t('Verdict'),
    checking: t('Checking'),
    nextStep: t('Next step'),
    path: t('Path'),
    findings: t('Findings'),
    noFindings: t('No probe found anything to report.'),
    probes: t('Probes'),
    seenBy: t('Seen by'),
    fixes: t('What to do'),
    copy: t('Copy'),
    evidence: t('Evidence'),
    rerun: t('Run again'),
    emptyTitle: t('Nothing has been checked yet'),
    emptyText: t(
      'A diagnosis follows a request from this extension host to the gateway, leg by leg, and says which leg is at fault. It takes a few seconds.',
    ),
    emptyPrivacy: t('Nothing is sent before you start it, no tokens are spent, and an API key is not needed.'),
    failedTitle: t('The diagnosis did not finish'),
    failedText: t('The log has the details. You can run the diagnosis again.'),
    applyFix: t('Preview and apply'),
    undo: t('Undo'),
    appliedFixes: t('Applied fixes'),
    filter: t('Filter'),
    whatDoYouSee: t('What are you seeing?'),
    youSee: t('What you are seeing'),
    compare: t('Compare'),
    proveIt: t('Prove it'),
    copyTable: t('Copy table'),
    noRows: t('No row has this text.'),
    step: t('Step'),
    duration: t('Duration'),
    failed: t('failed'),
    differs: t('differs'),
    settingsTitle: t('The settings name no usable gateway'),
  };
}
