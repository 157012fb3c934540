import { loadTensorFlow } from '../../../src-core/runtime/load-tensorflow';

void loadTensorFlow().then((device) => console.log(JSON.stringify(device)));
