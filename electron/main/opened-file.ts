import path from 'node:path';

import { messageOf } from '../../src-core/user-error';
import type { OpenedGenotype } from '../contract';
import { GENOTYPE_ENDINGS, readGenotypeFile } from './read-genotype-file';

/** Who hears of a file that the system opened with the app. */
export interface OpenedFileListener {
  readonly onGenotype: (genotype: OpenedGenotype) => void;
  readonly onProblem: (sentence: string) => void;
}

/**
 * The file among a command line's arguments that a person opened with the app; null when there is none. The program's own
 * name, options and the folders that Electron takes for an app are none.
 */
export function fileToOpen(commandLine: readonly string[], workingFolder: string): string | null {
  const ending = new RegExp(`\\.(${GENOTYPE_ENDINGS.join('|')})$`, 'i');
  const found = commandLine.slice(1).find((argument) => !argument.startsWith('-') && ending.test(argument));
  return found === undefined ? null : path.resolve(workingFolder, found);
}

/** Holds what was opened before the window could hear of it. */
export class OpenedFiles {
  private waiting: OpenedGenotype | null = null;
  private problem: string | null = null;
  private asked = false;
  private reading: Promise<void> = Promise.resolve();

  constructor(private readonly listener: OpenedFileListener) {}

  /** Reads a file that the system opened with the app. */
  open(file: string): void {
    this.reading = this.read(file);
  }

  /**
   * What was opened before the window asked, once; from then on the listener hears of each file.
   */
  async takePending(): Promise<OpenedGenotype | null> {
    await this.reading;
    this.asked = true;
    const { waiting, problem } = this;
    this.waiting = null;
    this.problem = null;
    if (problem !== null) this.listener.onProblem(problem);
    return waiting;
  }

  private async read(file: string): Promise<void> {
    try {
      const genotype = await readGenotypeFile(file);
      if (this.asked) this.listener.onGenotype(genotype);
      else this.waiting = genotype;
    } catch (error) {
      if (this.asked) this.listener.onProblem(messageOf(error));
      else this.problem = messageOf(error);
    }
  }
}
