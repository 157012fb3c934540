import { parity } from './run';

const write = (stream: NodeJS.WriteStream) => (line: string) => void stream.write(`${line}\n`);

void parity(process.argv.slice(2), { out: write(process.stdout), err: write(process.stderr) }).then((code) => {
  process.exitCode = code;
});
