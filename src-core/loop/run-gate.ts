import type { RunRecord, RunState } from '../runs/records';
import type { Snapshot, StateSaver } from '../runs/state-saver';
import type { RunControl } from './run-control';

/** What a loop is given by the session that it runs in. */
export interface RunHost {
  /** The run folder. */
  readonly folder: string;
  /** Writes a record to the run folder, then tells it. */
  readonly emit: (record: RunRecord) => void;
  readonly control: RunControl;
  readonly saver: StateSaver;
  /** Told before every stretch of work: the next sign of life comes within so many milliseconds; null: when it is asked for. */
  readonly beat: (withinMs: number | null) => void;
}

/** What a loop tells at its gate. */
export interface GateTalk {
  /** The state to save now. */
  snapshot(): Snapshot;
  tell(state: RunState, message: string | null): void;
  /** Median time of the last steps in milliseconds; null before it is known. */
  stepMs(): number | null;
}

/** Time that a step may take while it is not known: the first one compiles. */
const FIRST_STEP_LIMIT_MS = 600_000;
/** No step is given less: the machine may be busy with other things. */
const LEAST_LIMIT_MS = 60_000;
/** A step that takes so many times as long as others hangs. */
const LIMIT_STEPS = 10;

/**
 * The gate between two batches of any loop: saves when it is time, holds when asked to or while the disk refuses, saves
 * before every hold and at the end.
 */
export class RunGate {
  constructor(
    private readonly host: Pick<RunHost, 'control' | 'saver' | 'beat'>,
    private readonly talk: GateTalk,
  ) {}

  /** Goes through; false means to stop. */
  async pass(): Promise<boolean> {
    const { control, saver, beat } = this.host;
    if (saver.isDue) saver.save('interval', this.talk.snapshot());
    const goOn = await this.wait();
    if (!goOn) saver.save('stop', this.talk.snapshot());
    const stepMs = this.talk.stepMs();
    beat(stepMs === null ? FIRST_STEP_LIMIT_MS : Math.max(LEAST_LIMIT_MS, LIMIT_STEPS * stepMs));
    return goOn && !control.stopping;
  }

  /** Waits until all that was saved and recorded is on the disk, or until a stop is asked for. */
  async wait(): Promise<boolean> {
    const { control, saver, beat } = this.host;
    return control.gate({
      trouble: () => saver.settle(),
      hold: (trouble) => {
        if (trouble === null) saver.save('pause', this.talk.snapshot());
        // The very save of this pause may be what the disk refuses.
        const refused = trouble ?? saver.settle();
        this.talk.tell('paused', refused && `${refused} The run waits, and goes on by itself once this works.`);
        beat(null);
      },
      release: () => {
        this.talk.tell('running', null);
      },
    });
  }
}
