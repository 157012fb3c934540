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
// The chosen theme is there with the first picture: nothing flashes.
void useAppStore(pinia)
  .loadSettings()
  .then(() => createApp(App).use(pinia).mount('#app'));
