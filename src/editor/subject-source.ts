import * as os from 'node:os';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Subject } from '../diagnosis/subject.ts';
import type { Gateway } from '../gateways/gateway.ts';
import type { ProxySettings } from '../path/proxy-settings.ts';
import type { Secret } from '../path/secret.ts';
import type { DoctorRoom } from './doctor-room.ts';
import { editorEnvironments } from './environments.ts';
import type { GatewayChoice } from './gateway-choice.ts';
import { askEditor } from './editor-proxy.ts';
import { editorHost, hostPlace } from './host-place.ts';
import { editorStacks } from './http-stacks.ts';
import { readNetworkSettings } from './network-settings.ts';
import type { EnvironmentProofs } from './proof/environment-proofs.ts';
import type { KeyStore } from './secrets.ts';

/** How long gathering settings may take in ms, the login shell's start files included. */
const gatherTimeoutMs = 6_000;

/** What is diagnosed, and what to tell the user about how it was put together. */
export interface PreparedSubject {
  subject: Subject;
  /** Takes this subject's secrets, and whatever looks like one, out of a text. */
  redact(text: string): string;
  /** A sentence for the user when something was left out. */
  notice?: string;
}

export interface SubjectWish {
  spend: boolean;
  /** Set for a deep diagnosis: the rungs of its idle ladder in ms. */
  deep?: { idleRungsMs: readonly number[] };
  /** The user agreed that installed clients are started. */
  programs?: true;
  /** Another gateway than the chosen one, of which no model is known. */
  gateway?: Gateway;
}

export interface SubjectSource {
  prepare(doctor: DoctorRoom, wish: SubjectWish, signal: AbortSignal): Promise<PreparedSubject>;
  /** Any gateway as a monitoring check needs it: its route and its key, and nothing that has to be searched for. */
  prepareCheck(doctor: DoctorRoom, gateway: Gateway, signal: AbortSignal): Promise<Subject>;
}

/**
 * Builds subjects out of the editor's settings, secrets and environments.
 *
 * @throws Error with a sentence for the user when the settings name no usable gateway.
 */
export function subjectSource(
  choose: () => GatewayChoice & { model: string | undefined },
  keys: KeyStore,
  proofs: Pick<EnvironmentProofs, 'over'>,
  clashWish: () => Promise<NonNullable<Subject['clash']>> = async () => ({}),
): SubjectSource {
  let gathered: ProxySettings | undefined;
  return {
    async prepare(doctor, wish, signal) {
      const { gateway, problem, model } = wish.gateway ? { gateway: wish.gateway, problem: undefined, model: undefined } : choose();
      if (!gateway) throw new Error(problem);
      const [key, clash, settings, clientsInUse] = await Promise.all([
        readKey(keys, gateway),
        clashWish(),
        gather(doctor, undefined, proofs, signal),
        doctor.findClientsInUse({ environment: process.env, platform: process.platform, inEditor: true, extensions: installed() }),
      ]);
      gathered = settings;
      const subject = doctor.buildSubject({
        gateway,
        ...(model === undefined ? {} : { model }),
        ...(key.secret ? { key: key.secret } : {}),
        context: 'extension-host',
        contextLabel: hostPlace(settings.surroundings),
        settings,
        clientsInUse,
        stacks: [...editorStacks(), ...doctor.processStacks()],
        editorHost: editorHost(),
        askEditor,
        clash,
        spend: wish.spend,
        ...(wish.programs && { programs: true }),
        ...(wish.deep && { depth: 'deep' as const, limits: wish.deep }),
      });
      const hidden = { homeDirectories: [os.homedir()], secrets: key.secret ? [key.secret.reveal()] : [] };
      const redact = (text: string): string => doctor.redactText(text, hidden);
      return { subject, redact, ...(key.notice === undefined ? {} : { notice: key.notice }) };
    },
    async prepareCheck(doctor, gateway, signal) {
      // Asking the login shell costs seconds of CPU, so what an earlier call gathered will do.
      const [key, settings] = await Promise.all([readKey(keys, gateway), gather(doctor, gathered, proofs, signal)]);
      gathered = settings;
      return doctor.buildSubject({
        gateway,
        ...(key.secret ? { key: key.secret } : {}),
        context: 'extension-host',
        contextLabel: hostPlace(),
        settings,
        editorHost: editorHost(),
        spend: false,
      });
    },
  };
}

/** Those that are switched on here; others run nothing. */
function installed(): string[] {
  return vscode.extensions.all.map(({ id }) => id);
}

async function readKey(keys: KeyStore, gateway: Parameters<KeyStore['get']>[0]): Promise<{ secret?: Secret; notice?: string }> {
  try {
    const secret = await keys.get(gateway);
    return secret ? { secret } : {};
  } catch {
    return {
      notice: t('The stored API key could not be read from the system keyring, so the checks ran without it.'),
    };
  }
}

async function gather(
  doctor: DoctorRoom,
  earlier: ProxySettings | undefined,
  proofs: Pick<EnvironmentProofs, 'over'>,
  signal: AbortSignal,
): Promise<ProxySettings> {
  const editor = readNetworkSettings();
  if (earlier) return { ...earlier, editor };
  return doctor.gatherProxySettings({
    environment: process.env,
    platform: process.platform,
    homeDirectory: os.homedir(),
    signal,
    timeoutMs: gatherTimeoutMs,
    editor,
    environments: proofs.over(editorEnvironments()),
    folders: trustedFolders(),
  });
}

/** An untrusted workspace's files are not looked at. */
function trustedFolders(): string[] {
  if (!vscode.workspace.isTrusted) return [];
  return (vscode.workspace.workspaceFolders ?? []).flatMap(({ uri }) => (uri.scheme === 'file' ? [uri.fsPath] : []));
}
