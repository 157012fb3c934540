/** The files of a run folder. */
export const RUN_FILES = {
  /** What is fixed when the run starts (`RunInfoSchema`). */
  info: 'config.json',
  /** One `RunRecord` a line, only ever appended. */
  metrics: 'metrics.jsonl',
  /** The latest status record, replaced as a whole. */
  status: 'status.json',
  /** The latest genotype; those of earlier steps are in the metrics' alphas records. */
  genotype: 'genotype.json',
  /** The process that writes the run, while it does (`RunOwnerSchema`). */
  owner: 'owner.json',
  /** Folder with the last states that were saved (`checkpoint-store.ts`). */
  checkpoints: 'checkpoints',
  /** What was cut off the metrics when the run was continued from a checkpoint: computed again since. */
  ghost: 'ghost.jsonl',
} as const;
