/** Line drawings on a grid of 24, as SVG path data. */
export const ICONS = {
  plus: 'M12 5v14M5 12h14',
  activity: 'M3 12h4l3-8 4 16 3-8h4',
  list: 'M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01',
  pause: 'M9 5v14M15 5v14',
  play: 'M7 4.5v15l12-7.5z',
  stop: 'M6 6h12v12H6z',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2v2M12 20v2M4.9 4.9l1.4 1.4M17.7 17.7l1.4 1.4M2 12h2M20 12h2M4.9 19.1l1.4-1.4M17.7 6.3l1.4-1.4',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z',
  monitor: 'M4 4h16v12H4zM12 16v4M8 20h8',
  folder:
    'M3 6.5A1.5 1.5 0 0 1 4.5 5H9l2.5 2.5h8A1.5 1.5 0 0 1 21 9v8.5a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 17.5z',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  check: 'M4.5 12.5l5 5 10-11',
  close: 'M6 6l12 12M18 6L6 18',
  alert: 'M12 8v5M12 16.5v.01M10.3 4.2L2.6 17.6A2 2 0 0 0 4.3 20.6h15.4a2 2 0 0 0 1.7-3L13.7 4.2a2 2 0 0 0-3.4 0z',
  save: 'M12 4v11M7 10.5l5 5 5-5M5 20h14',
  forward: 'M9.5 6l6 6-6 6',
  shapes: 'M8 3l4.5 8h-9zM13 14h8v7h-8zM7.5 14a3.75 3.75 0 1 0 0 7.5 3.75 3.75 0 0 0 0-7.5',
  reset: 'M4 5v5h5M4.6 10A8 8 0 1 1 4 14',
} as const;

/** The name of a drawing. */
export type IconName = keyof typeof ICONS;
