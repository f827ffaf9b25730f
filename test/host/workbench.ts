import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';

const START_LIMIT_MS = 60_000;
const SETTLE_LIMIT_MS = 40_000;
const HOVER_LIMIT_MS = 2000;
const QUICK_INPUT_TRIES = 12;
const SCROLL_TRIES = 40;
/** Pixels that a notebook moves for one turn of the wheel, however far it turns. */
const WHEEL_STEP = 50;

/** The themes that VS Code ships, and the class that its workbench then has. */
const THEMES = {
  light: { label: 'Light Modern', className: 'vs' },
  dark: { label: 'Dark Modern', className: 'vs-dark' },
  highContrast: { label: 'Dark High Contrast', className: 'hc-black' },
} as const;

export type ThemeName = keyof typeof THEMES;

/** VS Code in a page: what a person does in it, in a person's words. */
export class Workbench {
  /** Opens when `open` is called; `folder` is the workspace. */
  constructor(
    readonly page: Page,
    private readonly options: { folder: string; url: string },
  ) {}

  get folder(): string {
    return this.options.folder;
  }

  /** Writes files of the workspace; VS Code shows those that are there when it opens. */
  write(files: Record<string, string>): void {
    mkdirSync(this.folder, { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(this.folder, name), text);
  }

  /** Copies a file or a folder's content into the workspace. */
  copy(source: string, name = ''): void {
    cpSync(source, path.join(this.folder, name), { recursive: true });
  }

  /**
   * Resolves when extensions have loaded. Before that keys are lost, and an .ipynb would open as text;
   * these performance marks are VS Code's own.
   */
  async open(): Promise<void> {
    this.page.on('dialog', dialog => void dialog.accept());
    await this.page.goto(this.options.url);
    await this.page.waitForFunction(
      () =>
        ['code/didLoadExtensions', 'code/didStartWorkbench'].every(
          mark => performance.getEntriesByName(mark).length > 0,
        ),
      null,
      { timeout: START_LIMIT_MS, polling: 100 },
    );
  }

  /** Opens a notebook of the workspace and resolves when its first cell is there. */
  async openNotebook(file: string): Promise<void> {
    await this.openFile(file);
    await this.cell(0).waitFor({ state: 'attached' }); // the row of a Markdown cell is there but not seen
  }

  /** Opens a file of the workspace from the explorer. */
  async openFile(file: string): Promise<void> {
    await this.page.locator('.explorer-folders-view .monaco-list-row', { hasText: file }).first().dblclick();
    await this.tab(file).waitFor();
  }

  /** The editor tab of a file. */
  tab(file: string): Locator {
    return this.page.locator('.tabs-container .tab', { hasText: file });
  }

  /** The cells of the active notebook that are drawn; those far outside the window are not. */
  get cells(): Locator {
    return this.page.locator('.notebookOverlay .cell-list-container .monaco-list-row');
  }

  cell(index: number): Locator {
    return this.page.locator(`.notebookOverlay .cell-list-container .monaco-list-row[data-index="${index}"]`);
  }

  /** Runs a command by its whole title, such as `Notebook: Run All`. */
  async command(title: string): Promise<void> {
    await this.quickInput('F1', `>${title}`);
    await this.pick(title);
  }

  /** Chooses a row of the quick pick that is open, by keys: the hover of the row above may cover it from a click. */
  async pick(label: string): Promise<void> {
    const row = this.quickRow(label);
    await row.waitFor();
    const focused = this.page.locator('.quick-input-list .monaco-list-row.focused').and(row);
    for (let step = await this.quickRows.count(); step > 0 && !(await focused.isVisible()); step--) {
      await this.page.keyboard.press('ArrowDown');
    }
    await this.page.keyboard.press('Enter');
  }

  /** Takes what an input box, recognised by its title, proposes. */
  async acceptInput(title: RegExp): Promise<void> {
    await this.page.locator('.quick-input-title', { hasText: title }).waitFor();
    await this.page.keyboard.press('Enter');
  }

  /** Rows of the open quick pick. */
  get quickRows(): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row');
  }

  /** The row of the open quick pick with this label. */
  quickRow(label: string): Locator {
    return this.quickRows.filter({ has: this.page.getByText(label, { exact: true }) }).first();
  }

