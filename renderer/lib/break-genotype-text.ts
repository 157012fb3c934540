/** A genotype's python text over several lines, still python: each field and each node's two edges on a line. */
export function breakGenotypeText(text: string): string {
  return text
    .replace(/^Genotype\(/, 'Genotype(\n  ')
    .replace(/, (\w+=)/g, ',\n  $1')
    .replace(/=\[\(/g, '=[\n    (')
    .replace(/(\), \([^)]*\)), \(/g, '$1,\n    (')
    .replace(/\)\]/g, ')\n  ]')
    .replace(/\)$/, '\n)');
}
