/** Papers that describe how such searches fail, and what they advise. */
export const LITERATURE = {
  darts: { name: 'DARTS, section 3.2', url: 'https://arxiv.org/abs/1806.09055' },
  dartsPlus: { name: 'DARTS+ (Liang et al. 2019)', url: 'https://arxiv.org/abs/1909.06035' },
  pDarts: { name: 'P-DARTS (Chen et al. 2019)', url: 'https://arxiv.org/abs/1904.12760' },
  robust: { name: 'RobustDARTS (Zela et al. 2020)', url: 'https://arxiv.org/abs/1909.09656' },
  fair: { name: 'Fair DARTS (Chu et al. 2020)', url: 'https://arxiv.org/abs/1911.12126' },
} as const;

/** A paper that a finding refers to. */
export type Paper = keyof typeof LITERATURE;
