// First, since TensorFlow reads its environment while it loads.
import './tensorflow-environment';

import * as tf from '@tensorflow/tfjs-node-gpu';

/** TensorFlow. Importing this module loads the native library (about a second); only the trainer process may. */
export { tf };
