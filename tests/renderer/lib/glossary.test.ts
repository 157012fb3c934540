import { describe, expect, it } from 'vitest';

import { GLOSSARY, termOf, termOfOption, type Term } from '../../../renderer/lib/glossary';
import { sectionTitle, sectionUrl } from '../../../renderer/lib/paper';
import { RETRAIN_OPTIONS } from '../../../src-core/retrain/config';
import { SEARCH_OPTIONS } from '../../../src-core/search/config';

const TERMS = Object.values(GLOSSARY).flatMap((group) => Object.entries<Term>(group));

describe('the glossary', () => {
  it.each(TERMS)('explains %s in a sentence, with a section that exists', (_, { sentence, section }) => {
    expect(sentence).toMatch(/^[A-Z].{20,260}\.$/);
    if (section !== null) {
      expect(sectionTitle(section)).not.toBe('');
      expect(sectionUrl(section)).toMatch(/^https:\/\/arxiv\.org\/pdf\/1806\.09055#/);
    }
  });

  it('names every term once', () => {
    expect(new Set(TERMS.map(([name]) => name)).size).toBe(TERMS.length);
    expect(new Set(TERMS.map(([, { name }]) => name)).size).toBe(TERMS.length);
  });

  it.each([...new Set([...Object.keys(SEARCH_OPTIONS), ...Object.keys(RETRAIN_OPTIONS)])])(
    'explains the option %s',
    (option) => {
      const term = termOfOption(option);
      expect(term).not.toBeNull();
      if (term !== null) expect(termOf(term).sentence).not.toBe('');
    },
  );
});
