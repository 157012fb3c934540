/** The sections of the paper that the window refers to, and their anchors in the PDF. */
const SECTIONS = {
  '2.1': { title: 'Search space', anchor: 'subsection.2.1' },
  '2.2': { title: 'Continuous relaxation and optimization', anchor: 'subsection.2.2' },
  '2.3': { title: 'Approximate architecture gradient', anchor: 'subsection.2.3' },
  '2.4': { title: 'Deriving discrete architectures', anchor: 'subsection.2.4' },
  '3.1': { title: 'Architecture search', anchor: 'subsection.3.1' },
  '3.2': { title: 'Architecture evaluation', anchor: 'subsection.3.2' },
  'A.1': { title: 'Experimental details: architecture search', anchor: 'subsection.A.1' },
  'A.2': { title: 'Experimental details: architecture evaluation', anchor: 'subsection.A.2' },
} as const;

/** The number of a section of the paper. */
export type PaperSection = keyof typeof SECTIONS;

/** The paper, as people cite it. */
export const PAPER_NAME = 'Liu, Simonyan, Yang: DARTS: Differentiable Architecture Search (ICLR 2019)';

/** Where the paper can be read. */
export const PAPER_URL = 'https://arxiv.org/pdf/1806.09055';

/** A section's title. */
export function sectionTitle(section: PaperSection): string {
  return SECTIONS[section].title;
}

/** Where a section of the paper can be read. */
export function sectionUrl(section: PaperSection): string {
  return `${PAPER_URL}#${SECTIONS[section].anchor}`;
}
