import { type Program, tensorOf } from '../../src-core/graph/program';
import { channelMean } from '../../src-core/nn/ops/channel-moments';
import { Pass } from '../../src-core/nn/pass';
import type { SearchNetwork } from '../../src-core/nn/search-network';
import { tf } from '../../src-core/runtime/tensorflow';

/**
 * Mean and population standard deviation of each cell's output in training mode. Reads `weights` and `alphas`; gives
 * `cellMeans` `[cells, 2]`. Feeds: `images` `[batch, height, width, channels]`.
 */
export function cellMeansProgram(network: SearchNetwork): Program {
  return (state, feeds) => {
    const pass = new Pass(network.parameters, 'training', tensorOf(state, 'weights'));
    const rows: tf.Tensor1D[] = [];
    network.forward(pass, tensorOf(state, 'alphas'), tensorOf(feeds, 'images'), (output) => {
      rows.push(moments(output));
    });
    pass.takeBatchStatistics();
    return { state: {}, outputs: { cellMeans: tf.stack(rows) } };
  };
}

function moments(output: tf.Tensor4D): tf.Tensor1D {
  const numbers = output.reshape<tf.Tensor4D>([output.size, 1, 1, 1]);
  const mean = channelMean(numbers);
  const variance = channelMean(tf.squaredDifference(numbers, mean));
  return tf.concat1d([mean, tf.sqrt(variance)]);
}
