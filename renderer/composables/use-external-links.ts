import { onScopeDispose } from 'vue';

import { useAppStore } from '../stores/app';

/** Links to the literature open in the browser: the window itself never leaves the app. */
export function useExternalLinks(): void {
  const app = useAppStore();
  const listening = new AbortController();
  document.addEventListener(
    'click',
    (event) => {
      const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[target=_blank]') : null;
      if (link === null) return;
      event.preventDefault();
      void app.openLink(link.href);
    },
    { signal: listening.signal },
  );
  onScopeDispose(() => listening.abort());
}
