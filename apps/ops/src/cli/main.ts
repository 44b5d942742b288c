import { runCli } from './run-cli';

// `tbank-ops dlq list | head`: who has read enough closes the pipe.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

void runCli(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
});
