import { Menu, Tray, nativeImage } from 'electron';

import { isFinal, type StatusRecord } from '../../src-core/runs/records';
import { log } from './log';
import { describeProgress } from './run-progress';

/** What the tray's entries do. */
export interface TrayActions {
  /** Whether the window is there to be seen; while it is not, the icon stays. */
  readonly windowShown: () => boolean;
  readonly show: () => void;
  readonly pause: () => void;
  readonly resume: () => void;
  readonly quit: () => void;
}

const SIZE = 22;

/** A tray icon with a run's progress, there while a run is live. */
export class AppTray {
  private tray: Tray | null = null;
  private shown = '';

  /** @param icon the path of a picture */
  constructor(
    private readonly icon: string,
    private readonly actions: TrayActions,
  ) {}

  /** Follows where the live run stands. */
  follow(id: string, status: StatusRecord): void {
    const over = isFinal(status.state);
    if (over && (this.tray === null || this.actions.windowShown())) {
      this.remove();
      return;
    }
    const progress = describeProgress(status);
    // A run tells of itself ten times a second; a menu that is open would close each time.
    if (this.tray !== null && this.shown === progress) return;
    this.shown = progress;
    const tray = (this.tray ??= this.open());
    tray?.setToolTip(`Dartboard: ${progress}`);
    tray?.setContextMenu(this.menu(id, progress, status));
  }

  /** The window has been brought back; nothing is left to tell once the run is over. */
  windowBack(liveRun: boolean): void {
    if (!liveRun) this.remove();
  }

  private remove(): void {
    this.tray?.destroy();
    this.tray = null;
  }

  /** Null where the desktop has no tray; the window can then be had back by starting the app once more. */
  private open(): Tray | null {
    try {
      const tray = new Tray(nativeImage.createFromPath(this.icon).resize({ width: SIZE, height: SIZE }));
      tray.on('click', this.actions.show);
      return tray;
    } catch (error) {
      log.warn('There is no tray', error);
      return null;
    }
  }

  private menu(id: string, progress: string, { state }: StatusRecord): Menu {
    const { show, pause, resume, quit } = this.actions;
    const steer: Electron.MenuItemConstructorOptions[] =
      state === 'paused'
        ? [{ label: 'Resume', click: resume }]
        : state === 'running'
          ? [{ label: 'Pause', click: pause }]
          : [];
    return Menu.buildFromTemplate([
      { label: id, enabled: false },
      { label: progress, enabled: false },
      { type: 'separator' },
      { label: 'Show Dartboard', click: show },
      ...steer,
      { type: 'separator' },
      { label: isFinal(state) ? 'Quit' : 'Save and Quit', click: quit },
    ]);
  }
}
