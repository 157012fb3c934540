import { onMounted, onScopeDispose, shallowRef, watch, type Ref } from 'vue';

/** A value that follows its source while the element is in sight, and catches up when it comes back. */
export function useWhileVisible<T>(element: Readonly<Ref<HTMLElement | null>>, source: () => T): Readonly<Ref<T>> {
  const shown = shallowRef(source());
  let visible = true;
  const observer = new IntersectionObserver((entries) => {
    visible = entries.some((entry) => entry.isIntersecting);
    if (visible) shown.value = source();
  });
  watch(source, (value) => {
    if (visible) shown.value = value;
  });
  onMounted(() => {
    if (element.value !== null) observer.observe(element.value);
  });
  onScopeDispose(() => {
    observer.disconnect();
  });
  return shown;
}
