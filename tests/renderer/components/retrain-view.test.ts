import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { beforeEach, describe, expect, it } from 'vitest';

import { useDatasetsStore } from '../../../renderer/stores/datasets';
import { useGenotypesStore } from '../../../renderer/stores/genotypes';
import { useRetrainFormStore } from '../../../renderer/stores/retrain-form';
import { useAppStore } from '../../../renderer/stores/app';
import GenotypesView from '../../../renderer/views/GenotypesView.vue';
import RetrainView from '../../../renderer/views/RetrainView.vue';
import { genotypeToPython } from '../../../src-core/space/genotype-text';
import { PRESET_GENOTYPES } from '../../../src-core/space/preset-genotypes';
import { randomGenotype } from '../../../src-core/space/random-genotype';
import { ok, useTestBridge, type TestBridge } from '../helpers/bridge';
import { CHOICE, makeEntry, makeRecords, makeSnapshot } from '../helpers/records';

describe('retraining', () => {
  let bridge: TestBridge;

  beforeEach(() => {
    bridge = useTestBridge({
      'dataset:pick': () => ok(CHOICE),
      'runs:list': () => ok([makeEntry({ id: 'found', title: 'My search' })]),
      'runs:open': (id) => ok(makeSnapshot(id, makeRecords(1, 10), false)),
    });
  });

  async function open(view: typeof RetrainView | typeof GenotypesView): Promise<VueWrapper> {
    const wrapper = mount(view, { attachTo: document.body });
    await flushPromises();
    return wrapper;
  }

  it('says what is missing, then how large the network is, and starts it', async () => {
    bridge.answers['retrain:start'] = () => ok(makeSnapshot('retraining', [], true));
    bridge.answers['runs:live'] = () => ok(makeSnapshot('retraining', [], true));
    const view = await open(RetrainView);
    const start = view.get('[data-testid=retrain-start]');
    expect(view.text()).toContain('Choose a genotype.');
    await view.get('[data-testid=retrain-genotype-choice]').setValue('preset:DARTS_V2');
    expect(view.text()).toContain('Choose a data set.');
    await useDatasetsStore().pick();
    await flushPromises();
    // With ten classes it is 3,349,342; each class fewer saves 576 weights and a bias: 8 × 577 for two classes.
    expect(view.text()).toContain('3.34 million');
    // 180 of 200 images, in batches of 96.
    expect(view.text()).toContain('1,200, 2 an epoch');
    await start.trigger('click');
    await flushPromises();
    expect(bridge.asked).toContainEqual([
      'retrain:start',
      {
        genotype: PRESET_GENOTYPES.DARTS_V2,
        genotypeName: 'DARTS_V2',
        dataset: 'token-1',
        config: expect.objectContaining({ layers: 20, channels: 36, auxiliary: true }),
      },
    ]);
    expect(useAppStore().view).toBe('run');
    view.unmount();
  });

  it('names a genotype that is in none of the lists', async () => {
    const view = await open(RetrainView);
    useRetrainFormStore().retrain({ name: 'found, step 30', genotype: PRESET_GENOTYPES.PDARTS });
    await flushPromises();
    const choice = view.get<HTMLSelectElement>('[data-testid=retrain-genotype-choice]').element;
    expect(choice.selectedOptions[0]?.text).toBe('found, step 30');
    view.unmount();
  });

  it('takes what a search has found', async () => {
    const view = await open(RetrainView);
    await view.get('[data-testid=retrain-genotype-choice]').setValue('run:found');
    await flushPromises();
    expect(useRetrainFormStore().genotype?.name).toBe('My search');
    view.unmount();
  });

  it('shows published cells, those of searches, and dropped files in the library', async () => {
    const view = await open(GenotypesView);
    expect(view.text()).toContain('3.35 million');
    await view.get('[data-testid=show-genotype]').trigger('click');
    await flushPromises();
    expect(view.text()).toContain('My search');
    await useGenotypesStore().drop(new File([genotypeToPython(PRESET_GENOTYPES.DARTS_V1)], 'mine.py'));
    await flushPromises();
    expect(view.get('[data-testid=genotype-card]').text()).toContain('mine.py');
    await useGenotypesStore().drop(new File(['Genotype(__import__("os"))'], 'bad.py'));
    expect(useAppStore().messages[0]?.text).toMatch(/^bad\.py: /);
    view.unmount();
  });

  it('trains several genotypes with several seeds, random ones among them, one after another', async () => {
    bridge.answers['series:start'] = () => ok(makeSnapshot('first', [], true));
    bridge.answers['runs:live'] = () => ok(makeSnapshot('first', [], true));
    const view = await open(RetrainView);
    await view.get('[data-testid=retrain-genotype-choice]').setValue('preset:DARTS_V2');
    await view.get('[data-testid=add-candidate]').setValue('preset:NASNet');
    await view.get('[data-testid=add-random]').trigger('click');
    await view.get('[data-testid=seed-count]').setValue('2');
    await useDatasetsStore().pick();
    await flushPromises();
    expect(view.findAll('[data-testid=candidate]').map((one) => one.text())).toEqual(['NASNet', 'random-1']);
    expect(view.get('[data-testid=candidates]').text()).toContain('3 genotypes with 2 seeds each: 6 networks');
    const start = view.get('[data-testid=retrain-start]');
    expect(start.text()).toBe('Start 6 retrainings');
    await start.trigger('click');
    await flushPromises();
    expect(bridge.asked).toContainEqual([
      'series:start',
      expect.objectContaining({
        seeds: [0, 1],
        candidates: [
          { genotype: PRESET_GENOTYPES.DARTS_V2, genotypeName: 'DARTS_V2' },
          { genotype: PRESET_GENOTYPES.NASNet, genotypeName: 'NASNet' },
          { genotype: randomGenotype(1), genotypeName: 'random-1' },
        ],
      }),
    ]);
    await view.get('[data-testid=seed-count]').setValue('0');
    expect(view.text()).toContain('Seeds are a whole number from 1 to 20.');
    expect(start.attributes('disabled')).toBeDefined();
    view.unmount();
  });
});
