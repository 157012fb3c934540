import type { TermName } from './glossary';

/** One stop of the tour: what it points at, and what it says. */
export interface TourStop {
  readonly title: string;
  readonly text: string;
  /** `data-testid` of what it is about; it is brought into view and marked. */
  readonly target: string;
  readonly term: TermName;
}

/** The stops of the tour through a running search. */
export const TOUR_STOPS: readonly TourStop[] = [
  {
    title: 'A search is running',
    text: 'Dartboard has drawn 2,000 small pictures of ten shapes and now searches a network for them, on this computer. The bar shows how far it is.',
    target: 'progress',
    term: 'darts',
  },
  {
    title: 'Is it learning?',
    text: 'Two losses fall together while it learns. The train half teaches the weights, the valid half the alphas; when valid rises while train falls, it learns by heart.',
    target: 'chart-loss',
    term: 'loss',
  },
  {
    title: 'The alphas decide',
    text: 'Every edge starts with all eight operations, evenly mixed. Each row here is an edge; the darker a field, the more that operation counts.',
    target: 'alphas-normal',
    term: 'alphas',
  },
  {
    title: 'The cell they lead to',
    text: 'This is the cell that the alphas stand for now. Edges change while the search is undecided, and settle later.',
    target: 'cell-normal',
    term: 'derive',
  },
  {
    title: 'The result',
    text: 'The genotype is what you keep: save it, or retrain it as a deeper network. Five epochs on drawings will not find a good one; your own images and more epochs will. “Learn” explains every word.',
    target: 'genotype-text',
    term: 'genotype',
  },
];
