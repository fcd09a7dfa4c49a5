/** A real workbench window for a test: profile, server, browser and page, opened and closed together. */
import { chromium } from 'playwright-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { browser } from './browser.js';
import { createProfile } from './profile.js';
import type { Profile } from './profile.js';
import { projectFolder } from './project.js';
import { installVsix, startServer } from './server.js';
import type { WorkbenchServer } from './server.js';
import { Workbench } from './workbench.ts';

export interface WindowOptions {
  /** User settings, beside those that keep a fresh editor quiet. */
  settings?: Record<string, unknown>;
  /** Environment variables for the server, so also for its extension host and terminals. */
  env?: Record<string, string>;
  /** The extension's folder; the clone itself by default. */
  extensionFolder?: string;
  /** A packaged extension to install instead. */
  vsix?: string;
  /** No built-in extensions, so that all the extension host does is Gatehouse's doing. */
  bareHost?: boolean;
  /** Flags for the Node that runs the server. */
  serverFlags?: readonly string[];
  /** Called before the page opens, for watching from the first moment on. */
  beforeOpen?(server: WorkbenchServer): void;
  page?: BrowserContextOptions;
  /** The display language, such as `zh-cn`, set where a language pack sets it; the editor's own texts stay English. */
  language?: string;
}

export interface OpenWindow {
  workbench: Workbench;
  page: Page;
  browser: Browser;
  server: WorkbenchServer;
  profile: Profile;
  close(): Promise<void>;
}

/** Opens a window with Gatehouse in it and waits until its status bar item is there. */
export async function openWindow(options: WindowOptions = {}): Promise<OpenWindow> {
  const profile = createProfile(options.settings);
  if (options.vsix) await installVsix(profile, options.vsix);
  else profile.linkExtension(options.extensionFolder ?? projectFolder);
  const server = await startServer(profile, {
    env: options.env ?? {},
    bareHost: options.bareHost ?? false,
    nodeFlags: options.serverFlags ?? [],
  });
  options.beforeOpen?.(server);
  const { program, flags } = await browser();
  const started = await chromium.launch({ executablePath: program, args: [...flags] });
  const close = async (): Promise<void> => {
    await started.close();
    await server.end();
  };
  try {
    const context = await started.newContext({ viewport: { width: 1280, height: 800 }, ...options.page });
    const page = await context.newPage();
    page.setDefaultTimeout(90_000);
    // What a language pack's message file does beside bringing messages (microsoft/vscode, src/vs/nls.ts, getNLSLanguage).
    if (options.language) await page.addInitScript((language) => Object.assign(globalThis, { _VSCODE_NLS_LANGUAGE: language }), options.language);
    await page.goto(server.url);
    const workbench = new Workbench(page);
    await workbench.ready();
    return { workbench, page, browser: started, server, profile, close };
  } catch (error) {
    await close();
    throw error;
  }
}