  /** The first key after a start may be lost while the workbench takes its focus; so it is pressed until the box is up. */
  async quickInput(key: string, text: string): Promise<void> {
    const box = this.page.locator('.quick-input-widget input.input');
    for (let attempt = 1; !(await box.isVisible()); attempt++) {
      if (attempt > QUICK_INPUT_TRIES) throw new Error(`${key} opens no input box`);
      await this.page.keyboard.press(key);
      await box.waitFor({ timeout: 1500 }).catch(() => undefined);
    }
    await box.fill(text);
  }

  async theme(name: ThemeName): Promise<void> {
    const { label, className } = THEMES[name];
    await this.command('Preferences: Color Theme');
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first().waitFor();
    await this.page.locator('.quick-input-widget input.input').fill(label);
    await this.pick(label);
    await this.page.locator(`.monaco-workbench.${className}`).waitFor();
  }

  async runAll(): Promise<void> {
    await this.command('Notebook: Run All');
  }

  /** Runs one cell by its run button. */
  async run(index: number): Promise<void> {
    // The button shows only under the pointer, and an output that grows moves the cell away from it: point again.
    const button = this.cell(index).locator('.run-button-container .codicon-notebook-execute');
    await expect(async () => {
      await this.cell(index).hover({ timeout: HOVER_LIMIT_MS });
      await button.click({ timeout: HOVER_LIMIT_MS });
    }).toPass({ timeout: SETTLE_LIMIT_MS });
  }

  /** Resolves when no cell of the active notebook runs or waits: its toolbar then has no button to interrupt. */
  async whenIdle(): Promise<void> {
    const busy = this.page.locator('.notebook-toolbar-container [aria-label^="Interrupt"]');
    await busy.waitFor({ timeout: 2000 }).catch(() => undefined); // a short run may be over already
    await busy.waitFor({ state: 'hidden', timeout: START_LIMIT_MS });
  }

  /**
   * Turns the wheel over the notebook until the first match of an output is in the window's upper half.
   * Outputs far below the window are drawn only when they come near.
   */
  async scrollTo(selector: string): Promise<Locator> {
    const { width, height } = this.page.viewportSize() ?? { width: 0, height: 0 };
    await this.page.mouse.move(width * 0.6, height / 2);
    for (let turn = 0; turn < SCROLL_TRIES; turn++) {
      const match = await this.findInFrames(selector);
      const box = await match?.boundingBox();
      const distance = box ? box.y - height / 4 : height / 2;
      if (match && Math.abs(distance) < height / 8) return match;
      const notches = Math.max(1, Math.round(Math.abs(distance) / WHEEL_STEP));
      for (let i = 0; i < notches; i++) await this.page.mouse.wheel(0, Math.sign(distance) * WHEEL_STEP);
      await this.page.waitForTimeout(300);
    }
    throw new Error(`no turning of the wheel brings ${selector} into view`);
  }

  /** The mark of a cell that ran well. */
  success(index: number): Locator {
    return this.cell(index).locator('.codicon-notebook-state-success');
  }

  /** The mark of a cell that failed. */
  failure(index: number): Locator {
    return this.cell(index).locator('.codicon-notebook-state-error');
  }

  /** The name of the active notebook's kernel. */
  get kernelLabel(): Locator {
    return this.page.locator('.notebook-toolbar-container .kernel-label');
  }

  /** A notification that is on the screen. */
  notification(text: string | RegExp): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item', { hasText: text });
  }

  /**
   * The first match in a notebook output or a webview. Their documents are nested two frames deep in
   * frames that come and go, so all are asked until one has it.
   */
  async inFrame(selector: string, options: { hasText?: string | RegExp } = {}): Promise<Locator> {
    const deadline = Date.now() + SETTLE_LIMIT_MS;
    while (Date.now() < deadline) {
      const match = await this.findInFrames(selector, options);
      if (match) return match;
      await this.page.waitForTimeout(100);
    }
    throw new Error(`no frame has ${selector}${options.hasText ? ` with ${String(options.hasText)}` : ''}`);
  }

  private async findInFrames(
    selector: string,
    options: { hasText?: string | RegExp } = {},
  ): Promise<Locator | undefined> {
    for (const frame of this.page.frames().slice(1)) {
      const match = frame.locator(selector, options);
      if (await match.count().catch(() => 0)) return match.first(); // a frame that is going away has none
    }
    return undefined;
  }
}
