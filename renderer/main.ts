import '@fontsource-variable/inter';
import { createPinia } from 'pinia';
import { createApp } from 'vue';

import App from './App.vue';
import { useAppStore } from './stores/app';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/screens.css';

// A file dropped beside the drop zone must not replace the app.
for (const type of ['dragover', 'drop']) {
  document.addEventListener(type, (event) => {
    event.preventDefault();
  });
}

const pinia = createPinia();
// The chosen theme and the type are there with the first picture: nothing flashes, and charts are not drawn in another type.
const font = document.fonts.load("1em 'Inter Variable'").catch(() => []);
void Promise.all([useAppStore(pinia).loadSettings(), font]).then(() => createApp(App).use(pinia).mount('#app'));
