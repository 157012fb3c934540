import { createPinia } from 'pinia';
import { createApp } from 'vue';

import App from './App.vue';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';

// A file dropped beside the drop zone must not replace the app.
for (const type of ['dragover', 'drop']) {
  document.addEventListener(type, (event) => {
    event.preventDefault();
  });
}

createApp(App).use(createPinia()).mount('#app');
