import { createServer, type Server } from 'node:net';

/**
 * Free TCP ports of 127.0.0.1, as many as `preferred` is long. A preferred port is taken when it is
 * free, so that addresses written to .stack/env usually stay true over a restart.
 */
export async function freePorts(preferred: (number | undefined)[]): Promise<number[]> {
  const servers: Server[] = [];
  try {
    // All are held open together: one by one, the kernel could give the same port twice.
    for (const port of preferred) servers.push(await listenOr(port ?? 0));
    return servers.map(portOf);
  } finally {
    await Promise.all(servers.map(close));
  }
}

async function listenOr(port: number): Promise<Server> {
  try {
    return await listen(port);
  } catch (error) {
    if (port === 0) throw error;
    return listen(0);
  }
}

function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      resolve(server);
    });
  });
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });
}
