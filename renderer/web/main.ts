import { createReplayBridge } from './replay-bridge';

// In a plain browser there is no preload script: recorded runs beside the page take the place of the app.
Object.defineProperty(window, 'dartboard', { value: createReplayBridge(document.baseURI) });
await import('../main');
