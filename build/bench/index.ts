import { writeFileSync } from 'node:fs';

import { CannotRun } from './cannot-run';
import { describeMachine, machineLine } from './machine';
import { type Section, sectionToMarkdown } from './markdown';
import { type BenchOptions, HELP, parseBenchOptions, type SectionName, SECTIONS, UsageError } from './options';
import { tell } from './progress';
import { measureGrowth } from './sections/growth';
import { measurePipeline } from './sections/pipeline';
import { measureRetraining } from './sections/retrain';
import { measureScaling } from './sections/scaling';
import { measureSteps } from './sections/step';

const MEASURE: Readonly<Record<SectionName, (options: BenchOptions) => Promise<Section[]>>> = {
  step: measureSteps,
  retrain: measureRetraining,
  pipeline: measurePipeline,
  scaling: measureScaling,
  memory: measureGrowth,
};

/** `npm run bench`: Markdown on standard output, what is going on on standard error. */
async function bench(args: readonly string[]): Promise<number> {
  try {
    const options = parseBenchOptions(args);
    if (options === null) {
      console.log(HELP);
      return 0;
    }
    const machine = await describeMachine();
    console.log(`## Bench\n\n${machineLine(machine)}\n`);
    const sections: Section[] = [];
    for (const name of SECTIONS.filter((section) => options.only.includes(section))) {
      for (const section of await MEASURE[name](options)) {
        sections.push(section);
        console.log(sectionToMarkdown(section));
      }
    }
    if (options.json !== null) {
      const results = sections.map(({ title, data }) => ({ title, data }));
      writeFileSync(options.json, `${JSON.stringify({ machine, results }, null, 2)}\n`);
    }
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      tell(error.message);
      return 2;
    }
    if (!(error instanceof CannotRun)) throw error;
    tell(`${error.message}.`);
    return 1;
  }
}

void bench(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
