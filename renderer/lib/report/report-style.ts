/** How a report looks, on a screen and on paper. */
export const REPORT_STYLE = `
body { max-width: 860px; margin: 0 auto; padding: 32px 24px; color: #1b1c22; background: #ffffff; font: 14px/1.5 Inter, system-ui, sans-serif; }
h1 { margin: 0; font-size: 24px; letter-spacing: -0.01em; overflow-wrap: anywhere; }
header p, figcaption, footer { color: #5b5d69; }
h2 { margin: 32px 0 8px; padding-top: 12px; border-top: 1px solid #e3e3e9; font-size: 17px; }
h3 { margin: 0; font-size: 14px; }
figure { margin: 0 0 16px; break-inside: avoid; }
figure svg { display: block; max-width: 100%; height: auto; }
figcaption { padding: 0 16px; font-size: 12px; }
.finding { margin: 8px 0; padding: 8px 16px; border-left: 4px solid #8a5a00; background: #fdf2d9; }
.finding p { margin: 4px 0; }
pre { padding: 12px 16px; overflow: auto; border-radius: 8px; background: #f1f1f4; font-size: 12px; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 3px 16px 3px 0; border-bottom: 1px solid #e3e3e9; text-align: right; font-weight: 400; }
thead th { font-weight: 600; }
.facts th, .facts td { text-align: left; }
.facts th { color: #5b5d69; }
.wide { overflow-x: auto; }
footer { margin-top: 32px; }
`.trim();
