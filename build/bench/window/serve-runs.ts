import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const COMMAND = path.join(__dirname, '../../build/demo-web.mjs');

/** Serves the page that replays a run, as `npm run demo:web` does, while `act` is under way. */
export async function besideServer<T>(run: string, out: string, act: (address: string) => Promise<T>): Promise<T> {
  const server = spawn(process.execPath, [COMMAND, run, '--out', out, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  try {
    const address = await new Promise<string>((resolve, reject) => {
      let told = '';
      const read = (chunk: unknown): void => {
        told += String(chunk);
        const found = /served at (http:\S+)/.exec(told);
        if (found?.[1] !== undefined) resolve(found[1]);
      };
      server.stdout.on('data', read);
      server.stderr.on('data', read);
      server.on('exit', () => {
        reject(new Error(`The page of the run cannot be served: ${told}`));
      });
    });
    return await act(address);
  } finally {
    const gone = once(server, 'exit');
    server.kill();
    await gone;
  }
}
