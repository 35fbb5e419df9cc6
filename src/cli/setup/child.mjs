// Runs one program of set-up as the head of a process group of its own. If set-up dies, even by
// SIGKILL, the channel to it closes and the whole group is ended: nothing goes on writing behind
// the back of the next run.
import { spawn } from 'node:child_process';

const [program = '', ...args] = process.argv.slice(2);
const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
process.on('disconnect', () => process.kill(-process.pid, 'SIGKILL'));
child.on('error', (error) => {
  console.error(error.message);
  process.exit(127);
});
child.on('close', (code) => process.exit(code ?? 1));
