import { expect, test } from 'vitest';

import { svgSize } from '../../../electron/main/svg-size';

test.each([
  ['<svg xmlns="http://www.w3.org/2000/svg" width="640" height="300.5">', { width: 640, height: 300.5 }],
  ['<?xml version="1.0"?>\n<svg\n  width="64px"\n  height="32px"\n>', { width: 64, height: 32 }],
  ['<svg viewBox="0 -10 120 80">', { width: 120, height: 80 }],
  ['<svg viewBox="0,0,120,80" stroke-width="3" width="12" height="8">', { width: 12, height: 8 }],
])('%s', (svg, size) => {
  expect(svgSize(svg)).toEqual(size);
});

test.each([
  '',
  '<p>no drawing</p>',
  '<svg>',
  '<svg width="0" height="10">',
  '<svg width="1e9" height="10">',
  '<svg width="100%" height="100%">',
])('%j has no size that a page could have', (text) => {
  expect(() => svgSize(text)).toThrow('cannot be printed as PDF');
});
