/** The colours of a report: those of the light theme, since it is read on paper and in mail. */
const COLORS: Readonly<Record<string, string>> = {
  '--text': '#1b1c22',
  '--text-muted': '#5b5d69',
  '--surface': '#ffffff',
  '--chart-grid': '#ebebf0',
  '--chart-train': '#5451d6',
  '--chart-valid': '#c45a00',
  '--chart-exact': '#1b1c22',
};

/** The report's colours and type, for its charts. */
export const REPORT_LOOK = {
  colorOf: (property: string): string => COLORS[property] ?? '#1b1c22',
  font: 'Inter, system-ui, sans-serif',
  fontSize: 11,
};
