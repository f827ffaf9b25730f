import { element, mountDrawing, styleElement, type MountedDrawing } from '../view/dom';
import { Controls } from './controls';
import { Host, type VsCodeApi } from './host';
import inspectorCss from './inspector.css';
import { planeDrawing } from './planeDrawing';
import { restoredView, type PlaneView } from './planeView';
import type { InspectorCalls } from './protocol';

declare function acquireVsCodeApi(): VsCodeApi;

type Opened = InspectorCalls['tensor/open']['result'];

/** The inspector's page: controls, the plane, and the last error. */
class Inspector {
  readonly #api: VsCodeApi;
  readonly #host: Host;
  readonly #controls = new Controls(view => void this.#show(view));
  readonly #failure = element('p', 'convbook-failure');
  readonly #plane = element('div', 'convbook-plane');
  readonly #nonce: string | undefined;
  #opened: Opened | undefined;
  #mounted: MountedDrawing | undefined;
  /** Counts what was asked; an answer to anything but the last is out of date. */
  #asked = 0;

  constructor(root: HTMLElement, api: VsCodeApi, nonce: string | undefined) {
    this.#api = api;
    this.#nonce = nonce;
    this.#host = new Host(api, () => void this.open());
    this.#failure.setAttribute('role', 'alert');
    this.#failure.hidden = true;
    root.replaceChildren(styleElement(inspectorCss, nonce), this.#controls.root, this.#failure, this.#plane);
  }

  /** Asks for the tensor as it is now, then for the plane that was shown last. */
  async open(): Promise<void> {
    const asked = ++this.#asked;
    await this.#guard(asked, async () => {
      const opened = await this.#host.request('tensor/open', {});
      if (asked !== this.#asked) return;
      const view = restoredView(this.#api.getState(), opened.shape);
      const reshaped = opened.shape.join() !== this.#opened?.shape.join();
      this.#opened = opened;
      if (reshaped) this.#controls.show(opened.shape, view);
      await this.#show(view);
    });
  }

  async #show(view: PlaneView): Promise<void> {
    const opened = this.#opened;
    if (!opened) return;
    const asked = ++this.#asked;
    this.#api.setState(view);
    await this.#guard(asked, async () => {
      const plane = await this.#host.request('tensor/plane', view);
      if (asked !== this.#asked) return;
      const drawing = planeDrawing(opened, view, plane);
      if (this.#mounted) this.#mounted.update(drawing);
      else
        this.#mounted = mountDrawing(
          this.#plane,
          drawing,
          this.#nonce === undefined ? {} : { nonce: this.#nonce },
        );
      this.#fail(undefined);
    });
  }

  /** Shows what went wrong, unless something newer was asked since. */
  async #guard(asked: number, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (asked === this.#asked) this.#fail(error);
    }
  }

  /** Says what went wrong and pales the plane, which is no longer what the tensor holds; or takes that back. */
  #fail(error: unknown): void {
    const failed = error !== undefined;
    this.#failure.hidden = !failed;
    this.#plane.classList.toggle('convbook-stale', failed);
    const reason = error instanceof Error ? error.message : String(error);
    if (failed) this.#failure.textContent = `The tensor cannot be shown: ${reason}`;
  }
}

const script = document.currentScript;
const root = document.querySelector<HTMLElement>('#root') ?? document.body;
const nonce = script?.nonce === '' ? undefined : script?.nonce;
void new Inspector(root, acquireVsCodeApi(), nonce).open();
