import { t } from '@vscode/l10n';
import type { ExplainedAction } from '../diagnosis/doctor.ts';
import { commands, settings } from './ids.ts';

/** A button that leads from an explained error to what helps. */
export interface ExplainedButton {
  label: string;
  command: string;
  args: readonly string[];
}

/** The button for an action, and what it runs. Pure. */
export function explainedButton(action: ExplainedAction): ExplainedButton {
  switch (action.do) {
    case 'set-key':
      return { label: t('Set API Key'), command: commands.setApiKey, args: [] };
    case 'select-gateway':
      return { label: t('Select Gateway'), command: commands.selectGateway, args: [] };
    case 'set-base-url':
      return { label: t('Open the Base URL'), command: 'workbench.action.openSettings', args: [settings.customBaseUrl] };
    case 'choose-model':
      return { label: t('Open the Model'), command: 'workbench.action.openSettings', args: [settings.model] };
    case 'diagnose':
      return action.symptom === undefined
        ? { label: t('Diagnose'), command: commands.diagnose, args: [] }
        : { label: t('Look for It Here'), command: commands.pickSymptom, args: [action.symptom] };
  }
}
