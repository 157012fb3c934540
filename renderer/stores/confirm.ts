import { defineStore } from 'pinia';
import { shallowRef } from 'vue';

/** A question before something that cannot be taken back. */
export interface Question {
  readonly title: string;
  readonly text: string;
  /** What the button that does it says. */
  readonly action: string;
  /** The action loses something. */
  readonly danger?: boolean;
}

/** Asks the person; one question at a time. */
export const useConfirmStore = defineStore('confirm', () => {
  const question = shallowRef<Question | null>(null);
  let settle: ((agreed: boolean) => void) | undefined;

  /** Shows the question; true when the person agrees. A question that is still open counts as refused. */
  function ask(next: Question): Promise<boolean> {
    answer(false);
    question.value = next;
    return new Promise((resolve) => {
      settle = resolve;
    });
  }

  function answer(agreed: boolean): void {
    question.value = null;
    settle?.(agreed);
    settle = undefined;
  }

  return { question, ask, answer };
});
