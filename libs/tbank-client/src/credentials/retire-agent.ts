import { type Agent } from 'node:https';

/**
 * Lets an agent end by itself: its idle connections are closed now, the busy ones when their requests
 * are over. Requests that already wait in it are still served.
 */
export function retireAgent(agent: Agent): void {
  // https://nodejs.org/docs/latest-v20.x/api/http.html#agentmaxfreesockets: none is kept any more.
  agent.maxFreeSockets = 0;
  for (const sockets of Object.values(agent.freeSockets)) {
    for (const socket of [...(sockets ?? [])]) socket.destroy();
  }
}
