import type { PaperSection } from './paper';

/** A word of the interface, explained. */
export interface Term {
  readonly name: string;
  /** One sentence for someone who has trained a network but never searched for one. */
  readonly sentence: string;
  /** Where the paper treats it; null for what is not of the paper. */
  readonly section: PaperSection | null;
}

/** The groups that the glossary is read in. */
export const TERM_GROUPS = {
  search: 'The search',
  cells: 'Cells and operations',
  measures: 'What is measured',
  weights: 'Training the weights',
  alphas: 'Training the alphas',
  retraining: 'Retraining',
  runs: 'Runs',
} as const;
/** The name of a group. */
export type TermGroup = keyof typeof TERM_GROUPS;

/** Every term, group by group, in the order they are best read. */
export const GLOSSARY = {
  search: {
    darts: {
      name: 'Differentiable architecture search',
      sentence:
        'Instead of trying networks one by one, one large network holds every choice at once, and gradient descent learns how much each choice should count.',
      section: '2.2',
    },
    supernet: {
      name: 'Search network',
      sentence:
        'The network that is trained during the search: a stack of cells in which every edge mixes all eight operations.',
      section: '2.2',
    },
    mixedOp: {
      name: 'Mixed operation',
      sentence:
        'What an edge computes during the search: the sum of all its operations, each weighted by the softmax of its alpha.',
      section: '2.2',
    },
    alphas: {
      name: 'Alphas',
      sentence:
        'The numbers the search is about: one for each operation on each edge; their softmax says how much of that operation the edge uses.',
      section: '2.2',
    },
    firstOrder: {
      name: 'First order',
      sentence:
        'The alphas follow the gradient of the valid loss at the present weights, which costs about as much as two ordinary training steps.',
      section: '2.3',
    },
    secondOrder: {
      name: 'Second order',
      sentence:
        'The alphas follow the gradient through one virtual training step, so they foresee how the weights will answer; a step takes about two and a half times as long.',
      section: '2.3',
    },
    trainHalf: {
      name: 'Train half',
      sentence: 'The share of the training images that the weights learn from.',
      section: '3.1',
    },
    validHalf: {
      name: 'Valid half',
      sentence:
        'The other share of the training images: the alphas learn from it, and accuracy on it tells how the search goes.',
      section: '3.1',
    },
    derive: {
      name: 'Derive',
      sentence:
        'To turn alphas into an architecture: each node keeps its two strongest edges, and each of those its strongest operation.',
      section: '2.4',
    },
    genotype: {
      name: 'Genotype',
      sentence: 'The architecture that a search ends with: which operation joins which states, in both kinds of cell.',
      section: '2.4',
    },
    timeline: {
      name: 'Timeline',
      sentence:
        'Every moment of the search that was recorded; going back shows the cells and alphas as they were then.',
      section: null,
    },
  },
  cells: {
    cell: {
      name: 'Cell',
      sentence: 'A small graph of operations; the network is a stack of copies of two kinds of it.',
      section: '2.1',
    },
    normalCell: { name: 'Normal cell', sentence: 'The cell that keeps the size of the image.', section: '2.1' },
    reduceCell: {
      name: 'Reduction cell',
      sentence: 'The cell that halves width and height and doubles the channels; there are two of it in a network.',
      section: '2.1',
    },
    node: {
      name: 'Node',
      sentence: 'A state inside a cell, the sum of what its edges bring; a cell has four, and its output joins them.',
      section: '2.1',
    },
    edge: {
      name: 'Edge',
      sentence: 'A connection from an earlier state to a node, with an operation on it; a cell has fourteen.',
      section: '2.1',
    },
    none: {
      name: 'No connection',
      sentence: 'The operation that gives zero; it takes part in the search but is never kept in a genotype.',
      section: '2.4',
    },
    maxPool: {
      name: 'Max pooling 3×3',
      sentence: 'Takes the largest value of every 3×3 window; it has no weights.',
      section: '3.1',
    },
    avgPool: {
      name: 'Average pooling 3×3',
      sentence: 'Takes the mean of every 3×3 window; it has no weights.',
      section: '3.1',
    },
    skip: {
      name: 'Skip connection',
      sentence: 'Passes a state on as it is; in a reduction cell, at half its size.',
      section: '3.1',
    },
    sepConv: {
      name: 'Separable convolution',
      sentence:
        'A convolution of each channel by itself followed by one that mixes channels, applied twice; far fewer weights than a full convolution.',
      section: '3.1',
    },
    dilConv: {
      name: 'Dilated convolution',
      sentence: 'A separable convolution whose window is spread out by one pixel, so it sees further at the same cost.',
      section: '3.1',
    },
  },
  measures: {
    loss: {
      name: 'Loss',
      sentence: 'Mean cross-entropy for an image, in nats: 0 is perfect, and guessing among ten classes gives 2.3.',
      section: null,
    },
    top1: {
      name: 'Top-1',
      sentence: 'Share of the images whose class is the network’s first guess, in percent.',
      section: null,
    },
    top5: {
      name: 'Top-5',
      sentence: 'Share of the images whose class is among the network’s first five guesses, in percent.',
      section: null,
    },
    smoothing: {
      name: 'Smoothing',
      sentence: 'An exponential moving average over the steps; the faint line behind it is what was measured.',
      section: null,
    },
    entropy: {
      name: 'Entropy',
      sentence:
        'How undecided an edge is: 1 when all its operations weigh the same, 0 when one of them has all the weight.',
      section: '2.2',
    },
    margin: {
      name: 'Margin',
      sentence:
        'How far the strongest operation of an edge is ahead of the runner-up; a small margin may still turn over.',
      section: '2.4',
    },
    skipCount: {
      name: 'Skip-connection count',
      sentence:
        'How many of a cell’s eight kept edges are skip connections; a search that ends with many of them has often collapsed.',
      section: null,
    },
    eta: {
      name: 'Time left',
      sentence: 'Steps that remain times the median time of a recent step; pauses do not count.',
      section: null,
    },
    parameters: {
      name: 'Parameters',
      sentence: 'Numbers that a network learns; the paper’s cells make networks of about 3.3 million on CIFAR-10.',
      section: '3.2',
    },
    multiplyAdds: {
      name: 'Multiply-adds',
      sentence:
        'Multiplications, each with an addition, to classify one image; the paper counts them for ImageNet and keeps below 600 million.',
      section: '3.2',
    },
  },
  weights: {
    epoch: { name: 'Epoch', sentence: 'One pass over the train half.', section: 'A.1' },
    step: {
      name: 'Step',
      sentence: 'One batch of the valid half moves the alphas, then one batch of the train half moves the weights.',
      section: '2.3',
    },
    batchSize: {
      name: 'Batch size',
      sentence: 'Images in one step; more of them need more memory and make the gradient steadier.',
      section: 'A.1',
    },
    channels: {
      name: 'Channels',
      sentence: 'Width of the network: feature maps in its first cell, doubled at each reduction cell.',
      section: 'A.1',
    },
    layers: {
      name: 'Cells in the stack',
      sentence: 'Depth of the network; the cells at one third and two thirds are reduction cells.',
      section: '2.1',
    },
    learningRate: {
      name: 'Learning rate',
      sentence: 'How far one step moves the weights; it falls along half a cosine from the first epoch to the last.',
      section: 'A.1',
    },
    momentum: {
      name: 'Momentum',
      sentence: 'The share of the last step’s movement that carries on into this one.',
      section: 'A.1',
    },
    weightDecay: {
      name: 'Weight decay',
      sentence: 'Pulls every weight towards zero a little at each step, against overfitting.',
      section: 'A.1',
    },
    gradClip: {
      name: 'Gradient clip',
      sentence: 'A gradient longer than this is shortened to it, so that one bad batch cannot throw the weights off.',
      section: null,
    },
    augmentation: {
      name: 'Augmentation',
      sentence:
        'Training images are varied a little each time they are seen, so that the network learns what they show and not their pixels.',
      section: 'A.2',
    },
    cutout: {
      name: 'Cutout',
      sentence: 'Blanks a random square of every training image, so that the network cannot rely on one spot.',
      section: 'A.2',
    },
    seed: {
      name: 'Seed',
      sentence:
        'All random numbers follow from it: the split, first weights, order and augmentation of the images are the same for the same seed.',
      section: '3.1',
    },
  },
  alphas: {
    trainPortion: {
      name: 'Training portion',
      sentence: 'How the training images are shared out: this part is the train half, the rest the valid half.',
      section: '3.1',
    },
    archLearningRate: {
      name: 'Alpha learning rate',
      sentence: 'How far one step moves the alphas (Adam, β = 0.5 and 0.999).',
      section: 'A.1',
    },
    archWeightDecay: {
      name: 'Alpha weight decay',
      sentence: 'Pulls the alphas towards zero, that is, towards mixing all operations evenly.',
      section: 'A.1',
    },
    collapse: {
      name: 'Collapse to skip connections',
      sentence:
        'Skip connections train fastest, so a long search may choose more and more of them and end in a shallow, weak cell.',
      section: null,
    },
    flatAlphas: {
      name: 'Flat alphas',
      sentence: 'The edges stay undecided: no operation has pulled ahead, so the derived cell is close to chance.',
      section: null,
    },
    divergence: {
      name: 'Divergence',
      sentence: 'The loss grows without bound or is no number any more, mostly because a learning rate is too high.',
      section: null,
    },
    overfitting: {
      name: 'Overfitting',
      sentence: 'The train loss falls while the valid loss rises: the network learns the images by heart.',
      section: null,
    },
  },
  retraining: {
    randomBaseline: {
      name: 'Random baseline',
      sentence:
        'A search is worth what its network scores above networks drawn by chance from the same space; several seeds tell how much of that is luck.',
      section: '3.2',
    },
    retrain: {
      name: 'Retraining',
      sentence:
        'The search’s weights are thrown away: a deeper and wider network of the found cells is trained from scratch, and its test accuracy is what counts.',
      section: '3.2',
    },
    auxiliary: {
      name: 'Auxiliary head',
      sentence: 'A second, small classifier two thirds up the network that helps the gradient while training only.',
      section: 'A.2',
    },
    dropPath: {
      name: 'Drop path',
      sentence: 'Leaves out whole edges at random while training, more and more of them towards the end.',
      section: 'A.2',
    },
    network: {
      name: 'Evaluation network',
      sentence:
        'The network that is retrained: cells of small channels on a full-size stem for small images, or a stem that halves large images three times.',
      section: 'A.2',
    },
    schedule: {
      name: 'Schedule',
      sentence: 'How the learning rate falls: along half a cosine, or by a factor every few epochs as for ImageNet.',
      section: 'A.2',
    },
    labelSmoothing: {
      name: 'Label smoothing',
      sentence: 'Gives all classes a small share of the target, so that the network does not grow too sure of itself.',
      section: 'A.2',
    },
    testSplit: {
      name: 'Test split',
      sentence: 'Images that neither the search nor the training has seen; what is measured on them is the result.',
      section: '3.2',
    },
  },
  runs: {
    run: {
      name: 'Run',
      sentence: 'One search or one retraining with everything it measured, kept in a folder of its own.',
      section: null,
    },
    state: {
      name: 'State',
      sentence:
        'Where a run stands: preparing, running, paused, stopped on request, finished by itself, or failed with a reason.',
      section: null,
    },
    checkpoint: {
      name: 'Checkpoint',
      sentence:
        'Everything a run needs to go on after an interruption: weights, optimizers, alphas and the place in the data.',
      section: null,
    },
    resume: {
      name: 'Resume',
      sentence: 'Goes on from the newest checkpoint that is whole; what was measured after it is measured again.',
      section: null,
    },
    fingerprint: {
      name: 'Fingerprint',
      sentence: 'A hash of all pixels and labels: two runs with the same one have seen the same data.',
      section: null,
    },
    device: {
      name: 'Device',
      sentence: 'What TensorFlow computes on: a graphics card where one is found, else the processor.',
      section: null,
    },
    estimate: {
      name: 'Estimate',
      sentence:
        'Memory and time foreseen: from steps measured on this device, of the same network or one like it. It may be off, so it never forbids a start.',
      section: null,
    },
    imageSize: {
      name: 'Image size',
      sentence:
        'Every picture becomes this wide and high: cut at the longer side, then scaled. Work grows with width times height.',
      section: null,
    },
    reportFreq: {
      name: 'Report every',
      sentence: 'Steps from one record of the alphas to the next; more records make the timeline finer.',
      section: null,
    },
  },
} as const satisfies Record<TermGroup, Record<string, Term>>;

/** The name of a term. */
export type TermName = { [G in TermGroup]: keyof (typeof GLOSSARY)[G] }[TermGroup] & string;

const TERMS = new Map<string, Term>(Object.values(GLOSSARY).flatMap((group) => Object.entries<Term>(group)));

/** The explanation of a term. */
export function termOf(name: TermName): Term {
  const term = TERMS.get(name);
  if (term === undefined) throw new RangeError(`The glossary has no term ${name}.`);
  return term;
}

/** The term of the same name as an option of a form; null when there is none. */
export function termOfOption(option: string): TermName | null {
  const name = OPTION_TERMS[option] ?? option;
  return isTermName(name) ? name : null;
}

/** Options whose term has another name. */
const OPTION_TERMS: Readonly<Record<string, TermName>> = {
  epochs: 'epoch',
  learningRateMin: 'learningRate',
  cutoutLength: 'cutout',
  unrolled: 'secondOrder',
  auxiliaryWeight: 'auxiliary',
  dropPathProb: 'dropPath',
  decayFactor: 'schedule',
  decayPeriod: 'schedule',
  checkpointMinutes: 'checkpoint',
};

function isTermName(name: string): name is TermName {
  return TERMS.has(name);
}
