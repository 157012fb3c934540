import * as v from 'valibot';

import type { Feed, Program, Session } from '../../src-core/graph/program';
import { EvaluationNetwork } from '../../src-core/retrain/evaluation-network';
import { inferenceProgram, trainingProgram } from '../../src-core/retrain/training-program';
import { trainingVariables } from '../../src-core/retrain/training-variables';
import { sgdProgram } from '../../src-core/search/update-programs';
import { GenotypeSchema } from '../../src-core/space/genotype';
import { compare, type Comparison, type Quantity, quantity } from './compare';
import { ReferenceGenotype } from './genotypes';
import type { GoldenFolder } from './golden-folder';
import { requireSameWeights, TO_CHANNELS_LAST, toOurWeights, toReferenceWeights, transpose } from './layouts';
import { type Engine, ENGINES, isFused } from './open-session';

const Config = v.object({
  network: v.picklist(['cifar', 'imagenet']),
  genotype: ReferenceGenotype,
  initChannels: v.number(),
  layers: v.number(),
  classes: v.number(),
  auxiliary: v.boolean(),
  auxiliaryWeight: v.number(),
  labelSmoothing: v.number(),
  dropPathProb: v.number(),
  learningRate: v.number(),
  momentum: v.number(),
  weightDecay: v.number(),
  gradClip: v.number(),
});

const Tensors = v.array(v.tuple([v.string(), v.array(v.number())]));

/** Runs an `evaluation` folder's network from its start and compares what the folder holds numbers for, in FORMAT's order. */
export function* compareEvaluation(golden: GoldenFolder, engine: Engine): Generator<Comparison> {
  const evaluation = new EvaluationCase(golden, isFused(engine));
  const session = ENGINES[engine](trainingVariables(evaluation.network, 0));
  try {
    for (const each of evaluation.run(session)) if (golden.has(each.name)) yield compare(golden, each);
  } finally {
    session.dispose();
  }
}

class EvaluationCase {
  readonly network: EvaluationNetwork;
  private readonly config: v.InferOutput<typeof Config>;
  private readonly inference: Program;

  constructor(
    private readonly golden: GoldenFolder,
    fused: boolean,
  ) {
    this.config = golden.field('config', Config);
    const { network: kind, initChannels: channels, layers, classes, auxiliary, genotype } = this.config;
    const { normal, normal_concat: normalConcat, reduce, reduce_concat: reduceConcat } = genotype;
    this.network = new EvaluationNetwork(
      {
        kind,
        genotype: v.parse(GenotypeSchema, { normal, normalConcat, reduce, reduceConcat }),
        channels,
        layers,
        classes,
        imageChannels: 3,
        auxiliary,
      },
      fused,
    );
    requireSameWeights(golden, golden.field('weights', Tensors), this.network.parameters.weights);
    this.inference = inferenceProgram(this.network);
  }

  *run(session: Session): Generator<Quantity> {
    const { golden, network, config } = this;
    session.write('weights', Float32Array.from(toOurWeights(network.parameters, golden.values('start.weights'))));
    session.write('statistics', Float32Array.from(golden.values('start.runningStats')));
    yield quantity('eval.logits', session.run(this.inference, this.batch())['logits']);
    const { loss, logits, auxLogits } = session.run(trainingProgram(network, config), {
      ...this.batch(),
      ...this.dropPath(),
    });
    yield quantity('train.logits', logits);
    if (auxLogits) yield quantity('train.auxLogits', auxLogits);
    yield quantity('train.loss', loss);
    yield this.weights('train.weightGrad', session.read('weightGradient'));
    yield quantity('train.runningStats', session.read('statistics'));
    const { learningRate, momentum, weightDecay, gradClip } = config;
    const { gradNorm } = session.run(sgdProgram, { learningRate, momentum, weightDecay, gradClip });
    yield quantity('step.gradNorm', gradNorm);
    yield this.weights('step.weights', session.read('weights'));
    yield quantity('step.evalLogits', session.run(this.inference, this.batch())['logits']);
  }

  private batch(): { readonly images: Feed; readonly labels: Feed } {
    const { values, shape } = transpose(
      { values: this.golden.values('images'), shape: this.golden.shape('images') },
      TO_CHANNELS_LAST,
    );
    const labels = Int32Array.from(this.golden.values('labels'));
    return {
      images: { values: Float32Array.from(values), shape },
      labels: { values: labels, shape: [labels.length] },
    };
  }

  /** The folder's masks as factors. */
  private dropPath(): { readonly dropPath?: Feed } {
    if (this.config.dropPathProb === 0) return {};
    const kept = 1 / (1 - this.config.dropPathProb);
    const masks = this.golden.values('dropPathMasks');
    return {
      dropPath: { values: Float32Array.from(masks, (mask) => mask * kept), shape: this.golden.shape('dropPathMasks') },
    };
  }

  private weights(name: string, flat: Float32Array): Quantity {
    return { name, values: toReferenceWeights(this.network.parameters, Float64Array.from(flat)) };
  }
}
